package hitrate.engine.memory;

import java.util.Arrays;
import java.util.BitSet;

/// A slab allocator over one [Region]: memory is cut into runs of 64 KB, each run into equal slots
/// of one size class, and every run keeps its own list of free slots.
///
/// - A slot's address is its offset in the region; 0 is never handed out and means "nothing".
/// - A free slot's first byte is 0, so a walk over a run can tell live slots (whose owners keep a
///   non-zero first byte) from free ones; the link to the next free slot sits in bits 32..63.
/// - A run whose last slot is freed goes back to a pool that all classes share; [#trim] returns the
///   pages of those beyond a small reserve to the system, so memory falls after a delete storm.
/// - Where deletions have left many runs half empty, [#planMoves] chooses the emptiest to be left;
///   the owner of the pieces then moves those that are [#isLeaving] with [#move].
/// - Pieces over 32 KB take whole runs in a row.
///
/// All bookkeeping beside the free links lives in primitive arrays: 17 bytes a run.
public final class Slab implements AutoCloseable {
  /// Bytes of one run, the unit that size classes share.
  public static final int RUN_BYTES = 1 << 16;

  private static final int RUN_SHIFT = 16;
  private static final int PAGE_BYTES = 4096;

  /// Empty runs that keep their pages, so that a workload breathing around a run's border does not
  /// pay page faults for each breath: 2 MB.
  private static final int WARM_RUNS = 32;

  /// Runs whose pages are returned in one step.
  private static final int TRIMMED_RUNS = 64;

  /// Pieces are moved for the sake of this many runs or more: 2 MB.
  private static final int MOVES_WORTHWHILE = 32;

  /// Runs of one size class that one plan looks at, so that it takes 2 ms at most.
  private static final int PLANNED_RUNS = 16 * 1024;

  private static final byte UNUSED = -1;
  private static final byte LARGE_HEAD = -2;
  private static final byte LARGE_TAIL = -3;
  private static final int NONE = -1;

  /// The class of the hash table's own segments, kept apart from the entries of the same size so
  /// that a walk over entries never meets one.
  private static final byte INDEX_CLASS = SizeClasses.COUNT;

  private static final int INDEX_BYTES = 4096;

  private final Region region;
  private final int[] partialHead = new int[SizeClasses.COUNT + 1];
  private final int[] slotBytes = new int[SizeClasses.COUNT + 1];
  private final BitSet emptyRuns = new BitSet();
  private final BitSet warmRuns = new BitSet(); // empty ones whose pages are still ours
  private final BitSet leavingRuns = new BitSet();
  private byte[] runClass = new byte[64];
  private char[] live = new char[64];
  private char[] bump = new char[64]; // slots handed out at least once
  private int[] freeHead = new int[64]; // offset within the run, or NONE
  private int[] previous = new int[64];
  private int[] next = new int[64]; // of a large piece's head: its length in runs
  private int freshRun = 1; // run 0 stays unused: address 0 means nothing
  private int warmCount;
  private int leavingCount;
  private long usedBytes;
  private long heldRuns;

  public Slab(Region region) {
    this.region = region;
    Arrays.fill(partialHead, NONE);
    Arrays.fill(runClass, UNUSED);
    for (int i = 0; i < SizeClasses.COUNT; i++) {
      slotBytes[i] = SizeClasses.bytes(i);
    }
    slotBytes[INDEX_CLASS] = INDEX_BYTES;
  }

  public Region region() {
    return region;
  }

  /// Bytes of all live pieces, rounded up to their slots (or pages, above 32 KB).
  public long usedBytes() {
    return usedBytes;
  }

  /// Bytes of all runs that are in use or kept warm: what the slab holds of the machine's memory.
  public long heldBytes() {
    return (heldRuns + warmCount) << RUN_SHIFT;
  }

  /// The bytes that a request really takes: its slot, or its pages above 32 KB.
  public static long roundedSize(long bytes) {
    return bytes <= SizeClasses.LARGEST
        ? SizeClasses.bytes(SizeClasses.of((int) bytes))
        : (bytes + PAGE_BYTES - 1) & -PAGE_BYTES;
  }

  /// The address of a piece of at least `bytes` bytes, its content undefined.
  ///
  /// @throws OutOfMemoryError when the region's reserved space is used up
  public long allocate(long bytes) {
    return bytes > SizeClasses.LARGEST
        ? allocateLarge(bytes, bytes)
        : allocateSlot((byte) SizeClasses.of((int) bytes));
  }

  /// Like [#allocate(long)], with room to grow in place: above 32 KB address space for half as much
  /// again is set aside, which takes no memory until it is written.
  public long allocateGrowable(long bytes) {
    return bytes > SizeClasses.LARGEST
        ? allocateLarge(bytes, bytes + bytes / 2)
        : allocateSlot((byte) SizeClasses.of((int) bytes));
  }

  /// A zeroed, 4096-byte aligned segment for the hash table.
  public long allocateIndexSegment() {
    long at = allocateSlot(INDEX_CLASS);
    region.fill(at, INDEX_BYTES, (byte) 0);
    return at;
  }

  /// Bytes usable at `at`: the slot's size, or all runs of a large piece.
  public long capacity(long at) {
    int run = (int) (at >>> RUN_SHIFT);
    byte sizeClass = runClass[run];
    return sizeClass == LARGE_HEAD ? (long) next[run] << RUN_SHIFT : slotBytes[sizeClass];
  }

  /// The bytes that a live piece of `bytes` bytes really takes, see [#roundedSize].
  public long sizeOf(long at, long bytes) {
    int sizeClass = runClass[(int) (at >>> RUN_SHIFT)];
    return sizeClass == LARGE_HEAD ? roundedSize(bytes) : slotBytes[sizeClass];
  }

  /// True when a piece of `before` bytes at `at` may hold `bytes` instead without moving: it fits
  /// and a fresh piece would not be smaller.
  public boolean fitsInPlace(long at, long before, long bytes) {
    return before > SizeClasses.LARGEST
        ? bytes > SizeClasses.LARGEST && bytes <= capacity(at)
        : bytes <= SizeClasses.LARGEST
            && SizeClasses.of((int) bytes) == runClass[(int) (at >>> RUN_SHIFT)];
  }

  /// Accounts for a piece that [#fitsInPlace] said may change from `before` to `bytes` bytes.
  public void resizeInPlace(long before, long bytes) {
    if (before > SizeClasses.LARGEST) {
      usedBytes += roundedSize(bytes) - roundedSize(before);
    }
  }

  /// Frees the piece at `at` that holds `bytes` bytes.
  public void free(long at, long bytes) {
    int run = (int) (at >>> RUN_SHIFT);
    byte sizeClass = runClass[run];
    if (sizeClass == LARGE_HEAD) {
      usedBytes -= roundedSize(bytes);
      recycle(run, next[run]);
      return;
    }
    if (sizeClass < 0) {
      throw new IllegalStateException("no live piece at " + at);
    }
    int size = slotBytes[sizeClass];
    usedBytes -= size;
    region.putLong(at, (long) freeHead[run] << 32);
    freeHead[run] = (int) (at & (RUN_BYTES - 1));
    int left = --live[run];
    boolean leaving = leavingCount > 0 && leavingRuns.get(run);
    if (left == 0) {
      if (leaving) {
        leavingRuns.clear(run);
        leavingCount--;
      } else {
        unlink(run, sizeClass);
      }
      recycle(run, 1);
    } else if (left == slots(sizeClass) - 1 && !leaving) {
      link(run, sizeClass);
    }
  }

  private long allocateSlot(byte sizeClass) {
    int run = partialHead[sizeClass];
    if (run == NONE) {
      run = takeRuns(1);
      runClass[run] = sizeClass;
      live[run] = 0;
      bump[run] = 0;
      freeHead[run] = NONE;
      link(run, sizeClass);
    }
    int size = slotBytes[sizeClass];
    long base = (long) run << RUN_SHIFT;
    int head = freeHead[run];
    long at;
    if (head != NONE) {
      at = base + head;
      freeHead[run] = (int) (region.getLong(at) >> 32);
    } else {
      at = base + (long) bump[run]++ * size;
    }
    if (++live[run] == slots(sizeClass)) {
      unlink(run, sizeClass);
    }
    usedBytes += size;
    return at;
  }

  private long allocateLarge(long bytes, long room) {
    int runs = Math.toIntExact((room + RUN_BYTES - 1) >>> RUN_SHIFT);
    int head = takeRuns(runs);
    Arrays.fill(runClass, head, head + runs, LARGE_TAIL);
    runClass[head] = LARGE_HEAD;
    next[head] = runs;
    usedBytes += roundedSize(bytes);
    return (long) head << RUN_SHIFT;
  }

  private void recycle(int first, int runs) {
    heldRuns -= runs;
    Arrays.fill(runClass, first, first + runs, UNUSED);
    emptyRuns.set(first, first + runs);
    warmRuns.set(first, first + runs);
    warmCount += runs;
  }

  private int takeRuns(int count) {
    int first = emptyRuns.nextSetBit(0);
    while (first >= 0) {
      int end = count == 1 ? first + 1 : emptyRuns.nextClearBit(first);
      if (end - first >= count) {
        emptyRuns.clear(first, first + count);
        for (int run = first; run < first + count; run++) {
          warmCount -= warmRuns.get(run) ? 1 : 0;
        }
        warmRuns.clear(first, first + count);
        heldRuns += count;
        return first;
      }
      first = emptyRuns.nextSetBit(end);
    }
    first = freshRun;
    region.ensure((long) (first + count) << RUN_SHIFT);
    heldRuns += count;
    freshRun += count;
    growTo(freshRun);
    return first;
  }

  /// Frees every piece there is, in time that grows with the runs and not with the pieces.
  public void reset() {
    for (int run = 1; run < freshRun; run++) {
      if (runClass[run] != UNUSED) {
        warmRuns.set(run);
      }
    }
    emptyRuns.set(1, freshRun);
    warmCount = warmRuns.cardinality();
    leavingRuns.clear();
    leavingCount = 0;
    Arrays.fill(runClass, UNUSED);
    Arrays.fill(partialHead, NONE);
    usedBytes = 0;
    heldRuns = 0;
  }

  /// Returns the pages of some empty runs beyond the reserve to the system: at most 4 MB, 0.2 ms.
  /// Answers whether there are more.
  public boolean trim() {
    if (warmCount <= WARM_RUNS) {
      return false;
    }
    int last = warmRuns.previousSetBit(freshRun);
    int most = Math.min(TRIMMED_RUNS, warmCount - WARM_RUNS);
    int first = Math.max(warmRuns.previousClearBit(last) + 1, last + 1 - most);
    region.release((long) first << RUN_SHIFT, (long) (last + 1 - first) << RUN_SHIFT);
    warmRuns.clear(first, last + 1);
    warmCount -= last + 1 - first;
    return warmCount > WARM_RUNS;
  }

  /// Chooses the runs to be left: of each size class the emptiest, as many as the free slots of the
  /// others can take in. Answers false, having chosen none, when that would give back less than a
  /// sixteenth of the memory held.
  public boolean planMoves() {
    if (leavingCount > 0 || (heldRuns << RUN_SHIFT) - usedBytes < heldRuns << RUN_SHIFT - 4) {
      return false;
    }
    for (int sizeClass = 0; sizeClass <= SizeClasses.COUNT; sizeClass++) {
      planMoves((byte) sizeClass);
    }
    if (leavingCount < MOVES_WORTHWHILE || leavingCount < heldRuns >> 4) {
      endMoves();
      return false;
    }
    return true;
  }

  private void planMoves(byte sizeClass) {
    long room = 0;
    int count = 0;
    for (int run = partialHead[sizeClass]; run != NONE && count < PLANNED_RUNS; run = next[run]) {
      room += slots(sizeClass) - live[run];
      count++;
    }
    var byLive = new long[count];
    for (int run = partialHead[sizeClass], i = 0; i < count; run = next[run], i++) {
      byLive[i] = (long) live[run] << 32 | run;
    }
    Arrays.sort(byLive);
    long moved = 0;
    for (int i = 0; i < count; i++) {
      int run = (int) byLive[i];
      moved += live[run];
      room -= slots(sizeClass) - live[run];
      if (moved > room) {
        return;
      }
      unlink(run, sizeClass);
      leavingRuns.set(run);
      leavingCount++;
    }
  }

  /// True for a piece that [#move] should take elsewhere.
  public boolean isLeaving(long at) {
    return leavingCount > 0 && leavingRuns.get((int) (at >>> RUN_SHIFT));
  }

  /// Moves a piece of `bytes` bytes that is leaving its run; answers its new address.
  public long move(long at, long bytes) {
    byte sizeClass = runClass[(int) (at >>> RUN_SHIFT)];
    long to = allocateSlot(sizeClass);
    region.move(at, to, bytes);
    free(at, bytes);
    return to;
  }

  /// Ends what [#planMoves] began; runs that were not left in time are used again.
  public void endMoves() {
    for (int run = leavingRuns.nextSetBit(0); run >= 0; run = leavingRuns.nextSetBit(run + 1)) {
      link(run, runClass[run]);
    }
    leavingRuns.clear();
    leavingCount = 0;
  }

  private void growTo(int runs) {
    int old = runClass.length;
    if (runs <= old) {
      return;
    }
    int size = Math.max(runs, old * 2);
    runClass = Arrays.copyOf(runClass, size);
    Arrays.fill(runClass, old, size, UNUSED);
    live = Arrays.copyOf(live, size);
    bump = Arrays.copyOf(bump, size);
    freeHead = Arrays.copyOf(freeHead, size);
    previous = Arrays.copyOf(previous, size);
    next = Arrays.copyOf(next, size);
  }

  private void link(int run, byte sizeClass) {
    int head = partialHead[sizeClass];
    previous[run] = NONE;
    next[run] = head;
    if (head != NONE) {
      previous[head] = run;
    }
    partialHead[sizeClass] = run;
  }

  private void unlink(int run, byte sizeClass) {
    if (previous[run] == NONE) {
      partialHead[sizeClass] = next[run];
    } else {
      next[previous[run]] = next[run];
    }
    if (next[run] != NONE) {
      previous[next[run]] = previous[run];
    }
  }

  private int slots(byte sizeClass) {
    return RUN_BYTES / slotBytes[sizeClass];
  }

  @Override
  public void close() {
    region.close();
  }
}
