package hitrate.engine.struct;

import static java.util.Objects.requireNonNull;

import hitrate.engine.world.Entropy;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
public final class SortedSet implements LargeValue {
  private static final int MAX_LEVELS = 32;

  private final Entropy entropy;
  private final Index index;
  private final Node head = new Node(new byte[0], 0, MAX_LEVELS);
  private @Nullable Node tail;
  private int levels = 1;
  private long nodeBytes;

  /// What [#locate] finds: at each level the last node ahead of a place, and its rank counted from
  /// 1, the head's being 0.
  private final Node[] ahead = new Node[MAX_LEVELS];

  private final int[] rankAhead = new int[MAX_LEVELS];

  /// An empty set. `entropy` decides how tall nodes become.
  public SortedSet(KeyHasher hasher, Entropy entropy) {
    this.entropy = entropy;
    this.index = new Index(hasher);
  }

  /// A member with its score, and its links to others. Those at the two lowest levels, which is all
  /// that most nodes have, are in the node itself: a search waits for one line of memory at each
  /// step there instead of three.
  public static final class Node {
    private final byte[] member;
    private final int levels;
    private double score;
    private @Nullable Node previous;
    private @Nullable Node lowest;
    private @Nullable Node second;
    private int lowestSpan;
    private int secondSpan;
    private final @Nullable Node @Nullable [] tower; // the links at higher levels
    private final int @Nullable [] towerSpans;

    private Node(byte[] member, double score, int levels) {
      this.member = member;
      this.score = score;
      this.levels = levels;
      this.tower = levels <= 2 ? null : new Node[levels - 2];
      this.towerSpans = levels <= 2 ? null : new int[levels - 2];
    }

    private @Nullable Node next(int level) {
      return level == 0 ? lowest : level == 1 ? second : requireNonNull(tower)[level - 2];
    }

    private int span(int level) {
      return level == 0
          ? lowestSpan
          : level == 1 ? secondSpan : requireNonNull(towerSpans)[level - 2];
    }

    private void link(int level, @Nullable Node next, int span) {
      if (level == 0) {
        lowest = next;
        lowestSpan = span;
      } else if (level == 1) {
        second = next;
        secondSpan = span;
      } else {
        requireNonNull(tower)[level - 2] = next;
        requireNonNull(towerSpans)[level - 2] = span;
      }
    }

    /// The member: the set's own array, not to be written to.
    public byte[] member() {
      return member;
    }

    public double score() {
      return score;
    }

    /// The node behind this one, null if it is the last.
    public @Nullable Node next() {
      return lowest;
    }

    /// The node ahead of this one, null if it is the first.
    public @Nullable Node previous() {
      return previous;
    }

    private boolean isAhead(double otherScore, byte[] otherMember) {
      return score < otherScore
          || score == otherScore && Arrays.compareUnsigned(member, otherMember) < 0;
    }

    private long bytes() {
      long high = levels - 2L;
      return HeapSize.object(8 + 3 * Integer.BYTES + 6 * HeapSize.REFERENCE)
          + (high <= 0
              ? 0
              : HeapSize.array(high, HeapSize.REFERENCE) + HeapSize.array(high, Integer.BYTES))
          + HeapSize.array(member.length, 1);
    }
  }

  private static final class Index extends HashTable<Node> {
    Index(KeyHasher hasher) {
      super(hasher);
    }

    @Override
    boolean hasKey(Node node, byte[] key, int offset, int length) {
      return Arrays.equals(node.member, 0, node.member.length, key, offset, offset + length);
    }
  }

  /// The number of members.
  public int size() {
    return index.size();
  }

  @Override
  public SortedSet copy() {
    var copy = new SortedSet(index.hasher(), entropy);
    for (Node node = last(); node != null; node = node.previous) {
      copy.put(node.member, 0, node.member.length, node.score);
    }
    return copy;
  }

  /// Heap bytes of the set with all its members.
  @Override
  public long bytes() {
    return nodeBytes
        + index.tableBytes()
        + head.bytes()
        + HeapSize.object(8 + 7 * HeapSize.REFERENCE)
        + HeapSize.array(MAX_LEVELS, HeapSize.REFERENCE)
        + HeapSize.array(MAX_LEVELS, Integer.BYTES);
  }

  /// The node of a member, null if it is not in the set.
  public @Nullable Node find(byte[] member, int offset, int length) {
    return index.get(index.hash(member, offset, length), member, offset, length);
  }

  /// Gives a member this score, which must not be NaN; true when the member is new.
  public boolean put(byte[] member, int offset, int length, double score) {
    int hash = index.hash(member, offset, length);
    Node known = index.get(hash, member, offset, length);
    if (known == null) {
      var bytes = Arrays.copyOfRange(member, offset, offset + length);
      var node = new Node(bytes, score, randomLevels());
      index.insert(hash, node);
      nodeBytes += node.bytes();
      link(node);
      return true;
    }
    move(known, score);
    return false;
  }

  /// Gives a node of this set another score.
  public void move(Node node, double score) {
    if (staysInPlace(node, score)) {
      node.score = score;
      return;
    }
    locate(node.score, node.member);
    unlink(node);
    node.score = score;
    link(node);
  }

  private static boolean staysInPlace(Node node, double score) {
    Node before = node.previous;
    Node behind = node.lowest;
    return (before == null || before.isAhead(score, node.member))
        && (behind == null || !behind.isAhead(score, node.member));
  }

  /// Takes a member out; false when it is not in the set.
  public boolean remove(byte[] member, int offset, int length) {
    Node node = find(member, offset, length);
    if (node == null) {
      return false;
    }
    locate(node.score, node.member);
    drop(node);
    return true;
  }

  /// The first node, null when the set is empty.
  public @Nullable Node first() {
    return head.lowest;
  }

  /// The last node, null when the set is empty.
  public @Nullable Node last() {
    return tail;
  }

  /// Some node, each as likely as any other; null when the set is empty.
  public @Nullable Node random(Entropy dice) {
    return index.random(dice);
  }

  /// Visits about `count` nodes from a SCAN position on, 0 at the start, and answers the next
  /// position, 0 at the end. The order is not that of the scores.
  public long scan(long position, long count, Consumer<? super Node> action) {
    return index.scan(position, count, action);
  }

  /// How many nodes are ahead of this one.
  public int rank(Node node) {
    locate(node.score, node.member);
    return rankAhead[0];
  }

  /// The node with so many ahead of it; null when there are not so many.
  public @Nullable Node byRank(int rank) {
    if (rank < 0 || rank >= size()) {
      return null;
    }
    Node at = head;
    int left = rank + 1;
    for (int level = levels - 1; left > 0; level--) {
      Node next = at.next(level);
      while (next != null && at.span(level) <= left) {
        left -= at.span(level);
        at = next;
        next = at.next(level);
      }
    }
    return at;
  }

  /// The first node in the range, null if there is none.
  public @Nullable Node firstIn(SortedRange range) {
    if (range.isEmpty()) {
      return null;
    }
    Node at = head;
    for (int level = levels - 1; level >= 0; level--) {
      Node next = at.next(level);
      while (next != null && !range.isAboveMin(next.score, next.member)) {
        at = next;
        next = at.next(level);
      }
    }
    Node found = at.lowest;
    return found != null && range.isBelowMax(found.score, found.member) ? found : null;
  }

  /// The last node in the range, null if there is none.
  public @Nullable Node lastIn(SortedRange range) {
    if (range.isEmpty()) {
      return null;
    }
    Node at = head;
    for (int level = levels - 1; level >= 0; level--) {
      Node next = at.next(level);
      while (next != null && range.isBelowMax(next.score, next.member)) {
        at = next;
        next = at.next(level);
      }
    }
    return at != head && range.isAboveMin(at.score, at.member) ? at : null;
  }

  /// How many nodes are in the range.
  public int count(SortedRange range) {
    Node first = firstIn(range);
    Node last = lastIn(range);
    return first == null || last == null ? 0 : rank(last) - rank(first) + 1;
  }

  /// Takes out the nodes in the range, shows each to `removed` and answers how many they were.
  public int removeRange(SortedRange range, Consumer<? super Node> removed) {
    return removeFrom(firstIn(range), count(range), removed);
  }

  /// Takes out the nodes with ranks `from` to `to`, both included, shows each to `removed` and
  /// answers how many they were.
  public int removeRanks(int from, int to, Consumer<? super Node> removed) {
    int last = Math.min(to, size() - 1);
    return removeFrom(byRank(from), last - from + 1, removed);
  }

  private int removeFrom(@Nullable Node first, int count, Consumer<? super Node> removed) {
    if (first == null) {
      return 0;
    }
    locate(first.score, first.member);
    Node node = first;
    int gone = 0;
    while (node != null && gone < count) {
      Node behind = node.lowest;
      drop(node);
      removed.accept(node);
      node = behind;
      gone++;
    }
    return gone;
  }

  /// Takes out a node whose place has been located.
  private void drop(Node node) {
    unlink(node);
    index.take(index.hash(node.member, 0, node.member.length), node.member, 0, node.member.length);
    nodeBytes -= node.bytes();
  }

  /// Finds at each level the last node ahead of this score and member.
  private void locate(double score, byte[] member) {
    Node at = head;
    int rank = 0;
    for (int level = levels - 1; level >= 0; level--) {
      Node next = at.next(level);
      while (next != null && next.isAhead(score, member)) {
        rank += at.span(level);
        at = next;
        next = at.next(level);
      }
      ahead[level] = at;
      rankAhead[level] = rank;
    }
  }

  private void link(Node node) {
    locate(node.score, node.member);
    while (levels < node.levels) { // the head's new links lead to the end
      ahead[levels] = head;
      rankAhead[levels] = 0;
      head.link(levels, null, index.size() - 1);
      levels++;
    }
    for (int level = 0; level < node.levels; level++) {
      Node before = ahead[level];
      int steps = rankAhead[0] - rankAhead[level]; // from there to the node right ahead
      node.link(level, before.next(level), before.span(level) - steps);
      before.link(level, node, steps + 1);
    }
    for (int level = node.levels; level < levels; level++) {
      Node before = ahead[level];
      before.link(level, before.next(level), before.span(level) + 1);
    }
    node.previous = ahead[0] == head ? null : ahead[0];
    setPrevious(node.lowest, node);
  }

  private void unlink(Node node) {
    for (int level = 0; level < levels; level++) {
      Node before = ahead[level];
      if (before.next(level) == node) {
        before.link(level, node.next(level), before.span(level) + node.span(level) - 1);
      } else {
        before.link(level, before.next(level), before.span(level) - 1);
      }
    }
    setPrevious(node.lowest, node.previous);
    while (levels > 1 && head.next(levels - 1) == null) {
      levels--;
    }
  }

  private void setPrevious(@Nullable Node node, @Nullable Node previous) {
    if (node == null) {
      tail = previous;
    } else {
      node.previous = previous;
    }
  }

  /// One level for all nodes, and one more for every fourth of those that have come so far.
  private int randomLevels() {
    long bits = entropy.nextLong() | 1L << 2 * (MAX_LEVELS - 1);
    return 1 + Long.numberOfTrailingZeros(bits) / 2;
  }
}
