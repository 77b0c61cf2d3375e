package hitrate.engine.struct;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A node of a [RankTree]: a leaf, whose entries are members, or a branch, whose entries are its
/// children, each with its first member and the number of members below it.
final class RankNode {
  private double[] scores;
  private int[] members;
  private boolean isShared; // a leaf whose arrays are in a frozen set, too
  int size;
  private final RankNode @Nullable [] children; // null in a leaf
  private final int[] counts;
  @Nullable RankNode before; // of a leaf
  @Nullable RankNode behind;

  private static final int[] NO_COUNTS = new int[0];

  RankNode(int room, boolean isLeaf) {
    scores = new double[room];
    members = new int[room];
    children = isLeaf ? null : new RankNode[room];
    counts = isLeaf ? NO_COUNTS : new int[room];
  }

  /// The frozen form of a leaf.
  private RankNode(RankNode leaf) {
    scores = leaf.scores;
    members = leaf.members;
    size = leaf.size;
    children = null;
    counts = NO_COUNTS;
  }

  /// A leaf with the same entries, to be read only, which this one copies before it changes.
  RankNode frozen() {
    isShared = true;
    return new RankNode(this);
  }

  private void own() {
    if (isShared) {
      scores = scores.clone();
      members = members.clone();
      isShared = false;
    }
  }

  /// Heap bytes of one node.
  static long bytes(int room, boolean isLeaf) {
    long both =
        HeapSize.object(5 + 6 * HeapSize.REFERENCE)
            + HeapSize.array(room, Double.BYTES)
            + HeapSize.array(room, Integer.BYTES);
    return isLeaf
        ? both
        : both + HeapSize.array(room, HeapSize.REFERENCE) + HeapSize.array(room, Integer.BYTES);
  }

  boolean isLeaf() {
    return children == null;
  }

  private RankNode[] children() {
    return Objects.requireNonNull(children);
  }

  /// The score of an entry, which is a member's or a child's first member's.
  double score(int place) {
    return scores[place];
  }

  int member(int place) {
    return members[place];
  }

  /// Gives an entry another score or number.
  void set(int place, double score, int member) {
    own();
    scores[place] = score;
    members[place] = member;
  }

  RankNode child(int place) {
    return children()[place];
  }

  int count(int place) {
    return counts[place];
  }

  void addToCount(int place, int more) {
    counts[place] += more;
  }

  /// How many members are below the children ahead of this one.
  int countBefore(int place) {
    int sum = 0;
    for (int i = 0; i < place; i++) {
      sum += counts[i];
    }
    return sum;
  }

  /// How many members there are, in the node or below it.
  int total() {
    return isLeaf() ? size : countBefore(size);
  }

  /// Puts a member into a leaf.
  void insert(int place, double score, int member) {
    own();
    int behind = size - place;
    System.arraycopy(scores, place, scores, place + 1, behind);
    System.arraycopy(members, place, members, place + 1, behind);
    scores[place] = score;
    members[place] = member;
    size++;
  }

  /// Puts a child into a branch.
  void insert(int place, RankNode child) {
    int behind = size - place;
    System.arraycopy(children(), place, children(), place + 1, behind);
    System.arraycopy(counts, place, counts, place + 1, behind);
    insert(place, child.score(0), child.member(0));
    children()[place] = child;
    counts[place] = child.total();
  }

  /// Adds a leaf as the last child of a branch, behind the one that is so far.
  void append(RankNode leaf, @Nullable RankNode last) {
    leaf.before = last;
    if (last != null) {
      last.behind = leaf;
    }
    if (leaf.size > 0) {
      insert(size, leaf);
    } else {
      children()[size] = leaf; // an empty set
    }
  }

  void remove(int place) {
    own();
    int behind = --size - place;
    System.arraycopy(scores, place + 1, scores, place, behind);
    System.arraycopy(members, place + 1, members, place, behind);
    RankNode[] below = children;
    if (below != null) {
      System.arraycopy(below, place + 1, below, place, behind);
      System.arraycopy(counts, place + 1, counts, place, behind);
      Arrays.fill(below, size, size + 1, null);
    }
  }

  /// Gives the entries from a place on to a new node, the neighbour behind this one.
  RankNode splitOff(int from) {
    var right = new RankNode(scores.length, isLeaf());
    right.copy(this, from);
    if (isLeaf()) {
      right.before = this;
      right.behind = behind;
      if (behind != null) {
        behind.before = right;
      }
      behind = right;
    } else {
      Arrays.fill(children(), from, size, null);
    }
    size = from;
    return right;
  }

  /// Takes all entries of the neighbour behind.
  void append(RankNode right) {
    copy(right, 0);
  }

  private void copy(RankNode other, int from) {
    own();
    int more = other.size - from;
    System.arraycopy(other.scores, from, scores, size, more);
    System.arraycopy(other.members, from, members, size, more);
    if (!isLeaf()) {
      System.arraycopy(other.children(), from, children(), size, more);
      System.arraycopy(other.counts, from, counts, size, more);
    }
    size += more;
  }

  /// Takes a leaf out of the row of leaves.
  void unlink() {
    if (before != null) {
      before.behind = behind;
    }
    if (behind != null) {
      behind.before = before;
    }
  }
}
