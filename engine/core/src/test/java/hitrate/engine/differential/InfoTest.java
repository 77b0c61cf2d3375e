package hitrate.engine.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.resp.Reply;
import hitrate.engine.testing.Await;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;

/// INFO has the sections of the real server, in its order, and in each the fields that monitoring
/// reads. A field of ours is one that the real server has in the same section.
@ResourceLock(Servers.LOCK)
class InfoTest {

  private static final List<List<String>> CALLS =
      List.of(
          List.of(),
          List.of("server"),
          List.of("clients", "memory"),
          List.of("MEMORY", "Clients"),
          List.of("stats", "nosuch"),
          List.of("default"),
          List.of("all"),
          List.of("everything"),
          List.of("commandstats"),
          List.of("errorstats"),
          List.of("latencystats"));

  /// Sections whose fields do not depend on what was done to the server.
  private static final List<String> COMPARED =
      List.of(
          "Server",
          "Clients",
          "Memory",
          "Persistence",
          "Stats",
          "Replication",
          "CPU",
          "Modules",
          "Cluster");

  /// How the names of fields begin that only our node has: its version and its JVM.
  private static final List<String> OURS_ALONE = List.of("jvm_", "hitrate_");

  @Test
  void sectionsComeInTheRealServersOrder() throws IOException {
    try (var reference = Servers.reference();
        var subject = Subject.start();
        var ours = subject.side()) {
      for (List<String> call : CALLS) {
        var expected = new ArrayList<>(info(reference, call).keySet());
        assertEquals(
            expected, List.copyOf(info(ours, call).keySet()), "INFO " + String.join(" ", call));
      }
    }
  }

  @Test
  void fieldsAreThoseOfTheRealServerInItsOrder() throws IOException {
    try (var reference = Servers.reference();
        var subject = Subject.start();
        var ours = subject.side()) {
      Map<String, List<String>> expected = info(reference, List.of());
      Map<String, List<String>> found = info(ours, List.of());
      for (String section : COMPARED) {
        var fields = new ArrayList<>(found.getOrDefault(section, List.of()));
        fields.removeIf(field -> OURS_ALONE.stream().anyMatch(field::startsWith));
        assertEquals(expected.get(section), fields, section);
      }
    }
  }

  /// So many answers in a row that are the same count as the last word.
  private static final int SETTLED = 50;

  private static final String FILL =
      """
      for i = 1, tonumber(ARGV[1]) do
        redis.call('SADD', 'set', 'm' .. i)
        redis.call('ZADD', 'zset', i, 'm' .. i)
        redis.call('HSET', 'hash', i, string.rep('x', 70))
        redis.call('RPUSH', 'list', string.rep('x', 5000))
        redis.call('SADD', 'ints', i)
        redis.call('XADD', 'stream', i .. '-1', 'f', 'v')
      end
      redis.call('XGROUP', 'CREATE', 'stream', 'g', '0')
      redis.call('XREADGROUP', 'GROUP', 'g', 'c', 'COUNT', '200', 'STREAMS', 'stream', '>')
      """;

  @Test
  @Timeout(60)
  void whatGoesLazilyIsCountedAsThere() throws IOException {
    var keys = List.of("set", "zset", "hash", "list", "ints", "stream");
    try (var reference = Servers.reference();
        var subject = Subject.start();
        var ours = subject.side()) {
      for (var call :
          List.of("UNLINK", "DEL", "lazy DEL", "FLUSHDB", "FLUSHALL ASYNC", "FLUSHDB ASYNC")) {
        for (String size : List.of("60", "1000")) {
          var words = new ArrayList<>(List.of(call.replace("lazy ", "").split(" ")));
          if (!call.contains("FLUSH")) {
            words.addAll(keys);
          }
          for (Side side : List.of(reference, ours)) {
            side.call("FLUSHALL", "SYNC");
            side.call("CONFIG", "RESETSTAT");
            side.call(
                "CONFIG", "SET", "lazyfree-lazy-user-del", call.startsWith("lazy") ? "yes" : "no");
            side.call("EVAL", FILL, "0", size);
            side.call(words.toArray(String[]::new));
            side.call("CONFIG", "SET", "lazyfree-lazy-user-del", "no");
          }
          assertEquals(settled(reference), freedLazily(ours), call + " of " + size);
        }
      }
    }
  }

  /// What the other server counts in the end: its thread says that nothing is pending a moment
  /// before it counts what it has freed.
  private static String settled(Side side) throws IOException {
    String before = freedLazily(side);
    for (int asked = 0; asked < SETTLED; ) {
      String now = freedLazily(side);
      asked = now.equals(before) ? asked + 1 : 0;
      before = now;
    }
    return before;
  }

  private static String freedLazily(Side side) throws IOException {
    Await.text("lazyfree_pending_objects:0", () -> side.call("INFO", "memory").toString());
    return side.call("INFO", "memory")
        .toString()
        .replaceAll("(?s).*lazyfreed_objects:(\\d+).*", "$1");
  }

  private static Map<String, List<String>> info(Side side, List<String> sections)
      throws IOException {
    var words = new ArrayList<>(List.of("INFO"));
    words.addAll(sections);
    var found = new LinkedHashMap<String, List<String>>();
    if (side.call(words.toArray(String[]::new)) instanceof Reply.Bulk(Bytes text)) {
      String section = "";
      for (String line : text.toString().split("\r\n")) {
        if (line.startsWith("# ")) {
          section = line.substring(2);
          found.put(section, new ArrayList<>());
        } else if (line.contains(":")) {
          found.getOrDefault(section, new ArrayList<>()).add(line.substring(0, line.indexOf(':')));
        }
      }
    }
    return found;
  }
}
