package hitrate.engine.struct;

import hitrate.engine.world.Entropy;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A [HashTable] whose elements are keys with values, kept as [Records] of their segments.
abstract class RecordTable extends HashTable implements LargeValue {
  private final RecordView found = new RecordView();
  private final RecordView compared = new RecordView();

  RecordTable(KeyHasher hasher) {
    super(hasher);
  }

  @Override
  public final long parts() {
    return size();
  }

  /// A frozen table.
  RecordTable(RecordTable original) {
    super(original);
  }

  @Override
  final boolean hasKey(Segment segment, int reference, byte[] key, int offset, int length) {
    return compared.at(segment.records, reference).hasKey(key, offset, length);
  }

  /// Heap bytes of the table with everything in it.
  @Override
  public long bytes() {
    return tableBytes() + 2 * HeapSize.object(16 + HeapSize.REFERENCE);
  }

  /// The record of a key, null if there is none.
  public final @Nullable RecordView find(byte[] key, int offset, int length) {
    return find(hash(key, offset, length), key, offset, length);
  }

  final @Nullable RecordView find(int hash, byte[] key, int offset, int length) {
    Segment segment = segmentOf(hash);
    int slot = slotOf(segment, hash, key, offset, length);
    return slot < 0 ? null : found.at(segment.records, segment.reference(slot));
  }

  /// True when the key is in the table.
  public final boolean contains(byte[] key, int offset, int length) {
    return contains(hash(key, offset, length), key, offset, length);
  }

  final boolean contains(int hash, byte[] key, int offset, int length) {
    return slotOf(segmentOf(hash), hash, key, offset, length) >= 0;
  }

  /// Calls `action` with every record, in no particular order. The action must not change the
  /// table.
  public final void forEachRecord(Consumer<? super RecordView> action) {
    var view = new RecordView();
    forEachElement(
        (segment, hash, reference) -> action.accept(view.at(segment.records, reference)));
  }

  /// Visits about `count` records from a position on, which is 0 at the start, and answers the next
  /// position, 0 at the end. The action must not change the table.
  public final long scanRecords(long position, long count, Consumer<? super RecordView> action) {
    var view = new RecordView();
    return scanElements(
        position,
        count,
        (segment, hash, reference) -> action.accept(view.at(segment.records, reference)));
  }

  /// Some record, each as likely as any other; null when the table is empty.
  public final @Nullable RecordView randomRecord(Entropy entropy) {
    boolean isThere =
        random(entropy, (segment, hash, reference) -> found.at(segment.records, reference));
    return isThere ? found : null;
  }

  /// Adds a record whose key is not in the table.
  final void insert(
      int hash,
      byte[] key,
      int offset,
      int length,
      byte[] value,
      int valueOffset,
      int valueLength) {
    Segment segment = segmentWithRoom(hash);
    long before = segment.bytes();
    int reference = write(segment, key, offset, length, value, valueOffset, valueLength);
    resized(segment, before);
    add(segment, hash, reference);
    forgetViews();
  }

  /// Gives the record in a slot another value.
  final void replace(Segment shared, int slot, byte[] value, int valueOffset, int valueLength) {
    Segment segment = own(shared);
    RecordView old = compared.at(segment.records, segment.reference(slot));
    if (old.valueLength() == valueLength) {
      overwrite(segment, slot, old, value, valueOffset);
      forgetViews();
      return;
    }
    long before = segment.bytes();
    byte[] key = old.array();
    int keyStart = old.keyStart();
    int reference = write(segment, key, keyStart, old.keyLength(), value, valueOffset, valueLength);
    drop(segment, segment.reference(slot));
    segment.refer(slot, reference);
    resized(segment, before);
    forgetViews();
  }

  /// What a change has replaced may be as large as a segment or a value: it must not stay for the
  /// sake of who looked at it last.
  private void forgetViews() {
    found.forget();
    compared.forget();
  }

  /// Puts another value of the same length in the place of a record's. An array outside may be in a
  /// frozen table, too, so it is not written to.
  private static void overwrite(
      Segment segment, int slot, RecordView old, byte[] value, int valueOffset) {
    int keyLength = old.keyLength();
    int valueLength = old.valueLength();
    byte[] array = old.array();
    if (Records.isOutside(keyLength, valueLength)) {
      array = Records.outsideArray(keyLength, valueLength);
      System.arraycopy(old.array(), 0, array, 0, keyLength);
      int place = placeAt(segment.records, segment.reference(slot), old.size());
      segment.records.replaceOutside(place, array);
    }
    System.arraycopy(value, valueOffset, array, old.valueStart(), valueLength);
  }

  /// Takes a key out with its value; false when it is not there.
  public boolean remove(byte[] key, int offset, int length) {
    int hash = hash(key, offset, length);
    Segment segment = segmentOf(hash);
    int slot = slotOf(segment, hash, key, offset, length);
    if (slot < 0) {
      return false;
    }
    segment = own(segment);
    long before = segment.bytes();
    drop(segment, segment.reference(slot));
    resized(segment, before);
    remove(segment, hash, slot);
    thinned(segmentOf(hash));
    forgetViews();
    return true;
  }

  private void thinned(Segment segment) {
    if (segment.records.isThin()) {
      long before = segment.bytes();
      pack(segment, 0);
      resized(segment, before);
    }
  }

  private void drop(Segment segment, int reference) {
    Records records = segment.records;
    RecordView gone = compared.at(records, reference);
    int size = gone.size();
    if (Records.isOutside(gone.keyLength(), gone.valueLength())) {
      records.dropOutside(placeAt(records, reference, size));
    }
    records.drop(size);
  }

  private static int placeAt(Records records, int reference, int size) {
    return RecordView.place(records.bytes(), reference - 1 + size - 4);
  }

  private int write(
      Segment segment,
      byte[] key,
      int offset,
      int length,
      byte[] value,
      int valueOffset,
      int valueLength) {
    Records records = segment.records;
    makeRoom(segment, Records.size(length, valueLength));
    int start = records.end();
    records.addHead(length, valueLength);
    if (Records.isOutside(length, valueLength)) {
      byte[] array = Records.outsideArray(length, valueLength);
      System.arraycopy(key, offset, array, 0, length);
      System.arraycopy(value, valueOffset, array, length, valueLength);
      records.addOutside(array);
    } else {
      records.addContent(key, offset, length);
      records.addContent(value, valueOffset, valueLength);
    }
    return start + 1;
  }

  private void makeRoom(Segment segment, int more) {
    Records records = segment.records;
    if (!records.isFull(more)) {
      return;
    }
    if (records.isWorthPacking()) {
      pack(segment, more);
    } else {
      records.grow(more);
    }
  }

  /// Moves the records of a segment together.
  private void pack(Segment segment, int more) {
    Records records = segment.records;
    byte[] old = records.beginPacking(more);
    segment.moveWithin((from, reference, to) -> {
      int at = reference - 1;
      return records.take(old, at, Records.sizeAt(old, at));
    });
  }

  @Override
  public final int moved(Segment from, int reference, Segment to) {
    Records records = to.records;
    int at = reference - 1;
    byte[] bytes = from.records.bytes();
    RecordView record = compared.at(from.records, reference);
    int size = record.size();
    if (records.isFull(size)) {
      records.grow(size);
    }
    if (Records.isOutside(record.keyLength(), record.valueLength())) {
      int start = records.end();
      records.addHead(record.keyLength(), record.valueLength());
      records.addOutside(record.array());
      return start + 1;
    }
    return records.take(bytes, at, size);
  }
}
