package hitrate.engine.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.client.RespClient;
import hitrate.engine.resp.Reply;
import hitrate.engine.testing.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a snapshot says about itself: whose it is, and where it is in the history of changes if
/// there are replicas.
class SnapshotFactsTest extends OneFolder {
  private static final int AUX = 0xfa;

  /// Names and values at the beginning of the file that a server saves now.
  private List<String> facts(RespClient server) throws IOException {
    assertEquals(new Reply.Simple("OK"), server.call("SAVE"));
    byte[] file = Files.readAllBytes(folder.resolve("dump.rdb"));
    var words = new ArrayList<String>();
    int at = "REDIS0010".length();
    while ((file[at] & 0xff) == AUX) {
      at++;
      for (int i = 0; i < 2; i++) {
        int first = file[at++] & 0xff;
        if (first < 0x40) { // a string of that length
          words.add(new String(file, at, first, StandardCharsets.UTF_8));
          at += first;
        } else { // a number of 1, 2 or 4 bytes
          int bytes = 1 << (first & 3);
          long value = 0;
          for (int k = 0; k < bytes; k++) {
            value |= (file[at++] & 0xffL) << 8 * k;
          }
          words.add(Long.toString(value));
        }
      }
    }
    return words;
  }

  private static List<String> names(List<String> facts) {
    var names = new ArrayList<String>();
    for (int i = 0; i < facts.size(); i += 2) {
      names.add(facts.get(i));
    }
    return names;
  }

  private static String value(List<String> facts, String name) {
    return facts.get(facts.indexOf(name) + 1);
  }

  /// The image for the replica may still be on its way to the disk.
  private static void awaitImage(RespClient server) {
    Await.until(
        "the end of the image",
        () -> info(server, "persistence", "rdb_bgsave_in_progress"),
        "0"::equals);
  }

  private static String info(RespClient server, String section, String field) {
    String text = ((Reply.Bulk) server.call("INFO", section)).value().toString();
    return text.lines()
        .filter(line -> line.startsWith(field + ":"))
        .findFirst()
        .orElseThrow()
        .substring(field.length() + 1);
  }

  /// Asks for the history as a replica does; answers once the server has begun one.
  private static Socket replicaOf(int port) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.getOutputStream().write("PSYNC ? -1\r\n".getBytes(StandardCharsets.US_ASCII));
    var said = new StringBuilder();
    while (said.indexOf("+FULLRESYNC ") < 0) {
      int sign = socket.getInputStream().read();
      assertTrue(sign >= 0, () -> "it ended after " + said);
      said.append((char) sign);
    }
    return socket;
  }

  @Test
  @Timeout(60)
  void theHistoryIsInTheFileOnceThereIsOne() throws IOException {
    for (RespClient server : List.of(real, ours)) {
      server.call("CONFIG", "SET", "repl-diskless-sync-delay", "0");
      server.call("CONFIG", "SET", "repl-ping-replica-period", "3600"); // each moves the offset
    }
    List<String> expected = facts(real);
    List<String> actual = facts(ours);
    assertEquals(names(expected), names(actual));
    assertFalse(names(expected).contains("repl-id"));
    for (String same : List.of("redis-ver", "redis-bits", "aof-base")) {
      assertEquals(value(expected, same), value(actual, same), same);
    }
    try (var one = replicaOf(process.port());
        var other = replicaOf(node.port())) {
      assertTrue(one.isConnected() && other.isConnected());
      for (RespClient server : List.of(real, ours)) {
        awaitImage(server);
        server.call("SELECT", "3");
        server.call("SET", "a", "1");
      }
      for (int turn = 0; turn < 2; turn++) { // to save changes nothing of it
        expected = facts(real);
        actual = facts(ours);
        assertEquals(names(expected), names(actual));
        assertTrue(names(expected).contains("repl-id"));
        assertEquals(value(expected, "repl-stream-db"), value(actual, "repl-stream-db"));
        for (RespClient server : List.of(real, ours)) {
          var facts = server == real ? expected : actual;
          assertEquals(info(server, "replication", "master_replid"), value(facts, "repl-id"));
          assertEquals(
              info(server, "replication", "master_repl_offset"), value(facts, "repl-offset"));
        }
      }
    }
  }
}
