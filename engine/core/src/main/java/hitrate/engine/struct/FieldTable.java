package hitrate.engine.struct;

import org.jspecify.annotations.Nullable;

/// A large hash: fields with their values, and when some of the fields expire.
///
/// The times are a sorted set of their own, fields by time, which a hash without any does not have:
/// it finds the time of a field as fast as the field, and the next one to expire at once.
public final class FieldTable extends RecordTable {
  private @Nullable SortedSet times;

  public FieldTable(KeyHasher hasher) {
    super(hasher);
  }

  private FieldTable(FieldTable original) {
    super(original);
    SortedSet all = original.times;
    times = all == null ? null : all.frozen();
  }

  @Override
  public FieldTable frozen() {
    return new FieldTable(this);
  }

  @Override
  public long bytes() {
    SortedSet all = times;
    return all == null ? super.bytes() : super.bytes() + all.bytes();
  }

  @Override
  public FieldTable copy() {
    var copy = new FieldTable(hasher());
    var view = new RecordView();
    forEachElement((segment, hash, reference) -> {
      view.at(segment.records, reference);
      copy.insert(
          hash,
          view.array(),
          view.keyStart(),
          view.keyLength(),
          view.array(),
          view.valueStart(),
          view.valueLength());
    });
    SortedSet all = times;
    copy.times = all == null ? null : all.copy();
    return copy;
  }

  /// Gives the field a copy of this value; true when the field is new. A time that it has stays.
  public boolean put(
      byte[] field, int offset, int length, byte[] value, int valueOffset, int valueLength) {
    int hash = hash(field, offset, length);
    Segment segment = segmentOf(hash);
    int slot = slotOf(segment, hash, field, offset, length);
    if (slot >= 0) {
      replace(segment, slot, value, valueOffset, valueLength);
      return false;
    }
    insert(hash, field, offset, length, value, valueOffset, valueLength);
    return true;
  }

  @Override
  public boolean remove(byte[] field, int offset, int length) {
    persist(field, offset, length);
    return super.remove(field, offset, length);
  }

  /// True when some field expires.
  public boolean hasTimes() {
    return times != null;
  }

  /// When a field expires, in milliseconds since 1970, or [TimedFields#NEVER].
  public long time(byte[] field, int offset, int length) {
    SortedSet all = times;
    int node = all == null ? 0 : all.find(field, offset, length);
    return all == null || node == 0 ? TimedFields.NEVER : (long) all.score(node);
  }

  /// Has a field, which is in the table, expire at that time.
  public void expireAt(byte[] field, int offset, int length, long time) {
    SortedSet all = times;
    if (all == null) {
      all = new SortedSet(hasher());
      times = all;
    }
    all.put(field, offset, length, (double) time);
  }

  /// Has a field stay; false when it would not have expired.
  public boolean persist(byte[] field, int offset, int length) {
    SortedSet all = times;
    if (all == null || !all.remove(field, offset, length)) {
      return false;
    }
    if (all.size() == 0) {
      times = null;
    }
    return true;
  }

  /// When the next field expires, or [TimedFields#NEVER].
  public long earliest() {
    SortedSet all = times;
    return all == null ? TimedFields.NEVER : (long) all.score(all.first());
  }

  /// The field that expires next, null when none does.
  public byte @Nullable [] earliestField() {
    SortedSet all = times;
    return all == null ? null : all.member(all.first());
  }

  /// How many fields expire before that time.
  public int countBefore(long time) {
    SortedSet all = times;
    return all == null
        ? 0
        : all.count(new ScoreRange(Double.NEGATIVE_INFINITY, false, (double) time, true));
  }
}
