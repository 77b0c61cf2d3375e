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
/// Which entries are in it already, four bits of each entry say ([Entry#round]): those of this
/// walk's round, and each walk has another one, so none has to be cleared at the end. The bits go
/// with the entries, and segments may split, join and move, entries move out of half-empty runs and
/// databases exchange their tables. Only a position in the space of hashes must not be passed
/// twice, and a segment that is met again for another part of that space has few entries left to
/// save.
///
/// A walk that is given up leaves entries of earlier rounds behind. They are brought to its round
/// in steps ([#settle]). The next walk need not wait for that, nor those after it: there are
/// sixteen rounds, and only one that entries still have must not come again. Only who gives up
/// fifteen in a row, all of them sooner than the steps come to their end, has to wait for the rest
/// of these: bringing 5 million entries to one round at once takes 0.3 s.
public final class SnapshotWalk {
  /// Entries handed over between two looks at the time.
  private static final int ENTRIES_PER_LOOK = 32;

  /// How many numbers an entry's four bits can tell apart.
  static final int ROUNDS = 16;

  private final Keyspace keyspace;
  private final Region region;
  private final ArrayDeque<EntryTable> left = new ArrayDeque<>();
  private final long[] entries = new long[EntryTable.SLOTS];
  private @Nullable ImageSink sink;
  private int round;
  private int earlierRounds; // that entries may still have: so many before this one
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
    if (earlierRounds == ROUNDS - 1) {
      settle(() -> true);
    }
    round = (round + 1) % ROUNDS;
    earlierRounds++;
    left.clear();
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
    earlierRounds = 0;
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

  /// The entries of that database were made while so many other images began, none of which they
  /// are in: they may be of any round since.
  void adopt(Database database, long imagesMeanwhile) {
    database.addTo(left);
    earlierRounds = (int) Math.max(earlierRounds, Math.min(imagesMeanwhile, ROUNDS - 1));
  }

  /// The round of an entry that is in the image, or need not be: new entries get it.
  int round() {
    return round;
  }

  /// To be called before anything of an entry of that table changes or goes.
  void beforeChange(EntryTable table, long entry) {
    ImageSink to = sink;
    if (to != null && Entry.round(region, entry) != round) {
      savedEarly++;
      save(to, table.imageDatabase(), entry);
    }
  }

  /// True when the entry is still to be handed over, and so must not change.
  boolean isWaiting(long entry) {
    return sink != null && Entry.round(region, entry) != round;
  }

  private void save(ImageSink to, int database, long entry) {
    to.add(database, entry);
    Entry.setRound(region, entry, round);
    saved++;
  }

  /// False when it had to stop within the segment.
  private boolean saveSegment(ImageSink to, BooleanSupplier mayGoOn) {
    EntryTable table = left.getFirst();
    int count = collect(table);
    for (int i = 0, met = 0; i < count; i++) {
      long entry = entries[i];
      if (Entry.round(region, entry) != round) {
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

  /// Brings the entries that walks which were given up have not met to the round of all others,
  /// until `mayGoOn` says no.
  void settle(BooleanSupplier mayGoOn) {
    if (sink != null) {
      return;
    }
    while (!left.isEmpty() && mayGoOn.getAsBoolean()) {
      EntryTable table = left.getFirst();
      int count = collect(table);
      for (int i = 0; i < count; i++) {
        if (Entry.round(region, entries[i]) != round) {
          Entry.setRound(region, entries[i], round);
        }
      }
      moveOn(table);
    }
    if (left.isEmpty()) {
      earlierRounds = 0;
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
    earlierRounds = 0;
  }
}
