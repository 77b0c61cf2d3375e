package hitrate.engine.struct;

/// Some neighbouring entries of a [Stream] in one listpack, as the real server lays them out:
///
/// ```
/// head:  entries | deleted | fields | field ... field | 0
/// entry: flags | millis | sequence | value ... value | elements
///    or: flags | millis | sequence | fields | field value ... field value | elements
/// ```
///
/// The head's fields are those of the first entry; an entry with just the same fields says so in
/// its flags and has values only. Ids are the differences from the piece's own, that of its first
/// entry. "Elements" counts what is ahead of it in the entry, for those who come from behind. A
/// deleted entry stays as it is, but for a flag.
final class StreamPiece {
  /// A flag: the entry is deleted.
  static final int DELETED = 1;

  /// A flag: the entry's fields are the head's.
  static final int SAME_FIELDS = 2;

  private static final int OBJECT_BYTES = 3 * Long.BYTES + HeapSize.REFERENCE;

  private final long millis;
  private final long sequence;
  private Listpack pack;
  private boolean isShared; // pack is in a frozen stream, too
  private long counted;

  /// A piece of packed entries, the bytes being trusted.
  StreamPiece(StreamId id, Listpack pack) {
    this.millis = id.millis();
    this.sequence = id.sequence();
    this.pack = pack;
  }

  /// A piece without entries whose fields are those of the entry to be added.
  static StreamPiece forEntry(StreamId id, StreamFields fields) {
    var pack = new Listpack();
    pack.append(0);
    pack.append(0);
    pack.append(fields.pairs());
    for (int i = 0; i < fields.pairs(); i++) {
      pack.append(fields.array(), fields.start(2 * i), fields.length(2 * i));
    }
    pack.append(0);
    return new StreamPiece(id, pack);
  }

  StreamPiece copy() {
    var copy = new Listpack(pack.length());
    copy.load(pack.array(), 0, pack.length());
    return new StreamPiece(id(), copy);
  }

  /// A piece of the same bytes, to be read only. This one copies them before it changes.
  StreamPiece frozen() {
    isShared = true;
    return new StreamPiece(id(), pack.frozen());
  }

  /// To be called before the bytes change.
  private void own() {
    if (isShared) {
      isShared = false;
      pack = pack.copy();
    }
  }

  /// The bytes, to be read only.
  Listpack pack() {
    return pack;
  }

  /// Gives room that is not used back.
  void shrink() {
    pack.shrink(); // which takes another array
  }

  StreamId id() {
    return new StreamId(millis, sequence);
  }

  /// Compares the piece's own id with another.
  int compareTo(StreamId other) {
    return StreamId.compare(millis, sequence, other.millis(), other.sequence());
  }

  /// Entries that are there.
  long entries() {
    return pack.longAt(pack.first());
  }

  /// Entries that are flagged as deleted.
  long deleted() {
    return pack.longAt(pack.next(pack.first()));
  }

  /// How many fields the head has.
  int headFields() {
    return (int) pack.longAt(pack.at(2));
  }

  /// The position of the head's first field.
  int firstHeadField() {
    return pack.at(3);
  }

  /// The position of the first entry, -1 if there is none.
  int firstEntry() {
    int at = pack.at(2);
    for (long left = pack.longAt(at) + 2; left > 0; left--) {
      at = pack.next(at);
    }
    return at;
  }

  /// The position of the last entry.
  int lastEntry() {
    return entryEndingAt(pack.last());
  }

  /// The entry whose last element is at a position.
  int entryEndingAt(int last) {
    int at = last;
    for (long left = pack.longAt(last); left > 0; left--) {
      at = pack.previous(at);
    }
    return at;
  }

  /// The position behind an entry, -1 at the end.
  int nextEntry(int entry) {
    long flags = pack.longAt(entry);
    int at = pack.next(pack.next(pack.next(entry)));
    long elements = (flags & SAME_FIELDS) != 0 ? headFields() + 1L : 2 * pack.longAt(at) + 2;
    for (long left = elements; left > 0; left--) {
      at = pack.next(at);
    }
    return at;
  }

  StreamId idAt(int entry) {
    return new StreamId(millisAt(entry), sequenceAt(entry));
  }

  long millisAt(int entry) {
    return millis + pack.longAt(pack.next(entry));
  }

  long sequenceAt(int entry) {
    return sequence + pack.longAt(pack.next(pack.next(entry)));
  }

  boolean isDeleted(int entry) {
    return (pack.longAt(entry) & DELETED) != 0;
  }

  /// Adds an entry at the end.
  void append(StreamId id, StreamFields fields) {
    own();
    boolean same = hasFields(fields);
    int pairs = fields.pairs();
    setCounts(1, 0);
    pack.append(same ? SAME_FIELDS : 0);
    pack.append(id.millis() - millis);
    pack.append(id.sequence() - sequence);
    if (!same) {
      pack.append(pairs);
    }
    for (int i = 0; i < pairs; i++) {
      if (!same) {
        pack.append(fields.array(), fields.start(2 * i), fields.length(2 * i));
      }
      pack.append(fields.array(), fields.start(2 * i + 1), fields.length(2 * i + 1));
    }
    pack.append(same ? pairs + 3 : 2L * pairs + 4);
  }

  private boolean hasFields(StreamFields fields) {
    int at = pack.at(2);
    if (pack.longAt(at) != fields.pairs()) {
      return false;
    }
    for (int i = 0; i < fields.pairs(); i++) {
      at = pack.next(at);
      if (!pack.matches(at, fields.array(), fields.start(2 * i), fields.length(2 * i))) {
        return false;
      }
    }
    return true;
  }

  /// Flags an entry as deleted without counting it: [#setCounts] has to follow, which may move
  /// entries.
  void flagDeleted(int entry) {
    own();
    pack.replace(entry, pack.longAt(entry) | DELETED);
  }

  /// Changes the numbers of entries and of deleted ones by so much.
  void setCounts(long moreEntries, long moreDeleted) {
    own();
    int first = pack.first();
    pack.replace(first, pack.longAt(first) + moreEntries);
    if (moreDeleted != 0) {
      int second = pack.next(first);
      pack.replace(second, pack.longAt(second) + moreDeleted);
    }
  }

  /// Counts the heap bytes and answers how many more they are than at the last count.
  long recount() {
    long now =
        HeapSize.object(OBJECT_BYTES)
            + HeapSize.object(HeapSize.REFERENCE + Integer.BYTES)
            + HeapSize.array(pack.array().length, 1);
    long more = now - counted;
    counted = now;
    return more;
  }

  /// Heap bytes as they were counted last.
  long counted() {
    return counted;
  }
}
