package hitrate.engine.struct;

import static hitrate.engine.struct.SkipNodes.NONE;

import hitrate.engine.world.Entropy;
import java.util.Arrays;
import java.util.function.IntConsumer;

/// A set whose members are kept in the order of their scores, those with equal scores in the order
/// of their bytes: a skip list (William Pugh, "Skip Lists: A Probabilistic Alternative to Balanced
/// Trees", 1990) with a hash index from members to its nodes.
///
/// ```
/// level 2  head ------------------3------------------> c ---> end
/// level 1  head ---1---> a -------------2------------> c ---> end
/// level 0  head ---1---> a ---1---> b --------1------> c ---> end
/// ```
///
/// Every node is linked at level 0; a quarter of those at one level are linked at the next one too.
/// A search starts at the top level and goes down a level whenever the next node lies too far,
/// which takes about log(n) steps.
///
/// Three things are not in the paper, as in the real server: scores may repeat, so that the order
/// is by score and member; a node knows the one ahead of it; and each link knows its span, the
/// number of steps it stands for at level 0. The spans on the way to a node add up to its rank.
///
/// Nodes are known by numbers, 0 for none, which stay good until the set changes; [SkipNodes] keeps
/// them.
public final class SortedSet implements LargeValue {
  private static final int MAX_LEVELS = 32;

  private final Entropy entropy;
  private final Index index;
  private SkipNodes nodes;
  private int head;
  private int tail; // NONE in an empty set
  private int levels = 1;

  /// What [#locate] finds: at each level the last node ahead of a place, and its rank counted from
  /// 1, the head's being 0.
  private final int[] ahead = new int[MAX_LEVELS];

  private final int[] rankAhead = new int[MAX_LEVELS];

  /// An empty set. `entropy` decides how tall nodes become.
  public SortedSet(KeyHasher hasher, Entropy entropy) {
    this.entropy = entropy;
    this.index = new Index(hasher);
    this.nodes = new SkipNodes();
    this.head = newHead(nodes);
  }

  /// A frozen set.
  private SortedSet(SortedSet original) {
    entropy = original.entropy;
    index = new Index(original.index);
    nodes = original.nodes.frozen();
    head = original.head;
    tail = original.tail;
    levels = original.levels;
  }

  private static int newHead(SkipNodes nodes) {
    return nodes.add(new byte[0], 0, 0, 0, MAX_LEVELS);
  }

  /// Finds the node of a member.
  private final class Index extends HashTable {
    Index(KeyHasher hasher) {
      super(hasher);
    }

    Index(Index original) {
      super(original);
    }

    @Override
    boolean hasKey(Segment segment, int node, byte[] key, int offset, int length) {
      return nodes.hasMember(node, key, offset, length);
    }

    @Override
    public int moved(Segment from, int node, Segment to) {
      return node;
    }
  }

  /// The number of members.
  public int size() {
    return index.size();
  }

  @Override
  public SortedSet copy() {
    var copy = new SortedSet(index.hasher(), entropy);
    for (int node = last(); node != NONE; node = previous(node)) {
      copy.put(array(node), start(node), length(node), score(node));
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
    return nodes.heapBytes()
        + index.tableBytes()
        + HeapSize.object(12 + 5 * HeapSize.REFERENCE)
        + 2 * HeapSize.array(MAX_LEVELS, Integer.BYTES);
  }

  /// The array that holds a node's member: the set's own, not to be written to.
  public byte[] array(int node) {
    return nodes.array(node);
  }

  /// Where in its array a node's member starts.
  public int start(int node) {
    return nodes.start(node);
  }

  /// The length of a node's member.
  public int length(int node) {
    return nodes.length(node);
  }

  /// A copy of a node's member.
  public byte[] member(int node) {
    int start = start(node);
    return Arrays.copyOfRange(array(node), start, start + length(node));
  }

  public double score(int node) {
    return nodes.score(node);
  }

  /// The node behind this one, 0 if it is the last.
  public int next(int node) {
    return nodes.next(node, 0);
  }

  /// The node ahead of this one, 0 if it is the first.
  public int previous(int node) {
    return nodes.previous(node);
  }

  /// The node of a member, 0 if it is not in the set.
  public int find(byte[] member, int offset, int length) {
    return find(index.hash(member, offset, length), member, offset, length);
  }

  private int find(int hash, byte[] member, int offset, int length) {
    Segment segment = index.segmentOf(hash);
    int slot = index.slotOf(segment, hash, member, offset, length);
    return slot < 0 ? NONE : segment.reference(slot);
  }

  /// Gives a member this score, which must not be NaN; true when the member is new.
  public boolean put(byte[] member, int offset, int length, double score) {
    int hash = index.hash(member, offset, length);
    int known = find(hash, member, offset, length);
    if (known == NONE) {
      int node = nodes.add(member, offset, length, score, randomLevels());
      index.add(index.segmentWithRoom(hash), hash, node);
      locate(score, member, offset, length);
      link(node);
      return true;
    }
    move(known, score);
    return false;
  }

  /// Gives a node of this set another score.
  public void move(int node, double score) {
    if (staysInPlace(node, score)) {
      nodes.score(node, score);
      return;
    }
    locate(node);
    unlink(node);
    nodes.score(node, score);
    locate(node);
    link(node);
  }

  private boolean staysInPlace(int node, double score) {
    int before = previous(node);
    int behind = next(node);
    byte[] array = array(node);
    int start = start(node);
    int length = length(node);
    return (before == NONE || isAhead(before, score, array, start, length))
        && (behind == NONE || !isAhead(behind, score, array, start, length));
  }

  /// Takes a member out; false when it is not in the set.
  public boolean remove(byte[] member, int offset, int length) {
    int hash = index.hash(member, offset, length);
    Segment segment = index.segmentOf(hash);
    int slot = index.slotOf(segment, hash, member, offset, length);
    if (slot < 0) {
      return false;
    }
    int node = segment.reference(slot);
    locate(node);
    unlink(node);
    index.remove(segment, hash, slot);
    nodes.drop(node);
    packIfThin();
    return true;
  }

  /// The first node, 0 when the set is empty.
  public int first() {
    return nodes.next(head, 0);
  }

  /// The last node, 0 when the set is empty.
  public int last() {
    return tail;
  }

  /// Some node, each as likely as any other; 0 when the set is empty.
  public int random(Entropy dice) {
    var drawn = new int[1];
    index.random(dice, (segment, hash, node) -> drawn[0] = node);
    return drawn[0];
  }

  /// Visits about `count` nodes from a SCAN position on, 0 at the start, and answers the next
  /// position, 0 at the end. The order is not that of the scores.
  public long scan(long position, long count, IntConsumer action) {
    return index.scanElements(position, count, (segment, hash, node) -> action.accept(node));
  }

  /// How many nodes are ahead of this one.
  public int rank(int node) {
    locate(node);
    return rankAhead[0];
  }

  /// The node with so many ahead of it; 0 when there are not so many.
  public int byRank(int rank) {
    if (rank < 0 || rank >= size()) {
      return NONE;
    }
    int at = head;
    int left = rank + 1;
    for (int level = levels - 1; left > 0; level--) {
      int next = nodes.next(at, level);
      while (next != NONE && nodes.span(at, level) <= left) {
        left -= nodes.span(at, level);
        at = next;
        next = nodes.next(at, level);
      }
    }
    return at;
  }

  private boolean isAboveMin(SortedRange range, int node) {
    return range.isAboveMin(score(node), array(node), start(node), length(node));
  }

  private boolean isBelowMax(SortedRange range, int node) {
    return range.isBelowMax(score(node), array(node), start(node), length(node));
  }

  /// True when a node is in the range as far as its end goes: the upper one, or the lower one for
  /// who walks backwards.
  public boolean isInside(SortedRange range, int node, boolean backwards) {
    return backwards ? isAboveMin(range, node) : isBelowMax(range, node);
  }

  /// The first node in the range, 0 if there is none.
  public int firstIn(SortedRange range) {
    if (range.isEmpty()) {
      return NONE;
    }
    int at = head;
    for (int level = levels - 1; level >= 0; level--) {
      int next = nodes.next(at, level);
      while (next != NONE && !isAboveMin(range, next)) {
        at = next;
        next = nodes.next(at, level);
      }
    }
    int found = next(at);
    return found != NONE && isBelowMax(range, found) ? found : NONE;
  }

  /// The last node in the range, 0 if there is none.
  public int lastIn(SortedRange range) {
    if (range.isEmpty()) {
      return NONE;
    }
    int at = head;
    for (int level = levels - 1; level >= 0; level--) {
      int next = nodes.next(at, level);
      while (next != NONE && isBelowMax(range, next)) {
        at = next;
        next = nodes.next(at, level);
      }
    }
    return at != head && isAboveMin(range, at) ? at : NONE;
  }

  /// How many nodes are in the range.
  public int count(SortedRange range) {
    int first = firstIn(range);
    int last = lastIn(range);
    return first == NONE || last == NONE ? 0 : rank(last) - rank(first) + 1;
  }

  /// Takes out the nodes in the range and answers how many they were.
  public int removeRange(SortedRange range) {
    return removeFrom(firstIn(range), count(range));
  }

  /// Takes out the nodes with ranks `from` to `to`, both included, and answers how many they were.
  public int removeRanks(int from, int to) {
    int last = Math.min(to, size() - 1);
    return removeFrom(byRank(from), last - from + 1);
  }

  private int removeFrom(int first, int count) {
    if (first == NONE) {
      return 0;
    }
    locate(first);
    int node = first;
    int gone = 0;
    while (node != NONE && gone < count) {
      int behind = next(node);
      drop(node);
      node = behind;
      gone++;
    }
    packIfThin();
    return gone;
  }

  /// Takes out a node whose place has been located.
  private void drop(int node) {
    unlink(node);
    int hash = index.hash(array(node), start(node), length(node));
    Segment segment = index.segmentOf(hash);
    index.remove(segment, hash, segment.slotOf(hash, node));
    nodes.drop(node);
  }

  private boolean isAhead(int node, double score, byte[] member, int offset, int length) {
    double other = nodes.score(node);
    return other < score || other == score && nodes.compareMember(node, member, offset, length) < 0;
  }

  /// Finds at each level the last node ahead of this one.
  private void locate(int node) {
    locate(score(node), array(node), start(node), length(node));
  }

  /// Finds at each level the last node ahead of this score and member.
  private void locate(double score, byte[] member, int offset, int length) {
    int at = head;
    int rank = 0;
    for (int level = levels - 1; level >= 0; level--) {
      int next = nodes.next(at, level);
      while (next != NONE && isAhead(next, score, member, offset, length)) {
        rank += nodes.span(at, level);
        at = next;
        next = nodes.next(at, level);
      }
      ahead[level] = at;
      rankAhead[level] = rank;
    }
  }

  /// Puts a node behind those that have been located.
  private void link(int node) {
    int height = nodes.levels(node);
    while (levels < height) { // the head's new links lead to the end
      ahead[levels] = head;
      rankAhead[levels] = 0;
      nodes.link(head, levels, NONE, index.size() - 1);
      levels++;
    }
    for (int level = 0; level < height; level++) {
      int before = ahead[level];
      int steps = rankAhead[0] - rankAhead[level]; // from there to the node right ahead
      nodes.link(node, level, nodes.next(before, level), nodes.span(before, level) - steps);
      nodes.link(before, level, node, steps + 1);
    }
    for (int level = height; level < levels; level++) {
      lengthen(ahead[level], level, 1);
    }
    nodes.previous(node, ahead[0] == head ? NONE : ahead[0]);
    setPrevious(next(node), node);
  }

  private void lengthen(int node, int level, int steps) {
    nodes.link(node, level, nodes.next(node, level), nodes.span(node, level) + steps);
  }

  private void unlink(int node) {
    for (int level = 0; level < levels; level++) {
      int before = ahead[level];
      if (nodes.next(before, level) == node) {
        int span = nodes.span(before, level) + nodes.span(node, level) - 1;
        nodes.link(before, level, nodes.next(node, level), span);
      } else {
        lengthen(before, level, -1);
      }
    }
    setPrevious(next(node), previous(node));
    while (levels > 1 && nodes.next(head, levels - 1) == NONE) {
      levels--;
    }
  }

  private void setPrevious(int node, int previous) {
    if (node == NONE) {
      tail = previous;
    } else {
      nodes.previous(node, previous);
    }
  }

  /// Moves all nodes into new room once they are few in much of it, one behind another in their
  /// order. Each leaves its new number where it knew the node ahead of it.
  private void packIfThin() {
    if (!nodes.isThin()) {
      return;
    }
    SkipNodes old = nodes;
    var packed = new SkipNodes();
    int newHead = newHead(packed);
    var last = new int[MAX_LEVELS]; // at each level
    var lastRank = new int[MAX_LEVELS];
    Arrays.fill(last, newHead);
    int rank = 0;
    int before = NONE;
    for (int node = old.next(head, 0); node != NONE; node = old.next(node, 0)) {
      rank++;
      int height = old.levels(node);
      int moved =
          packed.add(old.array(node), old.start(node), old.length(node), old.score(node), height);
      for (int level = 0; level < height; level++) {
        packed.link(last[level], level, moved, rank - lastRank[level]);
        last[level] = moved;
        lastRank[level] = rank;
      }
      packed.previous(moved, before);
      old.previous(node, moved);
      before = moved;
    }
    for (int level = 0; level < levels; level++) {
      packed.link(last[level], level, NONE, rank - lastRank[level]);
    }
    index.referAnew((from, node, to) -> old.previous(node));
    nodes = packed;
    head = newHead;
    tail = before;
  }

  /// One level for all nodes, and one more for every fourth of those that have come so far.
  private int randomLevels() {
    long bits = entropy.nextLong() | 1L << 2 * (MAX_LEVELS - 1);
    return 1 + Long.numberOfTrailingZeros(bits) / 2;
  }
}
