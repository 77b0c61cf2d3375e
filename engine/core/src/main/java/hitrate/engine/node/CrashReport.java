package hitrate.engine.node;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Client;
import hitrate.engine.node.config.Configuration;
import java.util.Arrays;
import java.util.List;

/// What the log gets when a node crashes (`crash-log-enabled`): where it was, what INFO and CLIENT
/// LIST would have said, and what it was asked to do. The parts and their order are the real
/// server's; there are no registers, and memory is tested on demand (`./lab node --test-memory`).
final class CrashReport {
  /// Parameters that matter to whoever looks for a fault.
  private static final List<String> PARAMETERS =
      List.of(
          "activedefrag",
          "client-query-buffer-limit",
          "io-threads",
          "io-threads-do-reads",
          "lazyfree-lazy-eviction",
          "lazyfree-lazy-expire",
          "lazyfree-lazy-server-del",
          "lazyfree-lazy-user-del",
          "lazyfree-lazy-user-flush",
          "list-compress-depth",
          "proto-max-bulk-len",
          "repl-diskless-load",
          "repl-diskless-sync",
          "replica-read-only",
          "sanitize-dump-payload");

  private final NodeLoop loop;
  private final NodeLog log;
  private final Configuration configuration;

  CrashReport(NodeLoop loop, NodeLog log) {
    this.loop = loop;
    this.log = log;
    this.configuration = loop.configuration();
  }

  private boolean isWanted() {
    return configuration.isOn("crash-log-enabled");
  }

  /// Writes all of it.
  ///
  /// @param client whose command it was
  /// @param words the command
  void write(String reason, Client client, List<Bytes> words) {
    log.text("\n\n=== HITRATE BUG REPORT START: Cut & paste starting from here ===");
    log.write(NodeLog.Level.WARNING, reason);
    if (isWanted()) {
      section("STACK TRACE");
      log.text(trace(Thread.currentThread().getStackTrace()));
      section("INFO OUTPUT");
      log.text(loop.report().text(List.of("all")).replace("\r", "").strip());
      section("CLIENT LIST OUTPUT");
      loop.connections().states().forEach(state -> log.text(state.describe()));
      section("CURRENT CLIENT INFO");
      log.text(client.describe());
      log.text("argc: '" + words.size() + "'");
      for (int i = 0; i < words.size(); i++) {
        log.text("argv[" + i + "]: '\"" + words.get(i) + "\"'");
      }
      section("CONFIG DEBUG OUTPUT");
      PARAMETERS.forEach(name -> log.text(name + " " + configuration.value(name)));
    }
    log.text(
        """

        === HITRATE BUG REPORT END. Make sure to include from START to END. ===

          Suspect RAM error? Use ./lab node --test-memory to verify it.

          Some other issues could be detected by ./lab node --check-system
        """);
  }

  /// Writes where a fault of the engine was that cost a client its connection.
  void write(Throwable fault) {
    if (isWanted()) {
      log.text(fault + "\n" + trace(fault.getStackTrace()));
    }
  }

  private void section(String title) {
    log.text("\n------ " + title + " ------");
  }

  static String trace(StackTraceElement[] frames) {
    return String.join("\n", Arrays.stream(frames).map(frame -> "    at " + frame).toList());
  }
}
