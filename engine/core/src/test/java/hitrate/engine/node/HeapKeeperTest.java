package hitrate.engine.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hitrate.engine.world.Heap;
import org.junit.jupiter.api.Test;

/// When a node has its heap collected: large values and the rate of commands are set by hand, the
/// heap is a counter.
class HeapKeeperTest {
  private static final long MB = 1 << 20;

  private long largeBytes;
  private long rate;
  private long garbage;
  private int collections;
  private final HeapKeeper keeper = new HeapKeeper(() -> largeBytes, () -> rate);

  private final Heap heap =
      new Heap() {
        @Override
        public long used() {
          return 6 * MB + largeBytes + garbage;
        }

        @Override
        public void collect() {
          collections++;
          garbage = 0;
        }
      };

  @Test
  void leavesAHeapAloneThatOthersUse() {
    garbage = 1000 * MB;
    keeper.run();
    assertEquals(0, collections);
  }

  @Test
  void collectsWhenItIsQuietAndMuchIsWaste() {
    keeper.owns(heap);
    largeBytes = 100 * MB;
    garbage = 60 * MB;
    keeper.run();
    assertEquals(0, collections, "half of what is needed");
    garbage = 80 * MB;
    rate = 1000;
    keeper.run();
    assertEquals(0, collections, "at work");
    rate = 20;
    keeper.run();
    assertEquals(1, collections);
    keeper.run();
    assertEquals(1, collections, "nothing is left to collect");
  }

  @Test
  void collectsInTheMidstOfWorkWhenWasteIsSeveralTimesTheData() {
    keeper.owns(heap);
    rate = 1_000_000;
    largeBytes = 10 * MB;
    garbage = 340 * MB;
    keeper.run();
    assertEquals(0, collections);
    garbage = 380 * MB;
    keeper.run();
    assertEquals(1, collections);
  }

  @Test
  void takesWhatTheLastCollectionLeftAsNeeded() {
    keeper.owns(heap);
    keeper.collect();
    garbage = 32 * MB;
    keeper.run();
    assertEquals(1, collections);
    garbage++;
    keeper.run();
    assertEquals(2, collections);
  }
}
