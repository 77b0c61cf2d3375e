package hitrate.engine.keyspace;

import hitrate.engine.memory.Region;
import java.util.ArrayDeque;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A point-in-time image of all keys, taken while commands go on to change them and without a
/// second process.
///
/// The walk visits the tables that there were when it began, segment by segment between turns of
/// the loop, and hands each entry to an [ImageSink]. An entry that has not been visited is handed
/// over before its first change ([#beforeChange]), and so is one that goes: deleted, expired,
/// evicted, moved or flushed. What is created meanwhile is not in the image.
///
/// Which entries are in it already, one bit of each entry says ([Entry#parity]), whose meaning
/// turns with each walk: none has to be cleared at the end. So the bits go with the entries, and
/// segments may split, join and move, entries move out of half-empty runs and databases exchange
/// their tables. Only a position in the space of hashes must not be passed twice, and a segment
/// that is met again for another part of that space has few entries left to save.
///
/// A walk that is given up leaves entries behind whose bits are those of the walk before. These are
/// turned in steps, too ([#settle]), or at once when the next walk cannot wait.
public final class SnapshotWalk {
  /// Entries handed over between two looks at the time.
  private static final int ENTRIES_PER_LOOK = 32;

  private final Keyspace keyspace;
  private final Region region;
  private final ArrayDeque<EntryTable> left = new ArrayDeque<>();
  private final long[] entries = new long[EntryTable.SLOTS];
  private @Nullable ImageSink sink;
  private int parity;
  private long begun;
  private long prefix; // where in the first table
  private long total;
  private long saved;
  private long savedEarly;

  SnapshotWalk(Keyspace keyspace, Region region) {
    this.keyspace = keyspace;
    this.region = region;
  }

  /// Begins an image of the keyspace as it is now.
  ///
  /// @throws IllegalStateException while another one is being taken
  public void begin(ImageSink to) {
    if (sink != null) {
      throw new IllegalStateException("an image is being taken");
    }
    settle(() -> true);
    parity ^= 1;
    begun++;
    prefix = 0;
    total = keyspace.size();
    saved = 0;
    savedEarly = 0;
    for (int i = 0; i < keyspace.databaseCount(); i++) {
      keyspace.database(i).addTo(left);
    }
    sink = to;
  }

  /// Hands entries over until the sink is full, `mayGoOn` says no or none is left; true when the
  /// image is complete.
  public boolean step(BooleanSupplier mayGoOn) {
    ImageSink to = sink;
    if (to == null) {
      return true;
    }
    while (!left.isEmpty()) {
      if (!to.hasRoom() || !mayGoOn.getAsBoolean() || !saveSegment(to, mayGoOn)) {
        return false;
      }
    }
    sink = null;
    to.complete();
    return true;
  }

  /// Gives the image up: nothing more is handed over.
  public void abort() {
    sink = null;
  }

  /// True from [#begin] until the last entry has been handed over.
  public boolean isRunning() {
    return sink != null;
  }

  /// True when [#step] would get on.
  public boolean canStep() {
    ImageSink to = sink;
    return to != null && to.hasRoom();
  }

  /// How many entries the image has.
  public long total() {
    return total;
  }

  /// How many entries have been handed over.
  public long saved() {
    return saved;
  }

  /// How many of them were handed over because they were about to change.
  public long savedEarly() {
    return savedEarly;
  }

  /// How many walks have begun.
  long begun() {
    return begun;
  }

  /// The entries of that database were made while other images were taken: turns their bits later.
  void adopt(Database database) {
    database.addTo(left);
  }

  /// The bit of an entry that is in the image, or need not be: new entries get it.
  int parity() {
    return parity;
  }

  /// To be called before anything of an entry of that table changes or goes.
  void beforeChange(EntryTable table, long entry) {
    ImageSink to = sink;
    if (to != null && Entry.parity(region, entry) != parity) {
      savedEarly++;
      save(to, table.imageDatabase(), entry);
    }
  }

  /// True when the entry is still to be handed over, and so must not change.
  boolean isWaiting(long entry) {
    return sink != null && Entry.parity(region, entry) != parity;
  }

  private void save(ImageSink to, int database, long entry) {
    to.add(database, entry);
    Entry.turnParity(region, entry);
    saved++;
  }

  /// False when it had to stop within the segment.
  private boolean saveSegment(ImageSink to, BooleanSupplier mayGoOn) {
    EntryTable table = left.getFirst();
    int count = collect(table);
    for (int i = 0, met = 0; i < count; i++) {
      long entry = entries[i];
      if (Entry.parity(region, entry) != parity) {
        save(to, table.imageDatabase(), entry);
        boolean isLong = ++met % ENTRIES_PER_LOOK == 0 || Kind.isLarge(Entry.kind(region, entry));
        if (isLong && !(to.hasRoom() && mayGoOn.getAsBoolean())) {
          return false;
        }
      }
    }
    moveOn(table);
    return true;
  }

  /// The entries of the segment at hand, all of which are read at once so that the processor waits
  /// for their memory only once.
  private int collect(EntryTable table) {
    prefix = Math.max(prefix, table.releasedPrefix());
    int count = prefix < EntryTable.PREFIX_END ? table.entriesAt(prefix, entries) : 0;
    region.touch(entries, count);
    region.touchBehind(entries, count);
    return count;
  }

  private void moveOn(EntryTable table) {
    prefix = prefix < EntryTable.PREFIX_END ? table.endOfSegment(prefix) : prefix;
    if (prefix >= EntryTable.PREFIX_END) {
      left.removeFirst();
      prefix = 0;
    }
  }

  /// Turns the bits of entries that a walk which was given up has not met, until `mayGoOn` says no.
  void settle(BooleanSupplier mayGoOn) {
    while (sink == null && !left.isEmpty() && mayGoOn.getAsBoolean()) {
      EntryTable table = left.getFirst();
      int count = collect(table);
      for (int i = 0; i < count; i++) {
        if (Entry.parity(region, entries[i]) != parity) {
          Entry.turnParity(region, entries[i]);
        }
      }
      moveOn(table);
    }
  }

  /// True when entries of that table may be waiting, so that it must be kept.
  boolean holds(EntryTable table) {
    return sink != null && left.contains(table);
  }

  /// All entries are gone, of which none was waiting.
  void forgetAll() {
    left.clear();
    prefix = 0;
  }
}
