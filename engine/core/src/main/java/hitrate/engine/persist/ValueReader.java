package hitrate.engine.persist;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.bytes.DoubleText;
import hitrate.engine.command.PackingLimits;
import hitrate.engine.keyspace.Keyspace;
import hitrate.engine.keyspace.Kind;
import hitrate.engine.struct.FieldTable;
import hitrate.engine.struct.IntSet;
import hitrate.engine.struct.LargeValue;
import hitrate.engine.struct.Listpack;
import hitrate.engine.struct.MemberTable;
import hitrate.engine.struct.QuickList;
import hitrate.engine.struct.SortedSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads a value written by any version of the real server up to 7.4 and gives it the form that it
/// has here. Checks every byte: what it answers is sound.
final class ValueReader {
  private static final int PLAIN_NODE = 1;
  private static final int PACKED_NODE = 2;
  private static final int PACKED_MEMBERS = 128;
  private static final int PACKED_MEMBER_BYTES = 64;

  /// So few are compared with each other; more are put in a table to see whether two are the same.
  private static final int FEW_MEMBERS = 16;

  private static final String BROKEN_LIST = "Quicklist integrity check failed.";
  private static final String DUPLICATE_MEMBERS = "Duplicate set members detected";
  private static final String BAD_SCORES = "Zset with NAN score or duplicate members detected";
  private static final String DUPLICATE_FIELDS = "Duplicate hash fields detected";
  private static final int PACKED_LIST_BYTES = 4096;
  private static final double WHOLE_LIMIT = 0x1p62;

  /// Of a packed score that is text, the real server reads so many bytes.
  static final int LONGEST_SCORE = 127;

  private final RdbReader in;
  private final Keyspace keyspace;
  private final PackingLimits limits;
  private final Check check;
  private final Listpack pack = new Listpack(1024);
  private final IntSet integers = new IntSet();
  private int told; // elements that the last listpack said it had
  private long packs;
  private @Nullable StreamReader streams; // from the first stream on

  /// Apart, so that only whoever meets such a score waits for the pattern.
  private static final class NotANumber {
    private static final Pattern TEXT = Pattern.compile("(?i)\\s*[+-]?nan");
  }

  /// How much is checked. What is not sound as bytes is refused in any case.
  enum Check {
    /// A packed value with a field or member twice, or with its members in another order, is let
    /// through, as it does no harm until it becomes a large one.
    BYTES,
    /// Such a value is refused.
    DEEPLY
  }

  ValueReader(RdbReader in, Keyspace keyspace, PackingLimits limits, Check check) {
    this.in = in;
    this.keyspace = keyspace;
    this.limits = limits;
    this.check = check;
  }

  /// A value that has been read: its [Kind], and its bytes or the object that holds it.
  sealed interface Value {
    int kind();
  }

  /// A value that goes into the entry. The array is good until the next value is read.
  record InEntry(int kind, byte[] bytes, int length) implements Value {}

  /// A value that an object holds.
  record Large(int kind, LargeValue value) implements Value {}

  /// Reads type and value.
  ///
  /// @throws MalformedValue when the bytes are none
  Value read() throws MalformedValue {
    return read(in.octet());
  }

  /// Reads a value of this type.
  Value read(int type) throws MalformedValue {
    return switch (type) {
      case ValueType.STRING -> string(in.string());
      case ValueType.LIST -> list(strings(in.count()));
      case ValueType.LIST_ZIPLIST -> list(OldForms.ziplist(in.string()));
      case ValueType.QUICKLIST_ZIPLISTS -> listOfZiplists();
      case ValueType.QUICKLIST -> quickList();
      case ValueType.SET -> set();
      case ValueType.SET_INTSET -> intSet();
      case ValueType.SET_LISTPACK -> set(packed(elements(sound("Listpack", 1))));
      case ValueType.ZSET_TEXT, ValueType.ZSET -> scores(type == ValueType.ZSET);
      case ValueType.ZSET_ZIPLIST -> scores(OldForms.ziplist(in.string()), false);
      case ValueType.ZSET_LISTPACK -> packedScores();
      case ValueType.HASH -> hash();
      case ValueType.HASH_ZIPMAP ->
          hash(OldForms.zipmap(in.string()), limits.hashValueBytes(), false);
      case ValueType.HASH_ZIPLIST -> hash(OldForms.ziplist(in.string()), Long.MAX_VALUE, false);
      case ValueType.HASH_LISTPACK -> packedHash();
      case ValueType.HASH_TIMES -> new TimedHashReader(in, keyspace, limits).fieldByField();
      case ValueType.HASH_TIMES_LISTPACK -> packedTimedHash();
      case ValueType.STREAM_1, ValueType.STREAM_2, ValueType.STREAM_3 -> stream(type);
      default -> throw new MalformedValue("Unknown RDB encoding type " + type);
    };
  }

  /// How many listpacks and intsets there were in what has been read: the forms before them are
  /// looked through in any case, and not counted.
  long packs() {
    return packs + (streams == null ? 0 : streams.pieces());
  }

  private Value stream(int type) throws MalformedValue {
    StreamReader reader = streams;
    if (reader == null) {
      reader = new StreamReader(in, check == Check.BYTES);
      streams = reader;
    }
    return reader.read(type);
  }

  private static Value string(byte[] bytes) {
    return new InEntry(Kind.ofString(bytes, 0, bytes.length), bytes, bytes.length);
  }

  private static InEntry packed(int kind, Listpack pack) {
    return new InEntry(kind, pack.array(), pack.length());
  }

  private List<byte[]> strings(long count) throws MalformedValue {
    var strings = new ArrayList<byte[]>();
    for (long i = 0; i < count; i++) {
      strings.add(in.string());
    }
    return strings;
  }

  /// Reads a listpack, which the next one overwrites.
  ///
  /// @param what it is, for the log
  /// @param least elements that make a value
  private Listpack sound(String what, int least) throws MalformedValue {
    if (wellFormed(what, least).isEmpty()) {
      throw new MalformedValue.Empty();
    }
    return pack;
  }

  /// The same for one that may be empty.
  private Listpack wellFormed(String what, int least) throws MalformedValue {
    in.view();
    packs++;
    pack.load(in.text(), in.textStart(), in.textLength());
    told = pack.toldCount();
    if (in.textLength() < Listpack.EMPTY_LENGTH || !pack.validate() && !isRecounted(least)) {
      throw new MalformedValue(what + " integrity check failed.");
    }
    return pack;
  }

  /// Where nobody looks, a pack may have other elements than it says: they are counted anew. One
  /// that says it has too few for a value is empty, as it is to the real server.
  private boolean isRecounted(int least) {
    if (check == Check.DEEPLY) {
      return false;
    }
    pack.forgetCount();
    if (!pack.validate()) {
      return false;
    }
    if (told < least) {
      pack.clear();
    }
    return pack.count() >= 0; // which notes the right one in the header
  }

  private static List<byte[]> elements(Listpack pack) {
    var elements = new ArrayList<byte[]>();
    for (int at = pack.first(); at >= 0; at = pack.next(at)) {
      elements.add(pack.toArray(at));
    }
    return elements;
  }

  /// These elements encoded as they are here, which a listpack from outside need not have been.
  private Listpack packed(List<byte[]> elements) {
    pack.clear();
    elements.forEach(element -> pack.append(element, 0, element.length));
    return pack;
  }

  private QuickList emptyList() {
    return limits.newList();
  }

  private Value list(List<byte[]> elements) throws MalformedValue {
    QuickList list = emptyList();
    elements.forEach(element -> list.addLast(element, 0, element.length));
    return list(list);
  }

  private Value listOfZiplists() throws MalformedValue {
    QuickList list = emptyList();
    for (int left = in.count(); left > 0; left--) {
      var pack = new Listpack();
      for (byte[] element : OldForms.ziplist(in.string())) {
        pack.append(element, 0, element.length);
      }
      if (!pack.isEmpty()) {
        list.appendListpack(pack.array(), 0, pack.length());
      }
    }
    return list(list);
  }

  private Value quickList() throws MalformedValue {
    QuickList list = emptyList();
    int nodes = in.count();
    for (int left = nodes; left > 0; left--) {
      long form = in.length();
      if (form == PLAIN_NODE) {
        in.view();
        if (in.textLength() == 0) {
          throw new MalformedValue(BROKEN_LIST);
        }
        list.appendPlain(in.text(), in.textStart(), in.textLength());
      } else if (form == PACKED_NODE) {
        Listpack node = wellFormed("Listpack", 1);
        if (nodes == 1 && !node.isEmpty() && node.length() <= PACKED_LIST_BYTES) {
          return packed(Kind.LIST_PACKED, node);
        }
        if (!node.isEmpty()) { // such nodes are left out, as in the real server
          list.appendListpack(node.array(), 0, node.length());
        }
      } else {
        throw new MalformedValue(BROKEN_LIST);
      }
    }
    return list(list);
  }

  /// A list of one small node stays in its entry.
  private static Value list(QuickList list) throws MalformedValue {
    if (list.size() == 0) {
      throw new MalformedValue.Empty();
    }
    var only = new ArrayList<InEntry>();
    list.forEachNode(
        (bytes, length) -> only.add(new InEntry(Kind.LIST_PACKED, bytes, length)), (_, _) -> {});
    boolean isSmall =
        list.nodes() == 1 && only.size() == 1 && only.getFirst().length <= PACKED_LIST_BYTES;
    return isSmall ? only.getFirst() : new Large(Kind.LIST_CHAIN, list);
  }

  private Value intSet() throws MalformedValue {
    in.view();
    packs++;
    boolean isSound =
        check == Check.DEEPLY
            ? IntSet.isValid(in.text(), in.textStart(), in.textLength())
            : IntSet.isWhole(in.text(), in.textStart(), in.textLength());
    if (!isSound) {
      throw new MalformedValue("Intset integrity check failed.");
    }
    integers.load(in.text(), in.textStart(), in.textLength());
    if (integers.count() <= limits.setIntegers()) {
      return new InEntry(Kind.SET_INTS, integers.array(), integers.length());
    }
    pack.clear();
    for (int i = 0; i < integers.count(); i++) {
      pack.append(integers.get(i));
    }
    return set(pack);
  }

  private Value set() throws MalformedValue {
    int count = in.count();
    if (count <= Math.max(PACKED_MEMBERS, limits.setIntegers())) {
      pack.clear();
      for (int left = count; left > 0; left--) {
        in.view();
        pack.append(in.text(), in.textStart(), in.textLength());
      }
      return set(pack);
    }
    var table = new MemberTable(keyspace.hash());
    for (int left = count; left > 0; left--) {
      in.view();
      add(table, in.text(), in.textStart(), in.textLength());
    }
    return new Large(Kind.SET_TABLE, table);
  }

  /// The set of these members, in the form that it has here.
  private Value set(Listpack members) throws MalformedValue {
    int count = members.count();
    boolean isPacked = count <= PACKED_MEMBERS;
    boolean isInts = count <= limits.setIntegers();
    for (int at = members.first(); at >= 0; at = members.next(at)) {
      isInts &= members.isInteger(at);
      isPacked &= members.size(at) <= PACKED_MEMBER_BYTES;
    }
    if (count > FEW_MEMBERS || !isPacked && !isInts) {
      MemberTable table = table(members);
      if (!isPacked && !isInts) {
        return new Large(Kind.SET_TABLE, table);
      }
    } else if (members.hasRepeats()) {
      throw new MalformedValue(DUPLICATE_MEMBERS);
    }
    return isInts ? integers(members) : packed(Kind.SET_PACKED, members);
  }

  private MemberTable table(Listpack members) throws MalformedValue {
    var table = new MemberTable(keyspace.hash());
    for (int at = members.first(); at >= 0; at = members.next(at)) {
      byte[] member = members.toArray(at);
      add(table, member, 0, member.length);
    }
    return table;
  }

  private static void add(MemberTable table, byte[] bytes, int from, int length)
      throws MalformedValue {
    if (!table.add(bytes, from, length)) {
      throw new MalformedValue(DUPLICATE_MEMBERS);
    }
  }

  private static Value integers(Listpack members) {
    var ints = new IntSet();
    for (int at = members.first(); at >= 0; at = members.next(at)) {
      ints.add(members.longAt(at));
    }
    return new InEntry(Kind.SET_INTS, ints.array(), ints.length());
  }

  private Value scores(boolean asBits) throws MalformedValue {
    var set = new SortedSet(keyspace.hash());
    for (int left = in.count(); left > 0; left--) {
      byte[] member = in.string();
      double score = asBits ? Double.longBitsToDouble(in.littleEndian(Long.BYTES)) : in.oldScore();
      put(set, member, score);
    }
    return smallOrLarge(set);
  }

  private Value packedScores() throws MalformedValue {
    Listpack words = sound("Zset listpack", 2);
    boolean isReady = isTaken(words, limits.sortedSetEntries()) && PackedPairs.areScores(words);
    return isReady
        ? packed(Kind.ZSET_PACKED, words)
        : scores(elements(words), isTaken(words, limits.sortedSetEntries()));
  }

  /// Whether nobody looks through these pairs. One that is there twice is the end of the real
  /// server where a pack says, right or wrong, that it has so many that it becomes a large value.
  private boolean isTaken(Listpack pairs, long most) {
    return check == Check.BYTES && Math.max(pairs.count(), saidCount()) <= 2 * most;
  }

  private int saidCount() {
    return told == Listpack.UNKNOWN_COUNT ? 0 : told;
  }

  /// What was packed stays in the order that it has, which nobody looks at, while it is small.
  ///
  /// @param mayRepeat whether a member that is there twice does no harm then
  private Value scores(List<byte[]> membersAndScores, boolean mayRepeat) throws MalformedValue {
    requirePairs(membersAndScores);
    boolean isSmall = membersAndScores.size() <= 2L * limits.sortedSetEntries();
    var set = new SortedSet(keyspace.hash());
    var known = new HashSet<Bytes>();
    var digits = new byte[DoubleText.MAX_LENGTH];
    pack.clear();
    for (int i = 0; i < membersAndScores.size(); i += 2) {
      byte[] member = membersAndScores.get(i);
      double score = packedScore(membersAndScores.get(i + 1));
      if (!isSmall) {
        put(set, member, score);
      } else if (Double.isNaN(score) || !known.add(Bytes.wrap(member)) && !mayRepeat) {
        throw new MalformedValue(BAD_SCORES);
      } else {
        pack.append(member, 0, member.length);
        append(pack, score, true, digits);
      }
    }
    return isSmall ? packed(Kind.ZSET_PACKED, pack) : new Large(Kind.ZSET_SKIPLIST, set);
  }

  /// The real server does not look whether a packed score is a number, and takes 0 for one that is
  /// none. Of a long one it reads the beginning.
  private static double packedScore(byte[] text) {
    double score = DoubleText.beginning(text, 0, Math.min(text.length, LONGEST_SCORE));
    boolean isZero =
        Double.isNaN(score) && !NotANumber.TEXT.matcher(new String(text, ISO_8859_1)).lookingAt();
    return isZero ? 0 : score;
  }

  private static void requirePairs(List<byte[]> elements) throws MalformedValue {
    if (elements.isEmpty()) {
      throw new MalformedValue.Empty();
    }
    if (elements.size() % 2 != 0) {
      throw new MalformedValue("a field or member without what belongs to it");
    }
  }

  private static void put(SortedSet set, byte[] member, double score) throws MalformedValue {
    if (Double.isNaN(score) || !set.put(member, 0, member.length, score)) {
      throw new MalformedValue(BAD_SCORES);
    }
  }

  private Value smallOrLarge(SortedSet set) {
    var pack = new Listpack();
    var digits = new byte[DoubleText.MAX_LENGTH];
    boolean isSmall = set.size() <= limits.sortedSetEntries();
    for (int node = set.first(); node != 0 && isSmall; node = set.next(node)) {
      byte[] member = set.member(node);
      isSmall = member.length <= limits.sortedSetValueBytes();
      pack.append(member, 0, member.length);
      append(pack, set.score(node), false, digits);
    }
    return isSmall ? packed(Kind.ZSET_PACKED, pack) : new Large(Kind.ZSET_SKIPLIST, set);
  }

  /// @param keepsSign whether minus zero stays what it is
  private static void append(Listpack pack, double score, boolean keepsSign, byte[] digits) {
    boolean isMinusZero = keepsSign && score == 0 && 1 / score < 0;
    if (score == (long) score && Math.abs(score) <= WHOLE_LIMIT && !isMinusZero) {
      pack.append((long) score);
    } else {
      pack.append(digits, 0, DoubleText.write(score, digits, 0));
    }
  }

  private Value packedHash() throws MalformedValue {
    Listpack words = sound("Hash listpack", 2);
    boolean mayRepeat = isTaken(words, limits.hashEntries());
    return mayRepeat && PackedPairs.areFields(words)
        ? packed(Kind.HASH_PACKED, words)
        : hash(elements(words), Long.MAX_VALUE, mayRepeat);
  }

  private Value hash() throws MalformedValue {
    int count = in.count();
    if (count <= limits.hashEntries()) {
      return hash(strings(2L * count), limits.hashValueBytes(), check == Check.BYTES);
    }
    var table = new FieldTable(keyspace.hash());
    for (int left = count; left > 0; left--) {
      byte[] field = in.string();
      in.view();
      if (!table.put(field, 0, field.length, in.text(), in.textStart(), in.textLength())) {
        throw new MalformedValue(DUPLICATE_FIELDS);
      }
    }
    return new Large(Kind.HASH_TABLE, table);
  }

  private Value packedTimedHash() throws MalformedValue {
    in.littleEndian(Long.BYTES); // the earliest time, which the fields say, too
    return new TimedHashReader(in, keyspace, limits).ofTriples(sound("Hash listpack", 3));
  }

  /// What was packed stays so whatever its words' lengths; else they are limited.
  ///
  /// @param mayRepeat whether a field that is there twice does no harm as long as the hash is small
  private Value hash(List<byte[]> pairs, long wordBytes, boolean mayRepeat) throws MalformedValue {
    requirePairs(pairs);
    boolean isSmall = pairs.size() / 2 <= limits.hashEntries();
    boolean repeats = false;
    var known = new HashSet<Bytes>();
    for (int i = 0; i < pairs.size(); i++) {
      isSmall &= pairs.get(i).length <= wordBytes;
      repeats |= i % 2 == 0 && !known.add(Bytes.wrap(pairs.get(i)));
    }
    if (repeats && !(mayRepeat && isSmall)) {
      throw new MalformedValue(DUPLICATE_FIELDS);
    }
    if (isSmall) {
      var pack = new Listpack();
      pairs.forEach(word -> pack.append(word, 0, word.length));
      return packed(Kind.HASH_PACKED, pack);
    }
    var table = new FieldTable(keyspace.hash());
    for (int i = 0; i < pairs.size(); i += 2) {
      byte[] field = pairs.get(i);
      byte[] value = pairs.get(i + 1);
      table.put(field, 0, field.length, value, 0, value.length);
    }
    return new Large(Kind.HASH_TABLE, table);
  }
}
