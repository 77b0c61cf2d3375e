package hitrate.engine.node;

import hitrate.engine.world.Heap;
import java.util.function.LongSupplier;

/// Keeps the heap near what the large values in it need.
///
/// The JVM looks for old garbage when the heap is full, and lets it grow to most of the machine's
/// memory first. What large values leave behind as they grow, shrink and go is old garbage, so a
/// node that holds a hash of 40 MB would come to hold many times that. The keyspace knows to the
/// byte what its large values take; what the heap holds beyond is waste, apart from a base that the
/// last collection tells.
///
/// A collection stops the node for about a millisecond a megabyte in use. So it comes when clients
/// have nothing to do, or when the waste has grown to several times what is in use.
final class HeapKeeper {
  private static final long MB = 1 << 20;

  /// Waste that is not worth a collection, however quiet it is.
  private static final long LEAST_WASTE = 32 * MB;

  /// Waste that is too much whatever clients do, beside four times what is in use.
  private static final long MOST_WASTE = 256 * MB;

  /// A node with at most so many commands a second is quiet: somebody may be watching it.
  private static final long QUIET_RATE = 20;

  private final LongSupplier largeBytes;
  private final LongSupplier commandRate;
  private Heap heap = Heap.SHARED;
  private long base = 16 * MB;

  /// @param largeBytes what the large values take
  /// @param commandRate commands a second
  HeapKeeper(LongSupplier largeBytes, LongSupplier commandRate) {
    this.largeBytes = largeBytes;
    this.commandRate = commandRate;
  }

  /// Says that the heap is this node's alone; until then it is left as it is.
  void owns(Heap ours) {
    heap = ours;
  }

  /// Collects if it is time to, which the answer tells; called at every tick of the timer.
  boolean run() {
    long needed = base + largeBytes.getAsLong();
    long waste = heap.used() - needed;
    boolean isQuiet = commandRate.getAsLong() <= QUIET_RATE;
    boolean isTime =
        isQuiet && waste > Math.max(LEAST_WASTE, needed / 2) || waste > MOST_WASTE + 4 * needed;
    if (isTime) {
      collect();
    }
    return isTime;
  }

  /// Collects now.
  void collect() {
    heap.collect();
    base = Math.max(heap.used() - largeBytes.getAsLong(), 0);
  }
}
