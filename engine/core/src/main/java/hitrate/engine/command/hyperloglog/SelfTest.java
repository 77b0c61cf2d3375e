package hitrate.engine.command.hyperloglog;

import hitrate.engine.command.CommandError;
import hitrate.engine.keyspace.Keyspace;
import hitrate.engine.memory.Region;
import hitrate.engine.memory.Slab;
import hitrate.engine.struct.CardinalityEstimate;
import hitrate.engine.struct.DenseRegisters;
import hitrate.engine.struct.HyperLogLog;
import hitrate.engine.struct.SparseRegisters;
import hitrate.engine.world.Entropy;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// PFSELFTEST: registers hold what is put into them, and estimates of up to ten million random
/// members are as near as the theory says.
final class SelfTest {
  private static final int CYCLES = 100;
  private static final int RANKS = 64;
  private static final int MOST_MEMBERS = 10_000_000;

  /// Up to here the sparse form is tried beside the dense one.
  private static final int MOST_SPARSE = 1000;

  /// 1.04 / sqrt(16384)
  private static final double STANDARD_ERROR = 1.04 / 128;

  private static final int STANDARD_ERRORS = 6;

  private final Entropy entropy;
  private final Slab slab;
  private final Region region;

  SelfTest(Keyspace keyspace) {
    entropy = keyspace.entropy();
    slab = keyspace.slab();
    region = slab.region();
  }

  /// @throws CommandError that says what failed
  void run() {
    long at = slab.allocate(HyperLogLog.DENSE_LENGTH);
    try {
      region.fill(at, HyperLogLog.DENSE_LENGTH, (byte) 0);
      registersKeepWhatTheyAreGiven(at);
      region.fill(at, HyperLogLog.DENSE_LENGTH, (byte) 0);
      estimatesAreNear(at);
    } finally {
      slab.free(at, HyperLogLog.DENSE_LENGTH);
    }
  }

  private void registersKeepWhatTheyAreGiven(long at) {
    var expected = new byte[HyperLogLog.REGISTERS];
    for (int cycle = 0; cycle < CYCLES; cycle++) {
      long random = entropy.nextLong();
      for (int i = 0; i < expected.length; i++) {
        random = random * 6364136223846793005L + 1442695040888963407L;
        int rank = (int) (random >>> 58);
        expected[i] = (byte) Math.max(expected[i], rank);
        DenseRegisters.raise(region, at, i, rank);
      }
      for (int i = 0; i < expected.length; i++) {
        int found = DenseRegisters.get(region, at, i);
        if (found != expected[i]) {
          throw failed("Register %d should be %d but is %d".formatted(i, expected[i], found));
        }
      }
    }
  }

  private void estimatesAreNear(long at) {
    var sparse = new SparseRegisters();
    sparse.clear();
    long seed = entropy.nextLong();
    var member = ByteBuffer.allocate(Long.BYTES);
    int checkpoint = 1;
    for (int i = 1; i <= MOST_MEMBERS; i++) {
      member.putLong(0, i ^ seed);
      long hash = HyperLogLog.hash(member.array(), 0, Long.BYTES);
      int index = HyperLogLog.index(hash);
      int rank = HyperLogLog.rank(hash);
      DenseRegisters.raise(region, at, index, rank);
      if (i <= MOST_SPARSE) {
        sparse.raise(index, rank, HyperLogLog.DENSE_LENGTH);
      }
      if (i == checkpoint) {
        check(i, at, i <= MOST_SPARSE ? sparse : null);
        checkpoint *= 10;
      }
    }
  }

  private void check(int members, long at, @Nullable SparseRegisters sparse) {
    var counts = new int[RANKS];
    DenseRegisters.count(region, at, counts);
    long estimate = CardinalityEstimate.of(counts);
    double allowed = Math.ceil(STANDARD_ERROR * STANDARD_ERRORS * members);
    if (Math.abs(estimate - members) > allowed) {
      throw failed("Too big error: estimated %d, added %d".formatted(estimate, members));
    }
    if (sparse != null) {
      var sparseCounts = new int[RANKS];
      sparse.count(sparseCounts);
      if (CardinalityEstimate.of(sparseCounts) != estimate) {
        throw failed("Sparse and dense estimates disagree at %d members".formatted(members));
      }
    }
  }

  private static CommandError failed(String what) {
    return CommandError.of("TESTFAILED " + what);
  }
}
