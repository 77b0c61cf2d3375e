package hitrate.engine.struct;

import static hitrate.engine.struct.ScoredMembers.NONE;

/// The order of a [SortedSet]: a B+ tree (Comer, "The Ubiquitous B-Tree", 1979) of member numbers,
/// by score and then by the members' bytes, whose branches know how many members are below them.
///
/// ```
///            [ a 3 | d 2 | f 4 ]              branch: first member and number of members of each child
///           /        |          \
///   [a b c] <--> [d e] <--> [f g h i]         leaves
/// ```
///
/// The real server has a skip list here. Both find a place in log(n) steps, but a step of a skip
/// list leads to a node elsewhere in memory, some twenty of them among a million members, where
/// this tree goes through four nodes with the scores side by side: giving one of a million members
/// another score takes a third of the time, one of 100,000 less than half.
///
/// [#locate] and its kin leave the place they find in `leaf` and `at`, and the way there in `path`
/// and `turns`; what changes the tree starts from there.
final class RankTree {
  /// The most entries of a node, between changes one less.
  private static final int ROOM = 64;

  /// A node with so few entries is joined with its neighbour...
  private static final int THIN = ROOM / 4;

  /// ... if both together have at most so many.
  private static final int JOINED = ROOM * 3 / 4;

  private static final int MOST_LEVELS = 12;

  private static final byte[] NOTHING = {};

  private ScoredMembers members;
  private RankNode root = new RankNode(ROOM, true);
  private int leaves = 1;
  private int branches;

  private RankNode leaf = root;
  private int at;
  private final RankNode[] path = new RankNode[MOST_LEVELS];
  private final int[] turns = new int[MOST_LEVELS];
  private int depth;

  RankTree(ScoredMembers members) {
    this.members = members;
  }

  /// The order as it is now of members that are frozen, to be read only: one branch with all
  /// leaves.
  RankTree frozen(ScoredMembers frozenMembers) {
    var frozen = new RankTree(frozenMembers);
    RankNode first = root;
    while (!first.isLeaf()) {
      first = first.child(0);
    }
    frozen.leaves = leaves;
    frozen.branches = 1;
    frozen.root = new RankNode(leaves, false);
    RankNode last = null;
    for (RankNode each = first; each != null; each = each.behind) {
      RankNode same = each.frozen();
      frozen.root.append(same, last);
      last = same;
    }
    frozen.leaf = frozen.root.child(0);
    return frozen;
  }

  /// Heap bytes of the tree.
  long bytes() {
    return HeapSize.object(28 + 4 * HeapSize.REFERENCE)
        + HeapSize.array(MOST_LEVELS, Integer.BYTES)
        + HeapSize.array(MOST_LEVELS, HeapSize.REFERENCE)
        + leaves * RankNode.bytes(ROOM, true)
        + branches * RankNode.bytes(ROOM, false);
  }

  /// Finds the place of a member of the tree.
  void locate(int member) {
    locate(
        members.score(member),
        members.array(member),
        members.start(member),
        members.length(member));
  }

  private void locate(double score, byte[] array, int offset, int length) {
    RankNode node = root;
    depth = 0;
    while (!node.isLeaf()) {
      int ahead = ahead(node, score, array, offset, length, 0);
      node = down(node, Math.max(0, ahead - 1));
    }
    leaf = node;
    at = ahead(node, score, array, offset, length, -1);
  }

  private RankNode down(RankNode node, int turn) {
    path[depth] = node;
    turns[depth++] = turn;
    return node.child(turn);
  }

  /// How many entries of a node are ahead of a score and member; with `most` 0 the equal one
  /// counts, too.
  private int ahead(RankNode node, double score, byte[] array, int offset, int length, int most) {
    int low = 0;
    int high = node.size;
    while (low < high) {
      int middle = low + high >>> 1;
      double other = node.score(middle);
      if (other < score
          || other == score
              && members.compare(node.member(middle), array, offset, length) <= most) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// How many members are ahead of the located place.
  int rank() {
    int rank = at;
    for (int level = 0; level < depth; level++) {
      rank += path[level].countBefore(turns[level]);
    }
    return rank;
  }

  /// The member with so many ahead of it, which there has to be.
  int byRank(int rank) {
    int left = rank;
    RankNode node = root;
    depth = 0;
    while (!node.isLeaf()) {
      int turn = 0;
      while (left >= node.count(turn)) {
        left -= node.count(turn++);
      }
      node = down(node, turn);
    }
    leaf = node;
    at = left;
    return node.member(left);
  }

  /// Finds the place behind all members that are ahead of a range, or behind all that are not
  /// behind it, and answers how many those are.
  int edge(SortedRange range, boolean upper) {
    RankNode node = root;
    depth = 0;
    while (!node.isLeaf()) {
      node = down(node, Math.max(0, edge(node, range, upper) - 1));
    }
    leaf = node;
    at = edge(node, range, upper);
    return rank();
  }

  private int edge(RankNode node, SortedRange range, boolean upper) {
    int low = 0;
    int high = node.size;
    while (low < high) {
      int middle = low + high >>> 1;
      if (isInside(range, node, middle, upper) == upper) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// The same for an entry of a node; where scores decide the member is not looked at.
  private boolean isInside(SortedRange range, RankNode node, int place, boolean upper) {
    if (range instanceof ScoreRange scores) {
      double score = node.score(place);
      return upper
          ? scores.isBelowMax(score, NOTHING, 0, 0)
          : scores.isAboveMin(score, NOTHING, 0, 0);
    }
    return isInside(range, node.member(place), upper);
  }

  /// Calls `action` with the members in a range of scores, in order, for as long as it says so.
  void forScores(ScoreRange range, SortedSet.ScoreAction action) {
    edge(range, false);
    RankNode node = leaf;
    for (int i = at; node != null; node = node.behind, i = 0) {
      for (; i < node.size; i++) {
        double score = node.score(i);
        if (!range.isBelowMax(score, NOTHING, 0, 0) || !action.goesOn(node.member(i), score)) {
          return;
        }
      }
    }
  }

  /// True when a member is in the range as far as one of its ends goes.
  boolean isInside(SortedRange range, int member, boolean upper) {
    double score = members.score(member);
    byte[] array = members.array(member);
    int start = members.start(member);
    int length = members.length(member);
    return upper
        ? range.isBelowMax(score, array, start, length)
        : range.isAboveMin(score, array, start, length);
  }

  /// The member at the located place, 0 at the end.
  int here() {
    if (at < leaf.size) {
      return leaf.member(at);
    }
    RankNode behind = leaf.behind;
    if (behind == null) {
      return NONE;
    }
    leaf = behind;
    at = 0;
    return behind.member(0);
  }

  /// The member ahead of the located place, 0 at the start.
  int before() {
    if (at > 0) {
      return leaf.member(--at);
    }
    RankNode before = leaf.before;
    if (before == null) {
      return NONE;
    }
    leaf = before;
    at = before.size - 1;
    return before.member(at);
  }

  /// The member behind this one, 0 if it is the last. Who walks on has the place at hand.
  int next(int member) {
    find(member);
    at++;
    return here();
  }

  /// The member ahead of this one, 0 if it is the first.
  int previous(int member) {
    find(member);
    return before();
  }

  private void find(int member) {
    if (at >= leaf.size || leaf.member(at) != member) {
      locate(member);
    }
  }

  /// Puts a member in that is not in the tree.
  void insert(int member) {
    double score = members.score(member);
    locate(score, members.array(member), members.start(member), members.length(member));
    for (int level = 0; level < depth; level++) {
      path[level].addToCount(turns[level], 1);
    }
    leaf.insert(at, score, member);
    if (at == 0) {
      rename(depth - 1, score, member);
    }
    if (leaf.size == ROOM) {
      split(leaf, depth - 1, at == ROOM - 1 && leaf.behind == null ? ROOM - 8 : ROOM / 2);
    }
  }

  /// Takes out the member at the located place.
  void removeHere() {
    for (int level = 0; level < depth; level++) {
      path[level].addToCount(turns[level], -1);
    }
    leaf.remove(at);
    if (at == 0 && leaf.size > 0) {
      rename(depth - 1, leaf.score(0), leaf.member(0));
    }
    thinned(leaf, depth - 1);
  }

  /// Gives the member at the located place another score if it stays where it is; answers whether
  /// it does.
  boolean rescoreHere(double score) {
    int member = leaf.member(at);
    if (!staysBetween(member, score)) {
      return false;
    }
    leaf.set(at, score, member);
    if (at == 0) {
      rename(depth - 1, score, member);
    }
    return true;
  }

  private boolean staysBetween(int member, double score) {
    if (at == 0 && leaf.before != null || at == leaf.size - 1 && leaf.behind != null) {
      return false; // the neighbour is in another leaf: not worth looking at
    }
    byte[] array = members.array(member);
    int start = members.start(member);
    int length = members.length(member);
    return (at == 0 || isAhead(at - 1, score, array, start, length))
        && (at == leaf.size - 1 || !isAhead(at + 1, score, array, start, length));
  }

  private boolean isAhead(int place, double score, byte[] array, int offset, int length) {
    double other = leaf.score(place);
    return other < score
        || other == score && members.compare(leaf.member(place), array, offset, length) < 0;
  }

  /// Tells the branches above what the first member of the leaf on the path is now.
  private void rename(int lowest, double score, int member) {
    for (int level = lowest; level >= 0; level--) {
      path[level].set(turns[level], score, member);
      if (turns[level] > 0) {
        return;
      }
    }
  }

  private void split(RankNode node, int parentLevel, int from) {
    RankNode right = node.splitOff(from);
    if (node.isLeaf()) {
      leaves++;
    } else {
      branches++;
    }
    if (parentLevel < 0) {
      var top = new RankNode(ROOM, false);
      branches++;
      top.insert(0, node);
      top.insert(1, right);
      root = top;
      return;
    }
    RankNode parent = path[parentLevel];
    int turn = turns[parentLevel];
    parent.addToCount(turn, -right.total());
    parent.insert(turn + 1, right);
    if (parent.size == ROOM) {
      split(parent, parentLevel - 1, ROOM / 2);
    }
  }

  /// Joins a node that has lost an entry with its neighbour if both are thin.
  private void thinned(RankNode node, int parentLevel) {
    if (parentLevel < 0) {
      lowerRoot();
      return;
    }
    if (node.size > THIN) {
      return;
    }
    RankNode parent = path[parentLevel];
    int turn = turns[parentLevel];
    int right = Math.max(1, turn);
    if (node.size == 0) {
      gone(node);
      parent.remove(turn);
      if (turn == 0 && parent.size > 0) {
        rename(parentLevel - 1, parent.score(0), parent.member(0));
      }
    } else if (right < parent.size
        && parent.child(right - 1).size + parent.child(right).size <= JOINED) {
      RankNode joined = parent.child(right);
      parent.addToCount(right - 1, parent.count(right));
      parent.child(right - 1).append(joined);
      gone(joined);
      parent.remove(right);
    } else {
      return;
    }
    thinned(parent, parentLevel - 1);
  }

  /// Takes levels away that have no choice to make.
  private void lowerRoot() {
    while (!root.isLeaf() && root.size == 1) {
      root = root.child(0);
      branches--;
    }
    if (!root.isLeaf() && root.size == 0) {
      root = new RankNode(ROOM, true);
      branches--;
      leaves++;
    }
  }

  private void gone(RankNode node) {
    if (node.isLeaf()) {
      leaves--;
      node.unlink();
    } else {
      branches--;
    }
    node.size = 0; // whoever still remembers a place in it finds nobody there
  }

  /// Gives every member the number that is left in its place; from now on they are elsewhere.
  void renumber(ScoredMembers packed) {
    renumber(root);
    members = packed;
  }

  private void renumber(RankNode node) {
    for (int i = 0; i < node.size; i++) {
      node.set(i, node.score(i), members.numberLeft(node.member(i)));
      if (!node.isLeaf()) {
        renumber(node.child(i));
      }
    }
  }
}
