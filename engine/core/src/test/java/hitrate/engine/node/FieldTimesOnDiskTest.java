package hitrate.engine.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.RespClient;
import hitrate.engine.client.Words;
import hitrate.engine.resp.Reply;
import hitrate.engine.testing.Await;
import hitrate.engine.world.VirtualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The times of fields in files and payloads.
class FieldTimesOnDiskTest {
  private static final long START = 1_700_000_000_000L;

  private final VirtualClock clock = VirtualClock.startingAt(Instant.ofEpochMilli(START));
  @TempDir private Path folder;

  private CacheNode.Builder node(String packedEntries) {
    return CacheNode.builder()
        .clock(clock)
        .config("dir", folder.toString())
        .config("save", "")
        .config("enable-debug-command", "yes")
        .config("hash-max-listpack-entries", packedEntries);
  }

  private static String call(CacheNode node, String command) {
    Reply reply =
        node.call(Words.split(command).stream().map(Object::toString).toArray(String[]::new));
    return reply instanceof Reply.Array array
        ? array.items().stream().map(FieldTimesOnDiskTest::text).toList().toString()
        : text(reply);
  }

  private static String text(Reply reply) {
    return switch (reply) {
      case Reply.Int(long value) -> "" + value;
      case Reply.Bulk(var value) -> value.toString();
      case Reply.Simple(String text) -> text;
      case Reply.Error(String text) -> text;
      default -> "nil";
    };
  }

  private static void fill(CacheNode node) {
    call(node, "HSET h a 1 b two c 333 d x");
    call(node, "HPEXPIRE h 500 FIELDS 1 b");
    call(node, "HPEXPIRE h 900 FIELDS 2 a d");
    call(node, "HSET plain a 1");
  }

  private void assertFilled(CacheNode node, String encoding) {
    assertEquals(
        "[1700000000900, 1700000000500, -1, 1700000000900]",
        call(node, "HPEXPIRETIME h FIELDS 4 a b c d"));
    assertEquals("[1, two, 333, x]", call(node, "HMGET h a b c d"));
    assertEquals(encoding, call(node, "OBJECT ENCODING h"));
    assertTrue(call(node, "INFO keyspace").contains("subexpiry=1"));
    clock.advance(Duration.ofMillis(501));
    assertEquals("3", call(node, "HLEN h"), "the next to go is known");
    clock.advance(Duration.ofMillis(400));
    assertEquals("[c, 333]", call(node, "HGETALL h"));
    assertEquals("[a, 1]", call(node, "HGETALL plain"));
  }

  @ParameterizedTest
  @CsvSource({"512, 512, listpackex", "0, 0, hashtable", "512, 2, hashtable", "2, 512, listpackex"})
  void aSnapshotKeepsThem(String before, String after, String encoding) throws IOException {
    try (var node = node(before).start()) {
      fill(node);
      assertEquals("OK", call(node, "SAVE"));
      assertEquals("REDIS0012", version());
    }
    try (var node = node(after).start()) {
      assertFilled(node, encoding);
    }
  }

  private String version() throws IOException {
    return new String(Files.readAllBytes(folder.resolve("dump.rdb")), 0, 9, ISO_8859_1);
  }

  @Test
  void whereNoFieldExpiresAnyMoreTheFileIsOneOfVersionSeven() throws IOException {
    try (var node = node("512").start()) {
      call(node, "HSET h a 1 b 2");
      String before = call(node, "DUMP h");
      String digest = call(node, "DEBUG DIGEST");
      call(node, "HEXPIRE h 10 FIELDS 1 b");
      assertNotEquals(digest, call(node, "DEBUG DIGEST"));
      call(node, "HEXPIRE h 10 FIELDS 1 a");
      call(node, "HPERSIST h FIELDS 1 a");
      call(node, "HPERSIST h FIELDS 1 b");
      assertEquals("listpackex", call(node, "OBJECT ENCODING h"));
      assertEquals(before, call(node, "DUMP h"));
      assertEquals(digest, call(node, "DEBUG DIGEST"));
      assertEquals("OK", call(node, "SAVE"));
      assertEquals("REDIS0010", version());
      assertEquals("OK", call(node, "DEBUG RELOAD"));
      assertEquals("listpack", call(node, "OBJECT ENCODING h"));
    }
  }

  @ParameterizedTest
  @CsvSource({"512, listpackex", "0, hashtable"})
  void aSavedHashLosesAnOverdueFieldAfterItIsLoaded(String packed, String encoding) {
    try (var node = node(packed).start()) {
      fill(node);
      assertEquals("OK", call(node, "SAVE"));
    }
    clock.advance(Duration.ofMillis(501));
    try (var node = node(packed).start()) {
      assertEquals("[1, nil, 333, x]", call(node, "HMGET h a b c d"));
      assertEquals(encoding, call(node, "OBJECT ENCODING h"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"512", "0"})
  void dumpAndRestoreKeepThem(String packed) throws IOException {
    try (var node = node(packed).start();
        var client = RespClient.connect(node.host(), node.port())) {
      fill(node);
      Bytes dump = ((Reply.Bulk) node.call("DUMP", "h")).value();
      assertEquals(12, dump.at(dump.length() - 10), "the version of the format");
      call(node, "DEL h");
      assertEquals(
          new Reply.Simple("OK"),
          client.call(List.of(Bytes.of("RESTORE"), Bytes.of("h"), Bytes.of("0"), dump)));
      assertFilled(node, packed.equals("0") ? "hashtable" : "listpackex");
    }
  }

  @ParameterizedTest
  @CsvSource({"512, yes, false", "512, no, true", "0, yes, true", "0, no, true", "0, no, false"})
  void theAppendOnlyFileKeepsThem(String packed, String preamble, boolean rewrites) {
    CacheNode.Builder builder =
        node(packed).config("appendonly", "yes").config("aof-use-rdb-preamble", preamble);
    try (var node = builder.start()) {
      fill(node);
      if (rewrites) {
        call(node, "BGREWRITEAOF");
        Await.text("aof_rewrite_in_progress:0", () -> call(node, "INFO persistence"));
      }
      call(node, "HSET h e 5");
      call(node, "HPEXPIRE h 300 FIELDS 1 e");
      clock.advance(Duration.ofMillis(301));
      call(node, "HSETNX h e 6");
      call(node, "HDEL h e");
    }
    try (var node = builder.start()) {
      assertFilled(node, packed.equals("0") ? "hashtable" : "listpackex");
    }
    try (Stream<Path> files = Files.list(folder.resolve("appendonlydir"))) {
      String all = files.sorted().map(FieldTimesOnDiskTest::read).reduce("", String::concat);
      assertTrue(
          all.contains(
              "HPEXPIREAT\r\n$1\r\nh\r\n$13\r\n1700000000300\r\n$6\r\nFIELDS\r\n$1\r\n1\r\n"
                  + "$1\r\ne\r\n"));
      assertTrue(all.contains("*3\r\n$4\r\nHDEL\r\n$1\r\nh\r\n$1\r\ne\r\n"), "expired");
    } catch (IOException unreadable) {
      throw new AssertionError(unreadable);
    }
  }

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), ISO_8859_1);
    } catch (NoSuchFileException replaced) {
      return ""; // by a rewrite, and removed since they were listed
    } catch (IOException unreadable) {
      throw new AssertionError(unreadable);
    }
  }
}
