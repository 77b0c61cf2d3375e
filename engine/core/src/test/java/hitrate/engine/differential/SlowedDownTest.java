package hitrate.engine.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.client.RespClient;
import hitrate.engine.resp.Reply;
import hitrate.engine.testing.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What INFO says of saving and loading while they are at work, which parameters slow down
/// (`rdb-key-save-delay`, `key-load-delay`).
class SlowedDownTest extends OneFolder {
  private static final List<String> LOADING =
      List.of(
          "loading",
          "async_loading",
          "loading_start_time",
          "loading_total_bytes",
          "loading_rdb_used_mem",
          "loading_loaded_bytes",
          "loading_loaded_perc",
          "loading_eta_seconds");

  private static String info(RespClient client) {
    return ((Reply.Bulk) client.call("INFO", "persistence")).value().toString();
  }

  private static long number(RespClient client, String field) {
    var found = Pattern.compile("(?m)^" + field + ":(-?\\d+)").matcher(info(client));
    assertTrue(found.find(), field);
    return Long.parseLong(found.group(1));
  }

  private static void set(RespClient client, String name, String value) {
    assertEquals(new Reply.Simple("OK"), client.call("CONFIG", "SET", name, value));
  }

  @Test
  void theParametersAreFoundByTheirNamesOnly() {
    for (String name :
        List.of("rdb-key-save-delay", "key-load-delay", "loading-process-events-interval-bytes")) {
      for (String value : List.of("5", "-5", "2147483648", "x", "1024")) {
        assertEquals(
            real.call("CONFIG", "SET", name, value), ours.call("CONFIG", "SET", name, value));
        assertEquals(real.call("CONFIG", "GET", name), ours.call("CONFIG", "GET", name));
      }
      assertEquals(real.call("CONFIG", "GET", name + "*"), ours.call("CONFIG", "GET", name + "*"));
      String initial = name.startsWith("loading") ? "2097152" : "0";
      set(real, name, initial);
      set(ours, name, initial);
    }
  }

  @Test
  void aSnapshotTakesItsTimeAndSaysSo() {
    for (RespClient client : List.of(real, ours)) {
      client.call("FLUSHALL");
      client.call("DEBUG", "POPULATE", "200");
      set(client, "rdb-key-save-delay", "10000");
      assertEquals(-1, number(client, "rdb_current_bgsave_time_sec"));
      client.call("BGSAVE");
      assertEquals(1, number(client, "rdb_bgsave_in_progress"));
      var seconds = new ArrayList<Long>();
      Await.until(
          "the end of a slow snapshot",
          () -> {
            seconds.add(number(client, "rdb_current_bgsave_time_sec"));
            return number(client, "rdb_bgsave_in_progress");
          },
          isInProgress -> isInProgress == 0);
      assertTrue(seconds.contains(1L), "it takes two seconds: " + seconds);
      assertTrue(number(client, "rdb_last_bgsave_time_sec") >= 1);
      assertEquals(-1, number(client, "rdb_current_bgsave_time_sec"));
      set(client, "rdb-key-save-delay", "0");
    }
  }

  @Test
  void aSlowSnapshotIsStoppedAtOnce() {
    for (RespClient client : List.of(real, ours)) {
      client.call("FLUSHALL");
      client.call("DEBUG", "POPULATE", "100");
      set(client, "rdb-key-save-delay", "10000000");
      client.call("BGSAVE");
      client.call("FLUSHALL");
      Await.text("rdb_bgsave_in_progress:0", () -> info(client));
      set(client, "rdb-key-save-delay", "0");
    }
  }

  @Test
  void loadingTakesItsTimeAndSaysSo() throws Exception {
    for (boolean isOurs : List.of(false, true)) {
      RespClient client = isOurs ? ours : real;
      int port = isOurs ? node.port() : process.port();
      client.call("FLUSHALL");
      client.call("DEBUG", "POPULATE", "300", "key", "1000");
      client.call("CONFIG", "SET", "rdbcompression", "no");
      set(client, "key-load-delay", "30000"); // for nine seconds, until it has been seen
      set(client, "loading-process-events-interval-bytes", "1024");
      try (var watcher = RespClient.connect("127.0.0.1", port)) {
        client.send(Side.words("DEBUG", "RELOAD"));
        Await.text("\r\nloading:1", () -> info(watcher));
        String text = info(watcher);
        var fields = new ArrayList<String>();
        for (String line : text.split("\r\n")) {
          String name = line.split(":")[0];
          if (LOADING.contains(name)) {
            fields.add(name);
          }
        }
        assertEquals(LOADING, fields);
        assertEquals(0, number(watcher, "async_loading"));
        assertTrue(number(watcher, "loading_total_bytes") > 100_000);
        assertEquals(
            new Reply.Error("LOADING Redis is loading the dataset in memory"),
            watcher.call("GET", "key:1"));
        set(watcher, "key-load-delay", "0");
        client.receive();
        assertFalse(info(watcher).contains("loading_start_time"));
        assertEquals(0, number(watcher, "loading"));
      }
      set(client, "loading-process-events-interval-bytes", "2097152");
    }
  }

  @Test
  void whatIsLookedThroughIsCountedWhileLoading() throws Exception {
    for (boolean isOurs : List.of(false, true)) {
      RespClient client = isOurs ? ours : real;
      client.call("FLUSHALL");
      for (int i = 0; i < 100; i++) {
        client.call("HSET", "key:" + i, "f", "v");
      }
      client.call("CONFIG", "RESETSTAT");
      set(client, "sanitize-dump-payload", "yes");
      set(client, "key-load-delay", "30000"); // for three seconds, until it has been seen
      set(client, "loading-process-events-interval-bytes", "1024");
      try (var watcher = RespClient.connect("127.0.0.1", isOurs ? node.port() : process.port())) {
        client.send(Side.words("DEBUG", "RELOAD"));
        Await.until("a value looked through", () -> lookedThrough(watcher), count -> count > 0);
        assertTrue(lookedThrough(watcher) < 100);
        set(watcher, "key-load-delay", "0");
        client.receive();
        assertEquals(100, lookedThrough(watcher));
      }
      set(client, "loading-process-events-interval-bytes", "2097152");
      set(client, "sanitize-dump-payload", "no");
    }
  }

  private static long lookedThrough(RespClient client) {
    String stats = ((Reply.Bulk) client.call("INFO", "stats")).value().toString();
    var found = Pattern.compile("(?m)^dump_payload_sanitizations:(\\d+)").matcher(stats);
    assertTrue(found.find());
    return Long.parseLong(found.group(1));
  }
}
