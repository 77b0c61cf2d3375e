package hitrate.engine.struct;

import static hitrate.engine.struct.ScoredMembers.NONE;

import hitrate.engine.world.Entropy;
import java.util.Arrays;
import java.util.function.IntConsumer;

/// A set whose members are kept in the order of their scores, those with equal scores in the order
/// of their bytes: a hash table finds a member, a tree its place in the order and the member at a
/// place.
///
/// Members are known by numbers, 0 for none, which stay good until the set changes: [ScoredMembers]
/// keeps them, [RankTree] their order.
public final class SortedSet implements LargeValue {
  private final Index index;
  private final RankTree tree;
  private ScoredMembers members;

  /// What is done with a member and its score; answers whether to go on to the next one.
  @FunctionalInterface
  public interface ScoreAction {
    boolean goesOn(int member, double score);
  }

  /// An empty set.
  public SortedSet(KeyHasher hasher) {
    index = new Index(hasher);
    members = new ScoredMembers();
    tree = new RankTree(members);
  }

  /// A frozen set.
  private SortedSet(SortedSet original) {
    index = new Index(original.index);
    members = original.members.frozen();
    tree = original.tree.frozen(members);
  }

  /// Finds the number of a member.
  private final class Index extends HashTable {
    Index(KeyHasher hasher) {
      super(hasher);
    }

    Index(Index original) {
      super(original);
    }

    @Override
    boolean hasKey(Segment segment, int member, byte[] key, int offset, int length) {
      return members.isMember(member, key, offset, length);
    }

    @Override
    public int moved(Segment from, int member, Segment to) {
      return member;
    }
  }

  /// The number of members.
  public int size() {
    return index.size();
  }

  @Override
  public long parts() {
    return size();
  }

  @Override
  public SortedSet copy() {
    var copy = new SortedSet(index.hasher());
    for (int member = first(); member != NONE; member = next(member)) {
      copy.put(array(member), start(member), length(member), score(member));
    }
    return copy;
  }

  @Override
  public SortedSet frozen() {
    return new SortedSet(this);
  }

  /// Heap bytes of the set with all its members.
  @Override
  public long bytes() {
    return members.heapBytes()
        + index.tableBytes()
        + tree.bytes()
        + HeapSize.object(3 * HeapSize.REFERENCE);
  }

  /// The array that holds a member: the set's own, not to be written to.
  public byte[] array(int member) {
    return members.array(member);
  }

  /// Where in its array a member starts.
  public int start(int member) {
    return members.start(member);
  }

  /// The length of a member.
  public int length(int member) {
    return members.length(member);
  }

  /// A copy of a member.
  public byte[] member(int member) {
    int start = start(member);
    return Arrays.copyOfRange(array(member), start, start + length(member));
  }

  public double score(int member) {
    return members.score(member);
  }

  /// The member behind this one, 0 if it is the last.
  public int next(int member) {
    return tree.next(member);
  }

  /// The member ahead of this one, 0 if it is the first.
  public int previous(int member) {
    return tree.previous(member);
  }

  /// The number of a member, 0 if it is not in the set.
  public int find(byte[] array, int offset, int length) {
    return find(index.hash(array, offset, length), array, offset, length);
  }

  private int find(int hash, byte[] array, int offset, int length) {
    Segment segment = index.segmentOf(hash);
    int slot = index.slotOf(segment, hash, array, offset, length);
    return slot < 0 ? NONE : segment.reference(slot);
  }

  /// Gives a member this score, which must not be NaN; true when the member is new.
  public boolean put(byte[] array, int offset, int length, double score) {
    int hash = index.hash(array, offset, length);
    int known = find(hash, array, offset, length);
    if (known != NONE) {
      move(known, score);
      return false;
    }
    add(hash, array, offset, length, score);
    return true;
  }

  /// Puts a member in that is not in the set.
  public void add(byte[] array, int offset, int length, double score) {
    add(index.hash(array, offset, length), array, offset, length, score);
  }

  private void add(int hash, byte[] array, int offset, int length, double score) {
    int member = members.add(array, offset, length, score);
    index.add(index.segmentWithRoom(hash), hash, member);
    tree.insert(member);
  }

  /// Gives a member of this set another score.
  public void move(int member, double score) {
    tree.locate(member);
    if (tree.rescoreHere(score)) {
      members.score(member, score);
      return;
    }
    tree.removeHere();
    members.score(member, score);
    tree.insert(member);
  }

  /// Takes a member out; false when it is not in the set.
  public boolean remove(byte[] array, int offset, int length) {
    int hash = index.hash(array, offset, length);
    Segment segment = index.segmentOf(hash);
    int slot = index.slotOf(segment, hash, array, offset, length);
    if (slot < 0) {
      return false;
    }
    int member = segment.reference(slot);
    tree.locate(member);
    tree.removeHere();
    index.remove(segment, hash, slot);
    members.drop(member);
    packIfThin();
    return true;
  }

  /// The first member, 0 when the set is empty.
  public int first() {
    return byRank(0);
  }

  /// The last member, 0 when the set is empty.
  public int last() {
    return byRank(size() - 1);
  }

  /// Some member, each as likely as any other; 0 when the set is empty.
  public int random(Entropy dice) {
    var drawn = new int[1];
    index.random(dice, (segment, hash, member) -> drawn[0] = member);
    return drawn[0];
  }

  /// Visits about `count` members from a SCAN position on, 0 at the start, and answers the next
  /// position, 0 at the end. The order is not that of the scores.
  public long scan(long position, long count, IntConsumer action) {
    return index.scanElements(position, count, (segment, hash, member) -> action.accept(member));
  }

  /// How many members are ahead of this one.
  public int rank(int member) {
    tree.locate(member);
    return tree.rank();
  }

  /// The member with so many ahead of it; 0 when there are not so many.
  public int byRank(int rank) {
    return rank < 0 || rank >= size() ? NONE : tree.byRank(rank);
  }

  /// True when a member is in the range as far as its end goes: the upper one, or the lower one for
  /// who walks backwards.
  public boolean isInside(SortedRange range, int member, boolean backwards) {
    return tree.isInside(range, member, !backwards);
  }

  /// The first member in the range, 0 if there is none.
  public int firstIn(SortedRange range) {
    if (range.isEmpty()) {
      return NONE;
    }
    tree.edge(range, false);
    int found = tree.here();
    return found != NONE && tree.isInside(range, found, true) ? found : NONE;
  }

  /// The last member in the range, 0 if there is none.
  public int lastIn(SortedRange range) {
    if (range.isEmpty()) {
      return NONE;
    }
    tree.edge(range, true);
    int found = tree.before();
    return found != NONE && tree.isInside(range, found, false) ? found : NONE;
  }

  /// Calls `action` with the members in a range of scores, in order, for as long as it says so. The
  /// members themselves, which lie elsewhere in memory, are not touched.
  public void forScores(ScoreRange range, ScoreAction action) {
    if (!range.isEmpty()) {
      tree.forScores(range, action);
    }
  }

  /// How many members are in the range.
  public int count(SortedRange range) {
    return range.isEmpty() ? 0 : Math.max(0, tree.edge(range, true) - tree.edge(range, false));
  }

  /// Takes out the members in the range and answers how many they were.
  public int removeRange(SortedRange range) {
    int count = count(range);
    return count == 0 ? 0 : removeFrom(tree.edge(range, false), count);
  }

  /// Takes out the members with ranks `from` to `to`, both included, and answers how many they
  /// were.
  public int removeRanks(int from, int to) {
    int last = Math.min(to, size() - 1);
    return from < 0 || last < from ? 0 : removeFrom(from, last - from + 1);
  }

  private int removeFrom(int rank, int count) {
    for (int i = 0; i < count; i++) {
      int member = tree.byRank(rank);
      tree.removeHere();
      int hash = index.hash(array(member), start(member), length(member));
      Segment segment = index.segmentOf(hash);
      index.remove(segment, hash, segment.slotOf(hash, member));
      members.drop(member);
    }
    packIfThin();
    return count;
  }

  /// Moves all members into new room once they are few in much of it, one behind another in their
  /// order. Each leaves its new number in its old place.
  private void packIfThin() {
    if (!members.isThin()) {
      return;
    }
    var packed = new ScoredMembers();
    for (int member = first(); member != NONE; ) {
      int behind = next(member);
      int moved = packed.add(array(member), start(member), length(member), score(member));
      members.leaveNumber(member, moved);
      member = behind;
    }
    index.referAnew((from, member, to) -> members.numberLeft(member));
    tree.renumber(packed);
    members = packed;
  }
}
