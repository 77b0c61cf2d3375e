package hitrate.engine.struct;

import hitrate.engine.world.Entropy;
import org.jspecify.annotations.Nullable;

/// A large set: members, which are keys without values.
public final class MemberTable extends RecordTable {
  private static final byte[] NO_VALUE = new byte[0];

  public MemberTable(KeyHasher hasher) {
    super(hasher);
  }

  private MemberTable(MemberTable original) {
    super(original);
  }

  @Override
  public MemberTable frozen() {
    return new MemberTable(this);
  }

  @Override
  public MemberTable copy() {
    var copy = new MemberTable(hasher());
    var view = new RecordView();
    forEachElement((segment, hash, reference) -> {
      view.at(segment.records, reference);
      copy.insert(hash, view.array(), view.keyStart(), view.keyLength(), NO_VALUE, 0, 0);
    });
    return copy;
  }

  /// Calls `action` with every member, in no particular order. The action must not change the set.
  public void forEach(MemberAction action) {
    forEachRecord(record -> action.accept(record.array(), record.keyStart(), record.keyLength()));
  }

  /// Visits about `count` members from a position on, which is 0 at the start, and answers the next
  /// position, 0 at the end. The action must not change the set.
  public long scan(long position, long count, MemberAction action) {
    return scanRecords(
        position,
        count,
        record -> action.accept(record.array(), record.keyStart(), record.keyLength()));
  }

  /// A copy of some member, each as likely as any other; null when the set is empty.
  public byte @Nullable [] random(Entropy entropy) {
    RecordView record = randomRecord(entropy);
    return record == null ? null : record.key();
  }

  /// Calls `action` with every member that is in all of the other sets, too. Those know the members
  /// by the same hashes, which are computed no second time.
  public void forEachInAll(MemberTable[] others, MemberAction action) {
    var view = new RecordView();
    forEachElement((segment, hash, reference) -> {
      view.at(segment.records, reference);
      for (MemberTable other : others) {
        if (!other.contains(hash, view.array(), view.keyStart(), view.keyLength())) {
          return;
        }
      }
      action.accept(view.array(), view.keyStart(), view.keyLength());
    });
  }

  /// Puts a copy of the member in; false when it is there already.
  public boolean add(byte[] member, int offset, int length) {
    int hash = hash(member, offset, length);
    if (contains(hash, member, offset, length)) {
      return false;
    }
    insert(hash, member, offset, length, NO_VALUE, 0, 0);
    return true;
  }
}
