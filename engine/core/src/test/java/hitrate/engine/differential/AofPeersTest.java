package hitrate.engine.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.node.CacheNode;
import hitrate.engine.resp.Reply;
import hitrate.engine.testing.Await;
import hitrate.engine.testing.Choices;
import hitrate.engine.testing.RealPrograms;
import hitrate.engine.testing.RedisProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The append-only files of our node and of the real server are the same: each starts on what the
/// other has left, and refuses what the other refuses.
///
/// `-Dhitrate.seeds=300 -Dhitrate.seed=7000` makes more files, others.
class AofPeersTest {
  private static final int HISTORY = 600;
  private static final String SET = "*3\r\n$3\r\nset\r\n$1\r\na\r\n$1\r\n1\r\n";
  private static final String LAST_INCREMENT = "appendonlydir/x.1.incr.aof";

  @TempDir private Path folder;

  static LongStream seeds() {
    long first = Long.getLong("hitrate.seed", 1);
    return LongStream.range(first, first + Integer.getInteger("hitrate.seeds", 6));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void eachServerGoesOnWhereTheOtherHasEnded(long seed) throws Exception {
    String digest;
    try (var node = recorders(seed).ours();
        var side = new Side("hitrate", node.host(), node.port())) {
      digest = live(side, seed);
    }
    checkFiles();
    try (var server = recorders(seed).real();
        var side = new Side("redis-server", "127.0.0.1", server.port())) {
      assertEquals(digest, digest(side), "the real server on our files");
      live(side, seed + 1000);
    }
    try (var server = recorders(seed).real();
        var side = new Side("redis-server", "127.0.0.1", server.port())) {
      digest = digest(side); // which is not always what it was before the end
    }
    try (var node = recorders(seed).ours();
        var side = new Side("hitrate", node.host(), node.port())) {
      assertEquals(digest, digest(side), "our node on the real server's files");
      side.call("SET", "last", "word");
      digest = digest(side);
    }
    checkFiles();
    try (var server = recorders(seed).real();
        var side = new Side("redis-server", "127.0.0.1", server.port())) {
      assertEquals(digest, digest(side), "the real server on files of both");
    }
  }

  private Recorders recorders(long seed) {
    return new Recorders(
        folder,
        "aof-use-rdb-preamble",
        seed % 2 == 0 ? "yes" : "no",
        "aof-timestamp-enabled",
        seed % 3 == 0 ? "yes" : "no",
        "appendfsync",
        seed % 3 == 0 ? "always" : "everysec");
  }

  private void checkFiles() throws Exception {
    var run =
        RealPrograms.run("", "redis-check-aof", folder + "/appendonlydir/appendonly.aof.manifest");
    assertEquals(0, run.exitCode(), run.output());
    assertTrue(run.output().contains("All AOF files and manifest are valid"), run.output());
  }

  /// A random life of a server; answers what its data is in the end.
  private static String live(Side side, long seed) throws IOException {
    var choices = Choices.seeded(seed);
    var commands = new Commands(choices, System.currentTimeMillis());
    try (var wire = side.connect()) {
      for (int i = 0; i < 4; i++) {
        wire.pipeline(history(choices, commands));
        if (choices.percent(40)) {
          side.call("BGREWRITEAOF");
        }
      }
    }
    awaitRewrite(side);
    keepAll(side);
    return digest(side);
  }

  private static List<List<Bytes>> history(Choices choices, Commands commands) {
    var all = new ArrayList<List<Bytes>>();
    all.add(Side.words("SELECT", "" + choices.below(3)));
    for (int i = 0; i < HISTORY / 4; i++) {
      if (choices.percent(5)) {
        all.add(Side.words("MULTI"));
        for (int left = choices.below(5); left > 0; left--) {
          all.add(commands.next());
        }
        all.add(Side.words("INCR", "counter"));
        all.add(Side.words("EXEC"));
      } else if (choices.percent(5)) {
        String script =
            "redis.call('INCR', KEYS[1]) redis.call('RPUSH', KEYS[2], redis.call('TIME')[1], 'x')"
                + " redis.call('SPOP', KEYS[3]) return redis.call('SADD', KEYS[3], 1, 2, 'y')";
        all.add(Side.words("EVAL", script, "3", "counter", "log", "bag"));
      } else if (choices.percent(3)) {
        all.add(Side.words("FUNCTION", "LOAD", "REPLACE", library(choices.below(3))));
      } else if (choices.percent(3)) {
        all.add(Side.words("FCALL", "call" + choices.below(3), "1", "n", "INCR", "n"));
      } else if (choices.percent(2)) {
        all.add(Side.words("FUNCTION", "DELETE", "l" + choices.below(3)));
      } else if (choices.percent(1)) {
        all.add(Side.words("FUNCTION", "FLUSH"));
      } else {
        all.add(commands.next());
      }
    }
    return all;
  }

  private static String library(int number) {
    return Histories.LIBRARY
        .replace("name=history", "name=l" + number)
        .replaceAll("'(call|look)'", "'$1" + number + "'");
  }

  static void awaitRewrite(Side side) throws IOException {
    Await.until(
        "the end of the rewrite",
        () -> info(side),
        seen ->
            seen.contains("aof_rewrite_in_progress:0") && seen.contains("aof_rewrite_scheduled:0"));
  }

  private static String info(Side side) throws IOException {
    return side.call("INFO", "persistence").toString();
  }

  /// Gives keys that would be gone soon a long life.
  private static void keepAll(Side side) throws IOException {
    String script =
        "for _, k in ipairs(redis.call('KEYS', '*')) do"
            + " if redis.call('PTTL', k) >= 0 then redis.call('PEXPIRE', k, 100000000) end end";
    for (int database = 0; database < 16; database++) {
      side.call("SELECT", "" + database);
      side.call("EVAL", script, "0");
    }
    side.call("SELECT", "0");
  }

  /// What all keys are, and the libraries of functions.
  private static String digest(Side side) throws IOException {
    var libraries = new ArrayList<String>();
    if (side.call("FUNCTION", "LIST", "WITHCODE") instanceof Reply.Array(var all)) {
      all.forEach(library -> libraries.add(sorted(library)));
    }
    return side.call("DEBUG", "DIGEST") + libraries.stream().sorted().toList().toString();
  }

  /// The functions of a library come in any order.
  private static String sorted(Reply library) {
    return library instanceof Reply.Array(var facts)
        ? facts.stream().map(AofPeersTest::sorted).sorted().toList().toString()
        : library.toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        SET,
        SET + "*3\r\n$3\r\nset\r\n$1\r\na\r\n$1\r\n",
        SET + "x",
        SET + "*x\r\n",
        SET + "*0\r\n",
        SET + "*2\r\n:1\r\n",
        SET + "*1\r\n$4\r\nfooo\r\n",
        SET + "*1\r\n$5\r\nmulti\r\n" + SET,
        "#TS:12\r\n" + SET,
        SET + "*2",
        "*",
        SET + "\r\n",
        "*2\r\n$3\r\nget\r\n$1\r\naXX",
        "*2\r\n$6\r\nSELECT\r\n$2\r\n99\r\n" + SET,
        "*1\r\n$5\r\nmulti\r\n" + SET + "*1\r\n$4\r\nexec\r\n" + SET,
        SET + "*3\r\n$5\r\nlpush\r\n$1\r\na\r\n$1\r\na\r\n",
        SET + "*3\r\n$4\r\nlpush\r\n$1\r\na\r\n$1\r\na\r\n",
        "",
      })
  void aBrokenIncrementIsJudgedAsTheRealServerDoes(String content) throws Exception {
    for (String truncated : List.of("yes", "no")) {
      List<String> expected = verdict(content, () -> byRealServer(truncated));
      assertEquals(expected, verdict(content, () -> byOurs(truncated)), "truncated: " + truncated);
    }
  }

  /// The real server leaves a MULTI without an EXEC there, which the next start takes for a
  /// transaction that holds everything written since.
  @Test
  void aTornTransactionLeavesNothingThatSwallowsWhatComesNext() throws Exception {
    String torn = SET + "*1\r\n$5\r\nmulti\r\n" + SET + "*3\r\n$3\r\nset\r\n$1";
    List<String> real = verdict(torn, () -> byRealServer("yes"));
    List<String> ours = verdict(torn, () -> byOurs("yes"));
    assertEquals(real.getFirst(), ours.getFirst(), "neither runs a part of the transaction");
    assertEquals("then it has " + SET.length() + " bytes", ours.get(1));
    try (var node = recorders(1).ours()) {
      node.call("SET", "b", "1");
    }
    try (var node = recorders(1).ours()) {
      assertEquals(new Reply.Bulk(Bytes.of("1")), node.call("GET", "b"));
    }
    assertEquals(verdict(torn, () -> byRealServer("no")), verdict(torn, () -> byOurs("no")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file b seq 1 type b\nfile i seq 1 type i\nfile j seq 2 type i\n",
        "file j seq 7 type i\nfile b seq 90 type b\nfile i seq 91 type i\n",
        "file b seq 1 type b\nfile j seq 2 type i\nfile i seq 1 type i\n",
        "#\nfile ../b seq 1 type h\nfile b seq 1 type b\n",
        "file gone seq 1 type h\nfile b seq 3 type b\n",
        "file b seq -1 type b\n",
        "file b seq 1x type bogus\n",
        "file b seq x type b\n",
        "file b seq 99999999999999999999 type b\n",
        "file .. seq 1 type b\n",
        "file gone seq 1 type b\nfile i seq 1 type i\n",
        "file b seq 1 type b\nfile gone seq 1 type i\nfile i seq 2 type i\n",
        "file b seq 1 type b\nfile b seq 2 type b\n",
        "FILE \"b\" Seq 1 type b more words\r\n",
        "file \"b seq 1 type b\n",
        "file x file b seq 9 seq 1 type i type b\n",
        "file b seq 1 type b",
        "\n",
        "",
      })
  void aManifestIsReadAsByTheRealServer(String manifest) throws Exception {
    assertEquals(afterRewriting(manifest, true), afterRewriting(manifest, false));
  }

  @Test
  void whatStandsBehindALongCommentIsTheNextLine() throws Exception {
    for (int length : List.of(1023, 1024)) {
      String manifest = "#" + "x".repeat(length - 1) + "\nfile b seq 1 type b\n";
      assertEquals(afterRewriting(manifest, true), afterRewriting(manifest, false), "" + length);
    }
  }

  /// What a server makes of these files, and which files there are once it has rewritten them.
  private List<String> afterRewriting(String manifest, boolean byReal) throws IOException {
    Path files = Files.createTempDirectory(folder, "files");
    Path own = Files.createDirectory(files.resolve("appendonlydir"));
    Files.writeString(own.resolve("appendonly.aof.manifest"), manifest);
    for (String name : List.of("b", "i", "j")) {
      Files.writeString(own.resolve(name), SET.replace("$1\r\na", "$1\r\n" + name));
    }
    var told = new ArrayList<String>();
    var recorders = new Recorders(files, "aof-disable-auto-gc", "yes");
    try (AutoCloseable server = byReal ? recorders.real() : recorders.ours();
        var side = side(server)) {
      told.add(digest(side));
      side.call("BGREWRITEAOF");
      awaitRewrite(side);
    } catch (IOException | UncheckedIOException refused) {
      told.add("it does not start");
    } catch (Exception other) {
      throw new IOException(other);
    }
    try (var all = Files.list(own)) {
      told.add(all.map(file -> file.getFileName().toString()).sorted().toList().toString());
    }
    told.add(Files.readString(own.resolve("appendonly.aof.manifest")));
    return told;
  }

  private static Side side(AutoCloseable server) throws IOException {
    return server instanceof CacheNode node
        ? new Side("hitrate", node.host(), node.port())
        : new Side("redis-server", "127.0.0.1", ((RedisProcess) server).port());
  }

  private interface Start {
    List<String> judge() throws IOException;
  }

  /// What becomes of a node that starts on this, and of the file.
  private List<String> verdict(String content, Start start) throws IOException {
    Files.createDirectories(folder.resolve("appendonlydir"));
    Files.writeString(
        folder.resolve("appendonlydir/appendonly.aof.manifest"),
        "file x.1.incr.aof seq 1 type i\n");
    Path file = folder.resolve(LAST_INCREMENT);
    Files.writeString(file, content, StandardCharsets.ISO_8859_1);
    var all = new ArrayList<>(start.judge());
    all.add("then it has " + Files.size(file) + " bytes");
    return all;
  }

  private List<String> byRealServer(String truncated) {
    try (var server = new Recorders(folder, "aof-load-truncated", truncated).real();
        var side = new Side("redis-server", "127.0.0.1", server.port())) {
      return List.of(digest(side));
    } catch (IOException refused) {
      return List.of(String.valueOf(refused.getMessage()).replaceFirst("^.* # ", ""));
    }
  }

  private List<String> byOurs(String truncated) throws IOException {
    try (var node = new Recorders(folder, "aof-load-truncated", truncated).ours();
        var side = new Side("hitrate", node.host(), node.port())) {
      return List.of(digest(side));
    } catch (UncheckedIOException refused) {
      return List.of(
          String.valueOf(refused.getMessage()).replaceFirst("^java.io.IOException: ", ""));
    }
  }

  @Test
  void aFileOfAnOlderVersionBecomesTheBase() throws Exception {
    Files.writeString(folder.resolve("appendonly.aof"), SET);
    try (var node = recorders(1).ours()) {
      assertEquals(new Reply.Bulk(Bytes.of("1")), node.call("GET", "a"));
      node.call("SET", "a", "2");
    }
    assertEquals(
        "file appendonly.aof seq 1 type b\nfile appendonly.aof.1.incr.aof seq 1 type i\n",
        Files.readString(folder.resolve("appendonlydir/appendonly.aof.manifest")));
    checkFiles();
    try (var server = recorders(1).real();
        var side = new Side("redis-server", "127.0.0.1", server.port())) {
      assertEquals(new Reply.Bulk(Bytes.of("2")), side.call("GET", "a"));
    }
  }
}
