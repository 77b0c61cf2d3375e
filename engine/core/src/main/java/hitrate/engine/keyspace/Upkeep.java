package hitrate.engine.keyspace;

import hitrate.engine.memory.Slab;
import java.util.ArrayDeque;
import java.util.function.BooleanSupplier;

/// Brings memory back after many keys have gone, in steps of at most 0.2 ms between which the node
/// does its work: frees the keys of emptied databases, returns empty pages to the system, and walks
/// over the tables to join thin segments and to move entries together out of half-empty runs.
final class Upkeep {
  private final Database[] databases;
  private final Slab slab;
  private final SnapshotWalk walk;
  private final ArrayDeque<EntryTable> dropped = new ArrayDeque<>();
  private boolean walking;
  private int database;
  private long prefix;

  Upkeep(Database[] databases, Slab slab, SnapshotWalk walk) {
    this.walk = walk;
    this.databases = databases;
    this.slab = slab;
  }

  /// Takes over a table that a database has dropped.
  void giveBack(EntryTable table) {
    dropped.add(table);
  }

  /// Keys of dropped tables that have not been freed yet.
  long pendingKeys() {
    return dropped.stream().mapToLong(EntryTable::size).sum();
  }

  /// Forgets what was to be freed and moved: nothing is left in the slab.
  void forgetAll() {
    dropped.clear();
    walking = false;
  }

  /// Works until `mayGoOn` says no or nothing is left to do.
  void run(BooleanSupplier mayGoOn) {
    walk.settle(mayGoOn);
    boolean more = true;
    while (more && mayGoOn.getAsBoolean()) {
      more = releaseSome(false);
    }
    more = true;
    while (more && mayGoOn.getAsBoolean()) {
      more = slab.trim();
    }
    if (!walking && dropped.isEmpty() && isWorthAWalk()) {
      walking = true;
      database = 0;
      prefix = 0;
    }
    while (walking && mayGoOn.getAsBoolean()) {
      step();
    }
  }

  /// Frees one segment of keys of a dropped table; false when there is none. Keys that are still to
  /// be in an image go only if memory is short, after all others.
  boolean releaseSome(boolean isShort) {
    EntryTable next = null;
    for (EntryTable table : dropped) {
      if (!walk.holds(table)) {
        next = table;
        break;
      }
    }
    next = next == null && isShort ? dropped.peekFirst() : next;
    if (next != null && !next.release()) {
      dropped.remove(next);
    }
    return next != null;
  }

  private boolean isWorthAWalk() {
    boolean isWorth = slab.planMoves();
    for (Database each : databases) {
      isWorth |= each.isThin();
    }
    return isWorth;
  }

  private void step() {
    prefix = databases[database].tend(prefix);
    if (prefix >= EntryTable.PREFIX_END) {
      prefix = 0;
      database++;
      if (database == databases.length) {
        walking = false;
        slab.endMoves();
      }
    }
  }
}
