package hitrate.engine.node;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Random lives of nodes whose disk has bad times, in which it is full, broken or slow, and which
/// are killed or lose their power at any moment, and start again. Each time the data is that of
/// some moment, never half of a command or a transaction, and of none that is earlier than what was
/// promised:
///
/// - `always`: everything that a client was told.
/// - `everysec`: what is two seconds old, unless the disk was bad meanwhile. But what was safe once
///   stays so. A node that is killed, with the machine going on, loses only what INFO says it has
///   not written.
/// - snapshots: the last that was complete.
/// - changing: which of these it is changes by CONFIG SET. The append-only file holds what it
///   promises once its first base is complete; what was there before stays whole until then.
///
/// While something cannot be kept, every write is refused, and does nothing.
///
/// `-Dhitrate.seeds=5000` for more lives, `-Dhitrate.seed=42` for others.
class FaultyLivesTest {
  private static final int SEEDS = Integer.getInteger("hitrate.seeds", 10);
  private static final long FIRST_SEED = Long.getLong("hitrate.seed", 1);

  @ParameterizedTest
  @CsvSource({
    "always, false",
    "everysec, false",
    "no, false",
    "snapshots, false",
    "changing, false",
    "always, true",
    "everysec, true",
    "snapshots, true",
    "changing, true",
  })
  void whatWasPromisedSurvives(String policy, boolean isSealed) throws Exception {
    for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
      try {
        new FaultyLife(seed, policy, isSealed).run();
      } catch (AssertionError | Exception failure) {
        throw new AssertionError("-Dhitrate.seed=" + seed + ", " + policy, failure);
      }
    }
  }
}
