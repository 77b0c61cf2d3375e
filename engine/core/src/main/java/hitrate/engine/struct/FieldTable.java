package hitrate.engine.struct;

/// A large hash: fields with their values.
public final class FieldTable extends RecordTable {
  public FieldTable(KeyHasher hasher) {
    super(hasher);
  }

  private FieldTable(FieldTable original) {
    super(original);
  }

  @Override
  public FieldTable frozen() {
    return new FieldTable(this);
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
    return copy;
  }

  /// Gives the field a copy of this value; true when the field is new.
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
}
