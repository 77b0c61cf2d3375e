package hitrate.engine.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.RespClient;
import hitrate.engine.resp.Reply;
import hitrate.engine.testing.Await;
import hitrate.engine.testing.Choices;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node's process is killed at once, in the midst of its work, again and again: with `always`
/// whatever a client has been told is there when the next one starts, with `everysec` whatever it
/// was told two seconds before, as a write may be put off for so long while the disk is busy.
///
/// `-Dhitrate.rounds=50` for more of it.
class KillTest {
  private static final int ROUNDS = Integer.getInteger("hitrate.rounds", 2);
  private static final int CLIENTS = 3;
  private static final int PIPELINE = 8;

  @TempDir private Path folder;

  private static final long LATE_NANOS = 2_500_000_000L;

  /// What a client has been told, and when.
  private record Told(long nanos, long count) {}

  private final List<ArrayDeque<Told>> told = new ArrayList<>();
  private final AtomicLong replies = new AtomicLong();

  @Test
  void whatWasAcknowledgedSurvivesKills() throws Exception {
    for (int i = 0; i < CLIENTS; i++) {
      told.add(new ArrayDeque<>(List.of(new Told(0, 0))));
    }
    boolean isAlways = true;
    long lastKill = 0;
    var choices = Choices.seeded(Long.getLong("hitrate.seed", 1));
    for (int round = 0; round < ROUNDS; round++) {
      int port = NodeProcess.freePort();
      try (var node =
          NodeProcess.start(
              "--port",
              "" + port,
              "--dir",
              folder.toString(),
              "--save",
              "",
              "--appendonly",
              "yes",
              "--appendfsync",
              round % 2 == 0 ? "always" : "everysec",
              "--auto-aof-rewrite-min-size",
              "20000")) {
        node.linesUpTo("Ready to accept connections");
        check(port, isAlways, lastKill);
        isAlways = round % 2 == 0;
        long enough = replies.get() + 200 + choices.below(4_000);
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < CLIENTS; i++) {
          int client = i;
          threads.add(Thread.ofPlatform().start(() -> work(client, port)));
        }
        Await.until(
            enough + " replies",
            replies::get,
            count -> count >= enough || threads.stream().noneMatch(Thread::isAlive));
        node.handle().destroyForcibly();
        lastKill = System.nanoTime();
        for (Thread thread : threads) {
          thread.join();
        }
      }
    }
    int port = NodeProcess.freePort();
    try (var node =
        NodeProcess.start(
            "--port", "" + port, "--dir", folder.toString(), "--save", "", "--appendonly", "yes")) {
      node.linesUpTo("Ready to accept connections");
      check(port, isAlways, lastKill);
    }
  }

  /// Counts two numbers up together until the connection breaks.
  private void work(int client, int port) {
    List<Bytes> multi = words("MULTI");
    List<Bytes> exec = words("EXEC");
    List<Bytes> first = words("INCR", "first:" + client);
    List<Bytes> second = words("INCR", "second:" + client);
    try (var connection = RespClient.connect("127.0.0.1", port)) {
      while (true) {
        for (int i = 0; i < PIPELINE; i++) {
          Stream.of(multi, first, second, exec).forEach(connection::send);
        }
        for (int i = 0; i < PIPELINE; i++) {
          connection.receive();
          connection.receive();
          connection.receive();
          if (connection.receive() instanceof Reply.Array(var counts)
              && counts.getFirst() instanceof Reply.Int(long count)) {
            told.get(client).add(new Told(System.nanoTime(), count));
            replies.incrementAndGet();
          }
        }
      }
    } catch (IOException | RuntimeException killed) {
      // as it was meant to be
    }
  }

  private void check(int port, boolean isAlways, long killed) throws IOException {
    try (var connection = RespClient.connect("127.0.0.1", port)) {
      for (int i = 0; i < CLIENTS; i++) {
        long first = number(connection.call("GET", "first:" + i));
        assertEquals(first, number(connection.call("GET", "second:" + i)), "half a transaction");
        long last = told.get(i).getLast().count;
        long promised =
            told.get(i).stream()
                .filter(each -> isAlways || each.nanos < killed - LATE_NANOS)
                .mapToLong(Told::count)
                .max()
                .orElse(0);
        assertTrue(first >= promised, first + ", but " + promised + " were promised");
        assertTrue(first <= last + PIPELINE, first + " of " + last);
        told.set(i, new ArrayDeque<>(List.of(new Told(0, first))));
      }
    }
  }

  private static long number(Reply reply) {
    return reply instanceof Reply.Bulk(Bytes text) ? Long.parseLong(text.toString()) : 0;
  }

  private static List<Bytes> words(String... words) {
    return Stream.of(words).map(Bytes::of).toList();
  }
}
