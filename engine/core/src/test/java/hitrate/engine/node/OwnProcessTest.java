package hitrate.engine.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hitrate.engine.client.RespClient;
import hitrate.engine.testing.Await;
import hitrate.engine.testing.RedisProcess;
import hitrate.engine.world.OwnProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// What parameters do to the process of a node, as the system tells it: the same as to that of
/// redis-server.
@Timeout(60)
@EnabledOnOs(OS.LINUX)
class OwnProcessTest {
  private static final String READY = "Ready to accept connections";

  /// Tells what is seen of one server.
  private interface Story {
    void tell(Server server, List<String> seen) throws IOException;
  }

  /// A server with a process of its own.
  private record Server(RespClient client, long pid) {
    static Server at(int port) throws IOException {
      var client = RespClient.connect("127.0.0.1", port);
      String info = client.call("INFO", "server").toString();
      String behind = info.substring(info.indexOf("process_id:") + 11);
      return new Server(client, Long.parseLong(behind.substring(0, behind.indexOf('\r'))));
    }

    String call(String... words) {
      return client.call(words).toString();
    }

    String file(String name) throws IOException {
      return Files.readString(Path.of("/proc/" + pid, name));
    }

    /// What the system shows in the place of the command line.
    String title() throws IOException {
      String line = file("cmdline");
      line = line.substring(0, Math.min(line.indexOf(0), 100)); // there may be room for no more
      return line.replaceAll("(/[^ :]*/)?redis-server", "hitrate-node");
    }
  }

  private static void compare(Story story, String... arguments) throws IOException {
    var expected = new ArrayList<String>();
    var words = new ArrayList<>(List.of(arguments));
    int port;
    try (var redis = RedisProcess.start(arguments)) {
      port = redis.port();
      story.tell(Server.at(port), expected);
    }
    var seen = new ArrayList<String>();
    words.addAll(List.of("--port", "" + port, "--save", ""));
    try (var node = NodeProcess.start(words.toArray(String[]::new))) {
      node.linesUpTo(READY);
      story.tell(Server.at(port), seen);
    }
    assertEquals(expected, seen);
  }

  @Test
  void theKernelLearnsHowSoonToEndIt() throws IOException {
    compare(
        (server, seen) -> {
          seen.add(server.file("oom_score_adj"));
          for (String setting :
              List.of(
                  "oom-score-adj-values 10 20 30",
                  "oom-score-adj absolute",
                  "oom-score-adj relative",
                  "oom-score-adj-values +11 021 2000",
                  "oom-score-adj-values 1 2 3000",
                  "oom-score-adj-values -2000 2 3", // which takes a privilege
                  "oom-score-adj no",
                  "oom-score-adj-values 7 8 9",
                  "oom-score-adj yes")) {
            String name = setting.substring(0, setting.indexOf(' '));
            seen.add(server.call("CONFIG", "SET", name, setting.substring(name.length() + 1)));
            seen.add(server.call("CONFIG", "GET", name));
            seen.add(server.file("oom_score_adj"));
          }
          server.call("REPLICAOF", "127.0.0.1", "1");
          seen.add(server.file("oom_score_adj"));
          server.call("REPLICAOF", "NO", "ONE");
          seen.add(server.file("oom_score_adj"));
        },
        "--oom-score-adj",
        "yes",
        "--oom-score-adj-values",
        "5 6 7");
  }

  @Test
  void itsTitleSaysWhereItListens() throws IOException {
    compare(
        (server, seen) -> {
          seen.add(server.title());
          for (String template :
              List.of(
                  "{title} at {listen-addr} {{x} {unixsocket}{server-mode} ",
                  "{config-file}:{title}",
                  "{port}/{tls-port} } {",
                  "{unixsocket}",
                  "é" + "x".repeat(300))) {
            seen.add(server.call("CONFIG", "SET", "proc-title-template", template));
            seen.add(server.title());
          }
        },
        "--bind",
        "127.0.0.1 -::1");
  }

  @Test
  void itsTitleIsTheCommandLineUnlessItMayBeChanged() throws IOException {
    int port = NodeProcess.freePort();
    try (var node = NodeProcess.start("--port", "" + port, "--set-proc-title", "no")) {
      node.linesUpTo(READY);
      Server server = Server.at(port);
      server.call("CONFIG", "SET", "proc-title-template", "x");
      assertEquals(true, server.file("cmdline").contains("\0--set-proc-title\0no\0"));
    }
  }

  @Test
  void itsThreadsUseTheProcessorsOfTheirLists() throws IOException {
    int first = OwnProcess.own().processors().nextSetBit(0);
    compare(
        (server, seen) -> seen.add(processors(server, "redis-server", "hitrate-node")),
        "--server_cpulist",
        "" + first);
  }

  @Test
  void whoWritesASnapshotGivesWayToTheNode() throws IOException {
    int port = NodeProcess.freePort();
    try (var node = NodeProcess.start("--port", "" + port)) {
      node.linesUpTo(READY);
      Server server = Server.at(port);
      int before = niceness(server, "hitrate-node");
      server.call("BGSAVE");
      Await.text("rdb_bgsave_in_progress:0", () -> server.call("INFO", "persistence"));
      assertEquals(Math.min(before + 10, 19), niceness(server, "hitrate-rdb-sav"));
      assertEquals(before, niceness(server, "hitrate-node"));
    }
  }

  /// How much the thread of this name gives way to others.
  private static int niceness(Server server, String name) throws IOException {
    try (var threads = Files.list(Path.of("/proc/" + server.pid() + "/task"))) {
      for (Path thread : threads.toList()) {
        String facts = said(thread, "stat");
        if (facts.contains("(" + name + ")")) {
          return Integer.parseInt(facts.substring(facts.lastIndexOf(')') + 2).split(" ", -1)[16]);
        }
      }
    }
    throw new IOException("no thread " + name);
  }

  /// The processors of the thread that has one of these names.
  private static String processors(Server server, String... names) throws IOException {
    try (var threads = Files.list(Path.of("/proc/" + server.pid() + "/task"))) {
      for (Path thread : threads.toList()) {
        if (List.of(names).contains(said(thread, "comm").strip())) {
          var status = said(thread, "status").lines();
          return status.filter(line -> line.startsWith("Cpus_allowed_list")).toList().toString();
        }
      }
    }
    return "no such thread";
  }

  /// What the system tells of a thread: nothing if that has ended since it was in the list, as
  /// those do that compile.
  private static String said(Path thread, String file) {
    try {
      return Files.readString(thread.resolve(file));
    } catch (IOException gone) {
      return "";
    }
  }

  @Test
  void aListNamesProcessors() {
    assertEquals(BitSet.valueOf(new long[] {0b1011_0101}), OwnProcess.processors("0-5:2,7,5"));
    for (String senseless : List.of("", "x", "1,", "3-1", "1-2:x")) {
      assertEquals(new BitSet(), OwnProcess.processors(senseless));
    }
  }
}
