package hitrate.engine.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hitrate.engine.client.Words;
import hitrate.engine.resp.Reply;
import hitrate.engine.world.VirtualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `hitrate-later-fields` adds to replies: XINFO as of 7.2.
class LaterFieldsTest {
  private final VirtualClock clock = VirtualClock.startingAt(Instant.ofEpochMilli(1_000_000));
  @TempDir private Path folder;

  private CacheNode.Builder node(String isLater) {
    return CacheNode.builder()
        .clock(clock)
        .config("dir", folder.toString())
        .config("hitrate-later-fields", isLater);
  }

  private static String call(CacheNode node, String command) {
    return text(
        node.call(Words.split(command).stream().map(Object::toString).toArray(String[]::new)));
  }

  private static String text(Reply reply) {
    return switch (reply) {
      case Reply.Array array -> array.items().stream().map(LaterFieldsTest::text).toList() + "";
      case Reply.Int(long value) -> "" + value;
      case Reply.Bulk(var value) -> value.toString();
      case Reply.Simple(String text) -> text;
      case Reply.Error(String text) -> text;
      default -> "nil";
    };
  }

  private static void fill(CacheNode node) {
    for (String command :
        new String[] {
          "XADD s 1-1 f v",
          "XGROUP CREATE s g 0",
          "XGROUP CREATECONSUMER s g idler",
          "XREADGROUP GROUP g reader COUNT 1 STREAMS s >"
        }) {
      call(node, command);
    }
  }

  private static String full(CacheNode node) {
    String all = call(node, "XINFO STREAM s FULL");
    return all.substring(all.indexOf("consumers"));
  }

  @Test
  void xinfoTellsWhenAConsumerWasLastGivenSomething() throws Exception {
    try (var node = node("yes").start()) {
      fill(node);
      clock.advance(Duration.ofMillis(300));
      call(node, "XREADGROUP GROUP g reader COUNT 1 STREAMS s >"); // nothing new
      call(node, "XREADGROUP GROUP g reader STREAMS s 0"); // its own once more
      clock.advance(Duration.ofMillis(200));

      assertEquals(
          "[[name, idler, pending, 0, idle, 500, inactive, -1],"
              + " [name, reader, pending, 1, idle, 200, inactive, 500]]",
          call(node, "XINFO CONSUMERS s g"));
      assertEquals(
          "consumers, [[name, idler, seen-time, 1000000, active-time, -1, pel-count, 0, pending,"
              + " []], [name, reader, seen-time, 1000300, active-time, 1000000, pel-count, 1,"
              + " pending, [[1-1, 1000300, 2]]]]]]]",
          full(node));
    }
  }

  @Test
  void whoClaimsIsActiveAndWhoReadsWithoutPendingIsNot() throws Exception {
    try (var node = node("yes").start()) {
      fill(node);
      clock.advance(Duration.ofMillis(300));
      call(node, "XADD s 2-1 f v");
      call(node, "XREADGROUP GROUP g reader NOACK STREAMS s >");
      call(node, "XCLAIM s g idler 0 1-1");

      assertEquals(
          "[[name, idler, pending, 1, idle, 0, inactive, 0],"
              + " [name, reader, pending, 0, idle, 0, inactive, 300]]",
          call(node, "XINFO CONSUMERS s g"));
    }
  }

  @Test
  void aFileOf70TellsWhenTheConsumerWasSeen() throws Exception {
    try (var node = node("yes").start()) {
      fill(node);
      call(node, "COPY s copy");
      clock.advance(Duration.ofMillis(300));
      call(node, "SAVE");
    }
    clock.advance(Duration.ofMillis(200));
    try (var node = node("yes").start()) {
      String expected =
          "[[name, idler, pending, 0, idle, 500, inactive, 500],"
              + " [name, reader, pending, 1, idle, 500, inactive, 500]]";
      assertEquals(expected, call(node, "XINFO CONSUMERS s g"));
      assertEquals(expected, call(node, "XINFO CONSUMERS copy g"));
    }
  }

  @Test
  void withoutItXinfoAnswersAs70Does() throws Exception {
    try (var node = node("no").start()) {
      fill(node);
      assertEquals(
          "[[name, idler, pending, 0, idle, 0], [name, reader, pending, 1, idle, 0]]",
          call(node, "XINFO CONSUMERS s g"));
      assertEquals(
          "consumers, [[name, idler, seen-time, 1000000, pel-count, 0, pending, []], [name, reader,"
              + " seen-time, 1000000, pel-count, 1, pending, [[1-1, 1000000, 1]]]]]]]",
          full(node));
    }
  }

  @Test
  void anythingElseIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> node("perhaps").start().close());
  }
}
