package hitrate.engine.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.resp.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
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
