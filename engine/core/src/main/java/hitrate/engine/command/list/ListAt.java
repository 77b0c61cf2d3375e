package hitrate.engine.command.list;

import hitrate.engine.command.Args;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Execution;
import hitrate.engine.keyspace.Database;
import hitrate.engine.keyspace.Entry;
import hitrate.engine.keyspace.Key;
import hitrate.engine.keyspace.Kind;
import hitrate.engine.keyspace.LazyFreeing;
import hitrate.engine.memory.Region;
import hitrate.engine.struct.Cursor;
import hitrate.engine.struct.Listpack;
import hitrate.engine.struct.ListpackInPlace;
import hitrate.engine.struct.QuickList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The list under a key while a command works on it, in either of its forms: one listpack in the
/// slab while it is small, a chain of them from then on. Never back.
///
/// Pushing and popping at the ends of a packed list is done where it lies; other changes are made
/// in a copy and put in place by this class, too. A change that leaves no element takes the key
/// away, see [#isGone].
public final class ListAt {
  /// A packed list of more bytes becomes a chain, even if one node could hold it: copying and
  /// moving so much for each change would cost more than the chain.
  private static final int PACKED_LIMIT = 4096;

  private static final int DEFAULT_NODE_LIMIT = -2; // 8 KB

  private final Execution x;
  private final Database database;
  private final Region region;
  private final Key key;
  private final Listpack pack; // the elements of a packed list once loaded
  private long entry; // 0 while there is none
  private boolean loaded;
  private @Nullable QuickList chain;

  private ListAt(Execution x, Key key, long entry) {
    this.x = x;
    this.database = x.database();
    this.region = database.region();
    this.key = key;
    this.entry = entry;
    this.pack = x.listpack();
    if (entry == 0) {
      return;
    }
    int kind = Entry.kind(region, entry);
    if (kind == Kind.LIST_CHAIN) {
      chain = (QuickList) database.large(entry);
      chain.packedThreshold(x.packing().listPlainBytes());
    } else if (kind != Kind.LIST_PACKED) {
      throw CommandError.WRONG_TYPE;
    }
  }

  /// @throws CommandError when there is something else than a list under the key
  static void require(Key key, Execution x) {
    long entry = x.database().find(key);
    if (entry != 0 && !Kind.isList(Entry.kind(x.database().region(), entry))) {
      throw CommandError.WRONG_TYPE;
    }
  }

  /// The list for reading, null when there is none: counts a hit or a miss.
  public static @Nullable ListAt read(Key key, Execution x) {
    long entry = x.database().read(key);
    return entry == 0 ? null : new ListAt(x, key, entry);
  }

  /// The list of an entry that was found for reading.
  public static ListAt read(long entry, Key key, Execution x) {
    return new ListAt(x, key, entry);
  }

  /// Puts a list of these elements, one at least, in the place of what is under a key, its deadline
  /// included. It has the real server's defaults whatever the settings are, as it has there.
  public static void storeOver(Key key, List<byte[]> elements, Execution x) {
    Database database = x.database();
    Listpack pack = x.listpack();
    pack.clear();
    for (byte[] element : elements) {
      if (!takes(DEFAULT_NODE_LIMIT, pack.length(), pack.count(), element.length)) {
        var chain = new QuickList(DEFAULT_NODE_LIMIT, 0);
        chain.packedThreshold(x.packing().listPlainBytes());
        elements.forEach(each -> chain.addLast(each, 0, each.length));
        database.putLarge(key, Kind.LIST_CHAIN, chain, Entry.NO_EXPIRY);
        return;
      }
      pack.append(element, 0, element.length);
    }
    database.put(key, Kind.LIST_PACKED, pack.array(), 0, pack.length(), Entry.NO_EXPIRY);
  }

  /// Calls `action` with copies of all elements.
  public void forEach(Consumer<byte[]> action) {
    QuickList large = chain;
    if (large == null) {
      for (int at = load().first(); at >= 0; at = pack.next(at)) {
        action.accept(pack.toArray(at));
      }
      return;
    }
    Cursor cursor = large.at(0);
    while (cursor != null) {
      action.accept(cursor.toArray());
      cursor = cursor.next() ? cursor : null;
    }
  }

  /// The list for changing it, null when there is none.
  static @Nullable ListAt modify(Key key, Execution x) {
    long entry = x.database().modify(key);
    return entry == 0 ? null : new ListAt(x, key, entry);
  }

  /// The list for changing it, an empty one when there is none yet.
  static ListAt modifyOrCreate(Key key, Execution x) {
    return new ListAt(x, key, x.database().modify(key));
  }

  /// The list if there is one under the key, else null, whatever else is there.
  static @Nullable ListAt ifList(Key key, Execution x) {
    long entry = x.database().modify(key);
    return entry != 0 && Kind.isList(Entry.kind(x.database().region(), entry))
        ? new ListAt(x, key, entry)
        : null;
  }

  /// The number of elements.
  public long size() {
    QuickList large = chain;
    if (large != null) {
      return large.size();
    }
    return entry == 0 ? 0 : ListpackInPlace.count(region, Entry.valueAt(region, entry));
  }

  /// True when the last change has taken the last element, and the key with it.
  boolean isGone() {
    return entry == 0;
  }

  private Listpack load() {
    if (!loaded) {
      pack.load(region, Entry.valueAt(region, entry), Entry.valueLength(region, entry));
      loaded = true;
    }
    return pack;
  }

  /// The index counted from the head, which may lie outside the list.
  private long fromHead(long index) {
    return index < 0 ? index + size() : index;
  }

  /// Adds words of a call one by one at an end.
  void push(boolean atTail, Args args, int from, int to) {
    if (chain == null && !pushPacked(atTail, args, from, to)) {
      unpack();
    }
    QuickList large = chain;
    if (large != null) {
      for (int i = from; i < to; i++) {
        push(large, atTail, args.array(), args.start(i), args.length(i));
      }
      storeChain(large);
    }
  }

  /// Adds an element at an end.
  void push(boolean atTail, byte[] element) {
    if (chain == null && takes(packedBytes(), (int) size(), element.length)) {
      Listpack added = emptyPack();
      added.append(element, 0, element.length);
      addPacked(atTail, added);
      return;
    }
    QuickList large = unpack();
    push(large, atTail, element, 0, element.length);
    storeChain(large);
  }

  private static void push(QuickList to, boolean atTail, byte[] array, int offset, int length) {
    if (atTail) {
      to.addLast(array, offset, length);
    } else {
      to.addFirst(array, offset, length);
    }
  }

  private boolean pushPacked(boolean atTail, Args args, int from, int to) {
    int bytes = packedBytes() - Listpack.EMPTY_LENGTH;
    int count = (int) size();
    Listpack added = emptyPack();
    for (int i = from; i < to; i++) {
      int length = args.length(i);
      if (!takes(bytes + added.length(), count++, length)) {
        return false;
      }
      if (atTail) {
        added.append(args.array(), args.start(i), length);
      } else {
        added.prepend(args.array(), args.start(i), length);
      }
    }
    addPacked(atTail, added);
    return true;
  }

  /// True when a packed list of so many bytes and elements stays one with another element.
  private boolean takes(int bytes, int count, int length) {
    return takes(x.packing().listPieceSize(), bytes, count, length);
  }

  private static boolean takes(int limit, int bytes, int count, int length) {
    return bytes + length <= PACKED_LIMIT
        && (count == 0 || QuickList.takesOneMore(limit, bytes, count, length));
  }

  private int packedBytes() {
    return entry == 0 ? Listpack.EMPTY_LENGTH : Entry.valueLength(region, entry);
  }

  private Listpack emptyPack() {
    loaded = false;
    pack.clear();
    return pack;
  }

  private void addPacked(boolean atTail, Listpack added) {
    if (entry == 0) {
      database.putPacked(key, Kind.LIST_PACKED, added.array(), added.length());
      entry = database.find(key);
      return;
    }
    int length = Entry.valueLength(region, entry);
    int more = added.length() - Listpack.EMPTY_LENGTH;
    entry = database.resize(key, entry, Kind.LIST_PACKED, length + more);
    long at = Entry.valueAt(region, entry);
    if (atTail) {
      ListpackInPlace.addLast(region, at, length, added);
    } else {
      ListpackInPlace.addFirst(region, at, length, added);
    }
  }

  /// The chain, made of the packed list if it was one.
  private QuickList unpack() {
    QuickList large = chain;
    if (large == null) {
      large = x.packing().newList();
      large.packedThreshold(x.packing().listPlainBytes());
      if (entry != 0) {
        Listpack all = load();
        large.appendListpack(all.array(), 0, all.length());
      }
      chain = large;
      database.putLarge(key, Kind.LIST_CHAIN, large);
      entry = database.find(key);
    }
    return large;
  }

  private void storeChain(QuickList large) {
    if (large.size() == 0) {
      remove();
    } else {
      large.settle();
      database.largeChanged(entry);
    }
  }

  private void remove() {
    database.delete(key, LazyFreeing.Cause.EMPTIED);
    entry = 0;
    loaded = false;
  }

  /// Puts the changed copy of a packed list in place.
  private void storePack() {
    if (pack.isEmpty()) {
      remove();
    } else if (pack.length() > PACKED_LIMIT) {
      unpack();
    } else {
      database.putPacked(key, Kind.LIST_PACKED, pack.array(), pack.length());
      entry = database.find(key);
    }
  }

  /// A copy of the element at an index, counted from 0 at the head or from -1 at the tail; null
  /// when there is none.
  public byte @Nullable [] at(long index) {
    QuickList large = chain;
    if (large != null) {
      Cursor cursor = large.at(index);
      return cursor == null ? null : cursor.toArray();
    }
    int position = load().at(index);
    return position < 0 ? null : pack.toArray(position);
  }

  /// Replies with the element at an index; false when there is none.
  boolean reply(long index) {
    QuickList large = chain;
    if (large != null) {
      Cursor cursor = large.at(index);
      if (cursor != null) {
        reply(cursor);
      }
      return cursor != null;
    }
    int position = load().at(index);
    if (position >= 0) {
      reply(position);
    }
    return position >= 0;
  }

  private void reply(Cursor cursor) {
    if (cursor.isInteger()) {
      x.reply().bulkInteger(cursor.longValue());
    } else {
      x.reply().bulk(cursor.array(), cursor.start(), cursor.length());
    }
  }

  private void reply(int position) {
    if (pack.isInteger(position)) {
      x.reply().bulkInteger(pack.longAt(position));
    } else {
      x.reply().bulk(pack.array(), pack.start(position), pack.size(position));
    }
  }

  /// Replies with `count` elements, which are there, from an index on, without a head.
  void reply(long from, long count, boolean backwards) {
    QuickList large = chain;
    if (large != null) {
      Cursor cursor = count == 0 ? null : large.at(from);
      for (long left = count; left > 0 && cursor != null; left--) {
        reply(cursor);
        cursor = (backwards ? cursor.previous() : cursor.next()) ? cursor : null;
      }
      return;
    }
    int position = load().at(from);
    for (long left = count; left > 0 && position >= 0; left--) {
      reply(position);
      position = backwards ? pack.previous(position) : pack.next(position);
    }
  }

  /// Takes up to `count` elements out at an end.
  void removeEnd(boolean atTail, long count) {
    QuickList large = chain;
    long removed = Math.min(count, size());
    if (removed == size()) {
      remove();
    } else if (large != null) {
      large.removeRange(atTail ? large.size() - removed : 0, removed);
      storeChain(large);
    } else if (removed > 0) {
      removePackedEnd(atTail, (int) removed);
    }
  }

  private void removePackedEnd(boolean atTail, int count) {
    Listpack all = load();
    int length = all.length();
    long at = Entry.valueAt(region, entry);
    int bytes;
    if (atTail) {
      bytes = length - 1 - all.at(-count);
      ListpackInPlace.removeLast(region, at, length, bytes, count);
    } else {
      bytes = all.at(count) - all.first();
      ListpackInPlace.removeFirst(region, at, length, bytes, count);
    }
    entry = database.resize(key, entry, Kind.LIST_PACKED, length - bytes);
    loaded = false;
  }

  /// Leaves only the elements from one index to another, both counted from the head.
  void trim(long first, long last) {
    long size = size();
    if (first > last || first >= size) {
      remove();
      return;
    }
    removeEnd(true, size - 1 - Math.min(last, size - 1));
    removeEnd(false, first);
  }

  /// Puts another element at an index, counted from either end; false when there is none.
  boolean set(long index, byte[] array, int offset, int length) {
    long at = fromHead(index);
    if (at < 0 || at >= size()) {
      return false;
    }
    QuickList large = chain;
    if (large == null && packedBytes() + length > PACKED_LIMIT) {
      large = unpack();
    }
    if (large != null) {
      Objects.requireNonNull(large.at(at)).replace(array, offset, length);
      storeChain(large);
    } else {
      load().replace(pack.at(at), array, offset, length);
      storePack();
    }
    return true;
  }

  /// Puts an element (word `element`) ahead of or behind the first that is the word `pivot`; false
  /// when there is none.
  boolean insert(boolean after, Args args, int pivot, int element) {
    byte[] array = args.array();
    int length = args.length(element);
    if (chain == null) {
      int found = load().find(array, args.start(pivot), args.length(pivot), pack.first(), 0);
      if (found < 0) {
        return false;
      }
      if (takes(pack.length(), pack.count(), length)) {
        if (after) {
          pack.insertAfter(found, array, args.start(element), length);
        } else {
          pack.insertBefore(found, array, args.start(element), length);
        }
        storePack();
        return true;
      }
    }
    QuickList large = unpack();
    Cursor cursor = large.at(0);
    while (cursor != null && !cursor.matches(array, args.start(pivot), args.length(pivot))) {
      cursor = cursor.next() ? cursor : null;
    }
    if (cursor == null) {
      return false;
    }
    if (after) {
      cursor.insertAfter(array, args.start(element), length);
    } else {
      cursor.insertBefore(array, args.start(element), length);
    }
    storeChain(large);
    return true;
  }

  /// Takes out the elements equal to a string: the first `most` of them, the last if negative, all
  /// if 0. Answers how many.
  long remove(long most, byte[] array, int offset, int length) {
    long limit = most == 0 || most == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(most);
    boolean backwards = most < 0;
    QuickList large = chain;
    long removed =
        large == null
            ? removePacked(limit, backwards, array, offset, length)
            : remove(large, limit, backwards, array, offset, length);
    if (removed > 0 && large != null) {
      storeChain(large);
    } else if (removed > 0) {
      storePack();
    }
    return removed;
  }

  private static long remove(
      QuickList from, long limit, boolean backwards, byte[] array, int offset, int length) {
    long removed = 0;
    Cursor cursor = from.at(backwards ? -1 : 0);
    while (cursor != null && removed < limit) {
      boolean goesOn;
      if (cursor.matches(array, offset, length)) {
        removed++;
        goesOn = backwards ? cursor.deleteAndPrevious() : cursor.deleteAndNext();
      } else {
        goesOn = backwards ? cursor.previous() : cursor.next();
      }
      cursor = goesOn ? cursor : null;
    }
    return removed;
  }

  private long removePacked(long limit, boolean backwards, byte[] array, int offset, int length) {
    long removed = 0;
    Listpack all = load();
    int position = backwards ? all.last() : all.first();
    while (position >= 0 && removed < limit) {
      int ahead = all.previous(position);
      if (all.matches(position, array, offset, length)) {
        int behind = all.delete(position);
        position = backwards ? ahead : behind;
        removed++;
      } else {
        position = backwards ? ahead : all.next(position);
      }
    }
    return removed;
  }

  /// Takes an index, and answers whether it wants more.
  interface IndexVisitor {
    boolean visit(long index);
  }

  /// Shows the indexes of the elements equal to a string, among the first `most` or the last.
  void find(
      byte[] array, int offset, int length, boolean backwards, long most, IndexVisitor visitor) {
    long size = size();
    QuickList large = chain;
    Cursor cursor = large == null ? null : large.at(backwards ? -1 : 0);
    int position = large != null ? -1 : backwards ? load().last() : load().first();
    for (long i = 0; i < Math.min(size, most); i++) {
      boolean matches =
          cursor == null
              ? pack.matches(position, array, offset, length)
              : cursor.matches(array, offset, length);
      if (matches && !visitor.visit(backwards ? size - 1 - i : i)) {
        return;
      }
      if (cursor == null) {
        position = backwards ? pack.previous(position) : pack.next(position);
      } else if (!(backwards ? cursor.previous() : cursor.next())) {
        return;
      }
    }
  }
}
