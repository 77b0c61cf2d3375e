package hitrate.engine.memory;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.Executor;

/// Has the pages of a [ReservedRegion] appear on another thread, a little before they are needed.
///
/// Who writes to a page for the first time waits until the system has cleared it: 0.1 ms where it
/// has 2 MB. A virtual machine whose host has taken its free memory back waits 5 ms for each, as
/// the host brings it page by small page. Of loading a million short strings that was a third.
final class PagesAhead {
  private static final long STEP = 1L << 21;
  private static final long AHEAD = 2 * STEP;

  private final NativeMemory calls;
  private final MemorySegment whole;
  private final Executor lane;
  private long asked; // touched by the region's owner alone, as is what follows
  private volatile long used;
  private boolean isClosed; // guarded by this

  PagesAhead(NativeMemory calls, MemorySegment whole, Executor lane) {
    this.calls = calls;
    this.whole = whole;
    this.lane = lane;
  }

  /// Tells that the bytes below `end` are in use.
  void reach(long end) {
    used = end;
    long target = Math.min(beginOfPage(end + AHEAD), beginOfPage(whole.byteSize()));
    if (target > asked) {
      long from = Math.max(asked, beginOfPage(end + STEP - 1));
      asked = target;
      lane.execute(() -> populate(from, target));
    }
  }

  /// The offset of the page that a byte is in: large pages begin at multiples of their size.
  private long beginOfPage(long at) {
    return (whole.address() + at & -STEP) - whole.address();
  }

  private void populate(long from, long to) {
    for (long at = from; at < to; at += STEP) {
      if (at >= used && !populate(at)) { // otherwise whoever uses it has been faster
        return;
      }
    }
  }

  private synchronized boolean populate(long at) {
    if (!isClosed) {
      calls.populate(whole.asSlice(at, STEP));
    }
    return !isClosed;
  }

  /// Returns when no page is being made any more: then the memory may go.
  synchronized void close() {
    isClosed = true;
  }
}
