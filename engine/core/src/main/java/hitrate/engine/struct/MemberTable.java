package hitrate.engine.struct;

import java.util.Arrays;

/// A large set: members in a [HashTable], each as the array of its bytes. The arrays that the walks
/// and [#random] hand out are the table's own, not to be written to.
public final class MemberTable extends HashTable<byte[]> implements LargeValue {
  private long memberBytes;

  public MemberTable(KeyHasher hasher) {
    super(hasher);
  }

  @Override
  boolean hasKey(byte[] member, byte[] key, int offset, int length) {
    return Arrays.equals(member, 0, member.length, key, offset, offset + length);
  }

  @Override
  public MemberTable copy() {
    var copy = new MemberTable(hasher());
    forEachHashed(copy::insert); // members never change, so that both may have the same arrays
    copy.memberBytes = memberBytes;
    return copy;
  }

  /// Heap bytes of the set with all its members.
  @Override
  public long bytes() {
    return tableBytes() + HeapSize.object(HeapSize.REFERENCE + 8) + memberBytes;
  }

  /// True when the member is in the set.
  public boolean contains(byte[] member, int offset, int length) {
    return get(hash(member, offset, length), member, offset, length) != null;
  }

  /// Calls `action` with every member that is in all of the other sets, too. Those know the members
  /// by the same hashes, which are computed no second time.
  public void forEachInAll(MemberTable[] others, MemberAction action) {
    forEachHashed((hash, member) -> {
      for (MemberTable other : others) {
        if (other.get(hash, member, 0, member.length) == null) {
          return;
        }
      }
      action.accept(member, 0, member.length);
    });
  }

  /// Puts a copy of the member in; false when it is there already.
  public boolean add(byte[] member, int offset, int length) {
    int hash = hash(member, offset, length);
    if (get(hash, member, offset, length) != null) {
      return false;
    }
    insert(hash, Arrays.copyOfRange(member, offset, offset + length));
    memberBytes += HeapSize.array(length, 1);
    return true;
  }

  /// Takes the member out; false when it is not there.
  public boolean remove(byte[] member, int offset, int length) {
    if (take(hash(member, offset, length), member, offset, length) == null) {
      return false;
    }
    memberBytes -= HeapSize.array(length, 1);
    return true;
  }
}
