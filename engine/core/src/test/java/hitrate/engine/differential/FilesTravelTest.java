package hitrate.engine.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.client.RespClient;
import hitrate.engine.persist.Keys;
import hitrate.engine.resp.Reply;
import hitrate.engine.testing.Choices;
import hitrate.engine.testing.RealPrograms;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A snapshot file that one of the servers has saved is loaded by the other: both then have the
/// same data, by the real server's own digest. `-Dhitrate.seed=42` makes other histories.
@TestInstance(Lifecycle.PER_CLASS)
class FilesTravelTest extends OneFolder {
  private static final int HISTORIES = 60;
  private static final int HISTORY = 400;
  private static final long FIRST_SEED = Long.getLong("hitrate.seed", 1);
  private static final Reply OK = new Reply.Simple("OK");

  /// By how much files may differ that tell other numbers about themselves.
  private static final int FACTS_BYTES = 8;

  private static final long SOON_MILLIS = 100_000;

  private void travels(RespClient from, RespClient to, String compresses, String what) {
    from.call("CONFIG", "SET", "rdbcompression", compresses);
    to.call("CONFIG", "SET", "rdbcompression", compresses);
    assertEquals(OK, from.call("SAVE"), what);
    assertEquals(OK, to.call("DEBUG", "RELOAD", "NOSAVE"), what);
    assertEquals(from.call("DEBUG", "DIGEST"), to.call("DEBUG", "DIGEST"), what);
    assertEquals(from.call("DBSIZE"), to.call("DBSIZE"), what);
    assertEquals(OK, to.call("DEBUG", "RELOAD"), what); // and what it makes of it is sound
    assertEquals(from.call("DEBUG", "DIGEST"), to.call("DEBUG", "DIGEST"), what);
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "no"})
  void allTypesAndFormsTravelBothWays(String compresses) throws Exception {
    ours.call("FLUSHALL");
    Keys.fill(ours);
    travels(ours, real, compresses, "ours to the real server");
    long size = fileOf(ours);
    long theirs = fileOf(real);
    assertTrue(size <= theirs + FACTS_BYTES, size + " bytes, the real server's has " + theirs);
    real.call("FLUSHALL");
    Keys.fill(real);
    travels(real, ours, compresses, "the real server's to ours");
  }

  private long fileOf(RespClient client) throws Exception {
    assertEquals(OK, client.call("SAVE"));
    var run = RealPrograms.run("", "redis-check-rdb", folder.resolve("dump.rdb").toString());
    assertTrue(run.output().contains("RDB looks OK"), run.output());
    return Files.size(folder.resolve("dump.rdb"));
  }

  @Test
  void idleTimesAndUsesTravel() {
    for (String policy : List.of("allkeys-lru", "allkeys-lfu")) {
      for (RespClient client : List.of(real, ours)) {
        client.call("FLUSHALL");
        client.call("CONFIG", "SET", "maxmemory-policy", policy);
      }
      boolean isIdle = policy.endsWith("lru");
      restore(ours, isIdle ? "IDLETIME" : "FREQ");
      travels(ours, real, "yes", policy);
      String question = isIdle ? "IDLETIME" : "FREQ";
      assertAbout200(real.call("OBJECT", question, "k"));
      travels(real, ours, "yes", policy);
      assertAbout200(ours.call("OBJECT", question, "k"));
    }
    for (RespClient client : List.of(real, ours)) {
      client.call("CONFIG", "SET", "maxmemory-policy", "noeviction");
    }
  }

  /// Seconds since the last use go on while the test runs.
  private static void assertAbout200(Reply reply) {
    long value = ((Reply.Int) reply).value();
    assertTrue(value >= 190 && value < 260, reply.toString());
  }

  private static void restore(RespClient client, String use) {
    client.call("SET", "other", "v");
    Reply.Bulk payload = (Reply.Bulk) client.call("DUMP", "other");
    var words = new ArrayList<>(Side.words("RESTORE", "k", "0"));
    words.add(payload.value());
    words.addAll(Side.words(use, "200"));
    assertEquals(OK, client.call(words));
  }

  @Test
  void functionsTravel() {
    ours.call("FLUSHALL");
    ours.call(
        "FUNCTION", "LOAD", "#!lua name=l\nredis.register_function('f', function() return 7 end)");
    travels(ours, real, "yes", "functions");
    assertEquals(new Reply.Int(7), real.call("FCALL", "f", "0"));
    ours.call("FUNCTION", "FLUSH");
    travels(real, ours, "no", "functions");
    assertEquals(new Reply.Int(7), ours.call("FCALL", "f", "0"));
    real.call("FUNCTION", "FLUSH");
    ours.call("FUNCTION", "FLUSH");
  }

  @Test
  void randomHistoriesTravelBothWays() throws Exception {
    for (long seed = FIRST_SEED; seed < FIRST_SEED + HISTORIES; seed++) {
      RespClient from = seed % 2 == 0 ? real : ours;
      RespClient to = seed % 2 == 0 ? ours : real;
      from.call("FLUSHALL");
      var commands = new Commands(Choices.seeded(seed), System.currentTimeMillis());
      for (int i = 0; i < HISTORY; i++) {
        from.call(commands.next());
      }
      from.call("SELECT", "0");
      for (Reply key : ((Reply.Array) from.call("KEYS", "*")).items()) {
        keepThroughTheTest(from, (Reply.Bulk) key);
      }
      String compresses = seed % 4 < 2 ? "yes" : "no";
      travels(from, to, compresses, "-Dhitrate.seed=" + seed);
      fileOf(ours); // which redis-check-rdb judges
    }
  }

  private static void keepThroughTheTest(RespClient client, Reply.Bulk key) {
    var question = new ArrayList<>(Side.words("PTTL"));
    question.add(key.value());
    if (client.call(question) instanceof Reply.Int(long left) && left >= 0 && left < SOON_MILLIS) {
      question.set(0, Side.words("PERSIST").getFirst());
      client.call(question);
    }
  }
}
