package hitrate.engine.command.sortedset;

import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.keyspace.Database;
import hitrate.engine.keyspace.Entry;
import hitrate.engine.keyspace.Key;
import hitrate.engine.keyspace.Kind;
import hitrate.engine.struct.Listpack;
import hitrate.engine.struct.ScoreRange;
import hitrate.engine.struct.SortedRange;
import hitrate.engine.struct.SortedSet;
import java.util.function.BooleanSupplier;
import java.util.function.DoublePredicate;
import org.jspecify.annotations.Nullable;

/// A sorted set while a command works on it, in either of its forms: a listpack of members and
/// scores while it is small, a tree from then on. Never back, as in the real server.
///
/// Changes of a packed set are made in a copy: [#store] puts them in place.
public final class SortedSetValue {
  private final Execution x;
  private long entry; // that the set came from, 0 for a new one
  private final PackedScores packed;
  private @Nullable SortedSet large;
  private boolean isNew;
  private int found; // by #score, where the set is large

  private SortedSetValue(Execution x, Listpack pack) {
    this.x = x;
    this.packed = new PackedScores(pack);
  }

  /// An empty set that is under no key yet.
  public static SortedSetValue fresh(Execution x) {
    var set = new SortedSetValue(x, new Listpack());
    set.isNew = true;
    return set;
  }

  /// An empty set for the result of a command: scores of -0 stay what they are until a small one is
  /// stored.
  static SortedSetValue result(Execution x) {
    SortedSetValue set = fresh(x);
    set.packed.keepSign();
    return set;
  }

  /// The set for reading, null when there is none: counts a hit or a miss. Good until the next set
  /// is read or changed.
  public static @Nullable SortedSetValue read(Key key, Execution x) {
    long entry = x.database().read(key);
    return entry == 0 ? null : of(entry, x, x.listpack());
  }

  /// The set of an entry that was found for reading, for commands that work on several.
  public static SortedSetValue readBeside(long entry, Execution x) {
    return of(entry, x, new Listpack());
  }

  /// The set for changing it, null when there is none.
  public static @Nullable SortedSetValue modify(Key key, Execution x) {
    long entry = x.database().modify(key);
    return entry == 0 ? null : of(entry, x, x.listpack());
  }

  /// The set for changing it if there is one under the key, else null, whatever else is there.
  static @Nullable SortedSetValue ifSortedSet(Key key, Execution x) {
    long entry = x.database().modify(key);
    return entry != 0 && Kind.isSortedSet(Entry.kind(x.database().region(), entry))
        ? of(entry, x, x.listpack())
        : null;
  }

  private static SortedSetValue of(long entry, Execution x, Listpack pack) {
    var set = new SortedSetValue(x, pack);
    Database database = x.database();
    var region = database.region();
    int kind = Entry.kind(region, entry);
    if (kind == Kind.ZSET_PACKED) {
      pack.load(region, Entry.valueAt(region, entry), Entry.valueLength(region, entry));
    } else if (kind == Kind.ZSET_SKIPLIST) {
      set.large = (SortedSet) database.large(entry);
      set.entry = entry;
    } else {
      throw CommandError.WRONG_TYPE;
    }
    return set;
  }

  public int size() {
    SortedSet list = large;
    return list == null ? packed.size() : list.size();
  }

  /// The tree of a large set, null for a packed one.
  @Nullable SortedSet large() {
    return large;
  }

  /// The listpack of a set that is not large.
  PackedScores packed() {
    return packed;
  }

  /// A member's score, NaN when it is not in the set.
  public double score(byte[] array, int offset, int length) {
    SortedSet list = large;
    if (list != null) {
      found = list.find(array, offset, length);
      return found == 0 ? Double.NaN : list.score(found);
    }
    int at = packed.find(array, offset, length);
    return at < 0 ? Double.NaN : packed.score(at);
  }

  /// How many members are ahead of this one, -1 when it is not in the set.
  int rank(byte[] array, int offset, int length) {
    SortedSet list = large;
    if (list != null) {
      int node = list.find(array, offset, length);
      return node == 0 ? -1 : list.rank(node);
    }
    int found = packed.find(array, offset, length);
    return found < 0 ? -1 : packed.rank(found);
  }

  /// Gives a member this score, which must not be NaN; true when the member is new.
  public boolean put(byte[] array, int offset, int length, double score) {
    boolean isThere = !Double.isNaN(score(array, offset, length));
    if (isThere) {
      rescore(array, offset, length, score);
    } else {
      add(array, offset, length, score);
    }
    return !isThere;
  }

  /// Gives the member that [#score] was last asked for, and found, another score.
  void rescore(byte[] array, int offset, int length, double score) {
    SortedSet list = large;
    if (list != null) {
      list.move(found, score);
    } else {
      packed.remove(packed.find(array, offset, length), 1);
      packed.insert(array, offset, length, score);
    }
  }

  /// Puts a member in that is not there.
  void add(byte[] array, int offset, int length, double score) {
    SortedSet list = large;
    if (list == null
        && packed.size() < x.packing().sortedSetEntries()
        && length <= x.packing().sortedSetValueBytes()) {
      packed.insert(array, offset, length, score);
      return;
    }
    (list == null ? unpack() : list).add(array, offset, length, score);
  }

  private SortedSet unpack() {
    var list = new SortedSet(x.keyspace().hash());
    for (int at = packed.first(); at >= 0; at = packed.behind(at)) {
      packed.visit(at, list::put);
    }
    large = list;
    isNew = true;
    return list;
  }

  /// Gives a packed set its large form, under the key that it came from: SORT does that, too, to
  /// every sorted set that it reads.
  public void enlarge(Key key) {
    if (large == null) {
      unpack();
      store(key);
    }
  }

  /// Takes a member out; false when it is not there.
  boolean remove(byte[] array, int offset, int length) {
    SortedSet list = large;
    if (list != null) {
      return list.remove(array, offset, length);
    }
    int found = packed.find(array, offset, length);
    if (found >= 0) {
      packed.remove(found, 1);
    }
    return found >= 0;
  }

  /// Visits `count` members from the one with `from` ahead of it, backwards from the one with
  /// `from` behind it.
  void forRanks(int from, int count, boolean backwards, ScoredAction action) {
    int first = backwards ? size() - 1 - from : from;
    SortedSet list = large;
    if (list != null) {
      int node = list.byRank(first);
      for (int i = 0; i < count && node != 0; i++) {
        visit(list, node, action);
        node = backwards ? list.previous(node) : list.next(node);
      }
      return;
    }
    int at = packed.byRank(first);
    for (int i = 0; i < count && at >= 0; i++) {
      packed.visit(at, action);
      at = packed.step(at, backwards);
    }
  }

  /// Visits every member in order.
  public void forEach(ScoredAction action) {
    forRanks(0, size(), false, action);
  }

  /// Visits up to `limit` members in a range, the first `offset` left out, and answers how many
  /// those were.
  public long forRange(
      SortedRange range, boolean backwards, long offset, long limit, ScoredAction action) {
    SortedSet list = large;
    long visited = 0;
    if (list != null) {
      int node = first(list, range, backwards, offset);
      while (node != 0 && visited < limit && list.isInside(range, node, backwards)) {
        visit(list, node, action);
        visited++;
        node = backwards ? list.previous(node) : list.next(node);
      }
      return visited;
    }
    int at = packed.firstIn(range, backwards);
    for (long left = offset; left > 0 && at >= 0; left--) {
      at = packed.step(at, backwards);
    }
    while (at >= 0 && visited < limit && packed.isInside(range, at, backwards)) {
      packed.visit(at, action);
      visited++;
      at = packed.step(at, backwards);
    }
    return visited;
  }

  /// Visits those members in a range of scores whose score is `wanted`, for as long as `goesOn`
  /// says so after each.
  public void forScores(
      ScoreRange range, DoublePredicate wanted, ScoredAction action, BooleanSupplier goesOn) {
    SortedSet list = large;
    if (list != null) {
      list.forScores(
          range,
          (member, score) -> {
            if (wanted.test(score)) {
              visit(list, member, action);
            }
            return goesOn.getAsBoolean();
          });
      return;
    }
    int at = packed.firstIn(range, false);
    while (at >= 0 && packed.isInside(range, at, false)) {
      if (wanted.test(packed.score(at))) {
        packed.visit(at, action);
      }
      at = goesOn.getAsBoolean() ? packed.behind(at) : -1;
    }
  }

  private static int first(SortedSet list, SortedRange range, boolean backwards, long offset) {
    int node = backwards ? list.lastIn(range) : list.firstIn(range);
    if (node == 0 || offset == 0) {
      return node;
    }
    long rank = list.rank(node) + (backwards ? -offset : offset);
    return rank < 0 || rank >= list.size() ? 0 : list.byRank((int) rank);
  }

  private static void visit(SortedSet list, int node, ScoredAction action) {
    action.accept(list.array(node), list.start(node), list.length(node), list.score(node));
  }

  /// How many members are in a range.
  int count(SortedRange range) {
    SortedSet list = large;
    return list == null ? packed.count(range) : list.count(range);
  }

  /// Takes out the members in a range and answers how many they were.
  int removeRange(SortedRange range) {
    SortedSet list = large;
    if (list != null) {
      return list.removeRange(range);
    }
    int count = packed.count(range);
    if (count > 0) {
      packed.remove(packed.firstIn(range, false), count);
    }
    return count;
  }

  /// Takes out the members with ranks `from` to `to`, which are within the set.
  int removeRanks(int from, int to) {
    SortedSet list = large;
    if (list != null) {
      return list.removeRanks(from, to);
    }
    packed.remove(packed.byRank(from), to - from + 1);
    return to - from + 1;
  }

  /// Puts the changes in place under the key that the set came from; an empty set goes, which the
  /// answer tells.
  public boolean store(Key key) {
    Database database = x.database();
    SortedSet list = large;
    if (size() == 0) {
      database.delete(key);
      return true;
    }
    if (list == null) {
      Listpack pack = packed.pack();
      database.putPacked(key, Kind.ZSET_PACKED, pack.array(), pack.length());
    } else if (isNew) {
      database.putLarge(key, Kind.ZSET_SKIPLIST, list);
    } else {
      database.largeChanged(entry);
    }
    return false;
  }

  /// Ends a command whose result this set is: it takes the place of whatever is under a key, or
  /// just removes that when it is empty. Replies with its size.
  public Effect storeAsResult(String event, Key key) {
    x.reply().integer(size());
    return storeInPlaceOf(event, key);
  }

  /// Takes the place of whatever is under a key, or just removes that when this set is empty.
  public Effect storeInPlaceOf(String event, Key key) {
    if (size() > 0) {
      storeOver(key);
      x.changed(event, key);
      return Effect.VERBATIM;
    }
    if (!x.database().deleteEvenExpired(key)) {
      return Effect.NONE;
    }
    x.changed("del", key);
    return Effect.VERBATIM;
  }

  private void storeOver(Key key) {
    Database database = x.database();
    SortedSet list = large;
    if (list == null) {
      packed.dropSigns();
      Listpack pack = packed.pack();
      long never = Entry.NO_EXPIRY;
      database.put(key, Kind.ZSET_PACKED, pack.array(), 0, pack.length(), never);
    } else {
      database.putLarge(key, Kind.ZSET_SKIPLIST, list, Entry.NO_EXPIRY);
    }
  }

  /// The set for changing it, an empty one when there is none yet.
  public static SortedSetValue modifyOrCreate(Key key, Execution x) {
    SortedSetValue known = modify(key, x);
    if (known != null) {
      return known;
    }
    Listpack pack = x.listpack();
    pack.clear();
    var set = new SortedSetValue(x, pack);
    set.isNew = true;
    return set;
  }
}
