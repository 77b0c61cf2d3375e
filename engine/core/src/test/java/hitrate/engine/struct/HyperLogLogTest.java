package hitrate.engine.struct;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.memory.Region;
import hitrate.engine.memory.Slab;
import hitrate.engine.struct.SparseRegisters.Outcome;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Registers, sparse and dense, hold what an array would hold; estimates are near.
class HyperLogLogTest {

  private static final int NO_LIMIT = 1 << 20;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void sparseRegistersHoldWhatAnArrayWouldHold(long seed) {
    var random = new Random(seed);
    var expected = new byte[HyperLogLog.REGISTERS];
    var sparse = new SparseRegisters();
    sparse.clear();
    int spread = 1 << random.nextInt(4, 15);
    for (int step = 0; step < 3_000; step++) {
      int index = random.nextInt(spread);
      int rank = random.nextInt(random.nextBoolean() ? 3 : 32) + 1;
      Outcome outcome = sparse.raise(index, rank, NO_LIMIT);
      assertEquals(rank > expected[index] ? Outcome.CHANGED : Outcome.SAME, outcome);
      expected[index] = (byte) Math.max(expected[index], rank);
      if (step % 100 == 0) {
        assertHolds(expected, sparse, "seed " + seed + ", step " + step);
      }
    }
    assertHolds(expected, sparse, "seed " + seed);
  }

  private static void assertHolds(byte[] expected, SparseRegisters sparse, String when) {
    var found = new byte[HyperLogLog.REGISTERS];
    assertTrue(sparse.mergeInto(found), when);
    assertArrayEquals(expected, found, when);
    var counts = new int[64];
    assertTrue(sparse.count(counts), when);
    assertArrayEquals(counted(expected), counts, when);
  }

  private static int[] counted(byte[] registers) {
    var counts = new int[64];
    for (byte rank : registers) {
      counts[rank]++;
    }
    return counts;
  }

  /// A search that resumes where the last change was finds the same place as one from the start.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void raisingRegistersInTheirOrderGivesTheSameBytesAsStartingAfresh(long seed) {
    var random = new Random(seed);
    try (Region region = Region.portable()) {
      long at = new Slab(region).allocate(HyperLogLog.DENSE_LENGTH);
      var resuming = new SparseRegisters();
      resuming.clear();
      var fresh = new SparseRegisters();
      fresh.clear();
      for (int pass = 0; pass < 6; pass++) {
        for (int i = 0; i < 2000; i += 1 + random.nextInt(1 + pass)) {
          int rank = 1 + random.nextInt(4);
          resuming.raise(i, rank, NO_LIMIT);
          region.write(at, fresh.array(), 0, fresh.length());
          fresh.load(region, at, fresh.length());
          fresh.raise(i, rank, NO_LIMIT);
          assertEquals(fresh.describe(), resuming.describe(), "seed " + seed);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void denseRegistersHoldWhatAnArrayWouldHold(long seed) {
    var random = new Random(seed);
    try (Region region = Region.portable()) {
      long at = new Slab(region).allocate(HyperLogLog.DENSE_LENGTH);
      region.fill(at, HyperLogLog.DENSE_LENGTH, (byte) 0);
      var expected = new byte[HyperLogLog.REGISTERS];
      for (int step = 0; step < 40_000; step++) {
        int index = random.nextInt(HyperLogLog.REGISTERS);
        int rank = random.nextInt(64);
        assertEquals(rank > expected[index], DenseRegisters.raise(region, at, index, rank));
        expected[index] = (byte) Math.max(expected[index], rank);
        assertEquals(expected[index], DenseRegisters.get(region, at, index));
      }
      var found = new byte[HyperLogLog.REGISTERS];
      DenseRegisters.mergeInto(region, at, found);
      assertArrayEquals(expected, found);
      var counts = new int[64];
      DenseRegisters.count(region, at, counts);
      assertArrayEquals(counted(expected), counts);
      random.nextBytes(expected);
      for (int i = 0; i < expected.length; i++) {
        expected[i] &= 63;
      }
      long header = region.getLong(at + 8);
      DenseRegisters.write(region, at, expected);
      assertEquals(header, region.getLong(at + 8));
      for (int i = 0; i < expected.length; i++) {
        assertEquals(expected[i], DenseRegisters.get(region, at, i));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 0", "10, 0", "1000, 4", "100000, 4", "1000000, 4"})
  void estimatesAreWithinFourStandardErrors(int members, int standardErrors) {
    var registers = new byte[HyperLogLog.REGISTERS];
    for (int i = 0; i < members; i++) {
      byte[] member = ("member:" + i).getBytes(UTF_8);
      long hash = HyperLogLog.hash(member, 0, member.length);
      int index = HyperLogLog.index(hash);
      registers[index] = (byte) Math.max(registers[index], HyperLogLog.rank(hash));
    }
    long estimate = CardinalityEstimate.of(counted(registers));
    assertEquals(members, (double) estimate, members * 1.04 / 128 * standardErrors);
  }

  @Test
  void aStringThatWouldGrowBeyondItsLimitStaysAsItIs() {
    var sparse = new SparseRegisters();
    sparse.clear();
    assertEquals(Outcome.FULL, sparse.raise(5, 1, sparse.length()));
    assertEquals(Outcome.FULL, sparse.raise(5, 33, NO_LIMIT));
    assertEquals("Z:16384", sparse.describe());
    assertEquals(Outcome.CHANGED, sparse.raise(5, 1, sparse.length() + 2));
    assertEquals("z:5 v:1,1 Z:16378", sparse.describe());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void damagedRunsAreNoticedAndDoNoHarm(long seed) {
    var random = new Random(seed);
    try (Region region = Region.portable()) {
      long at = new Slab(region).allocate(1024);
      for (int round = 0; round < 20_000; round++) {
        var bytes = new byte[random.nextInt(HyperLogLog.HEADER, 60)];
        random.nextBytes(bytes);
        region.write(at, bytes, 0, bytes.length);
        var sparse = new SparseRegisters();
        sparse.load(region, at, bytes.length);
        boolean isWhole = sparse.count(new int[64]);
        assertEquals(isWhole, sparse.mergeInto(new byte[HyperLogLog.REGISTERS]), sparse::describe);
        int index = random.nextInt(HyperLogLog.REGISTERS);
        Outcome outcome = sparse.raise(index, 1 + random.nextInt(32), NO_LIMIT);
        assertFalse(isWhole && outcome == Outcome.CORRUPTED, sparse::describe);
      }
    }
  }
}
