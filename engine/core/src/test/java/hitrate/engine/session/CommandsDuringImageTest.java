package hitrate.engine.session;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.Words;
import hitrate.engine.keyspace.ImageCopy;
import hitrate.engine.keyspace.SnapshotWalk;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever commands, transactions and scripts do while an image is taken, it has all keys as they
/// were at its beginning.
class CommandsDuringImageTest {
  private static final Instant START = Instant.ofEpochSecond(1_700_000_000);
  private static final int IMAGES = 300;

  /// Small and large forms are about as frequent.
  private static final List<String> LIMITS =
      List.of(
          "hash-max-listpack-entries",
          "zset-max-listpack-entries",
          "set-max-intset-entries",
          "list-max-listpack-size",
          "stream-node-max-entries");

  private final Random random = new Random();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void theImageIsTheKeyspaceAtItsBeginning(long seed) {
    random.setSeed(seed);
    try (var node = new BareNode(START, seed)) {
      LIMITS.forEach(limit -> node.packing().set(limit, "3"));
      SnapshotWalk walk = node.keyspace().snapshots();
      for (int i = 0; i < 500; i++) {
        change(node);
      }
      for (int round = 0; round < IMAGES; round++) {
        try (var image = new ImageCopy(node.keyspace())) {
          for (int left = random.nextInt(60); left > 0; left--) {
            change(node);
            image.room(random.nextInt(3) / 2);
            walk.step(() -> random.nextInt(3) > 0);
          }
          image.room(Integer.MAX_VALUE);
          walk.step(() -> true);
          image.check("seed " + seed + ", image " + round);
        }
      }
    }
  }

  private void change(BareNode node) {
    int database = random.nextInt(BareNode.DATABASES);
    switch (random.nextInt(12)) {
      case 0 -> {
        node.call(database, words("MULTI"));
        node.call(database, RandomCalls.next(random));
        node.call(database, RandomCalls.next(random));
        node.call(database, words("EXEC"));
      }
      case 1 -> node.call(database, script(RandomCalls.next(random)));
      case 2 -> {
        node.virtualClock().advance(Duration.ofMillis(random.nextInt(300)));
        node.keyspace().setNow(node.virtualClock().millis());
        node.keyspace().sweepExpired(() -> random.nextBoolean());
      }
      case 3 -> node.keyspace().tidy(() -> random.nextInt(4) > 0);
      default -> node.call(database, RandomCalls.next(random));
    }
  }

  private static List<Bytes> script(List<Bytes> call) {
    var words = new ArrayList<>(words("EVAL 'return redis.pcall(unpack(ARGV))' 0"));
    words.addAll(call);
    return words;
  }

  private static List<Bytes> words(String line) {
    return Words.split(line);
  }
}
