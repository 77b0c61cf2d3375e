package hitrate.engine.command.server;

import hitrate.engine.command.Args;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Debugging;
import hitrate.engine.command.Execution;

/// The subcommands of DEBUG that are about the node as a whole: switches, and how it ends.
final class DebugNode {
  private DebugNode() {}

  /// Runs the subcommand; false when it is none of these.
  static boolean run(String name, Args args, Execution x) {
    return args.count() == 3 && flips(name, args, x) || ends(name, args, x) || tells(name, args, x);
  }

  private static boolean flips(String name, Args args, Execution x) {
    Debugging node = x.server().debugging();
    long value = number(args.text(2));
    switch (name) {
      case "PAUSE-CRON" -> node.pausesTimers(value != 0);
      case "SET-DISABLE-DENY-SCRIPTS" -> node.allowsAnyCommandInScripts(value != 0);
      case "SET-SKIP-CHECKSUM-VALIDATION" -> node.ignoresChecksums(value != 0);
      case "AOF-FLUSH-SLEEP" -> node.flushDelayMicros(value);
      default -> {
        return false;
      }
    }
    x.reply().ok();
    return true;
  }

  private static boolean ends(String name, Args args, Execution x) {
    switch (name) {
      case "SEGFAULT", "PANIC", "ASSERT", "OOM" ->
          x.server().debugging().crash(name, x.client(), args.all());
      case "RESTART", "CRASH-AND-RECOVER" -> {
        long delay = args.count() > 2 ? Math.max(args.longAt(2), 0) : 0;
        if (!x.server().debugging().restart(name.equals("RESTART"), delay)) {
          throw CommandError.of("ERR failed to restart the server. Check server logs.");
        }
        x.client().kill();
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private static boolean tells(String name, Args args, Execution x) {
    switch (name + (args.count() > 2 ? " ..." : "")) {
      case "REPLICATE ..." -> {
        x.server().debugging().replicate(args.all().subList(2, args.count()));
        x.reply().ok();
      }
      case "CLIENT-EVICTION" -> {
        String text = x.server().debugging().clientMemory();
        if (text == null) {
          throw CommandError.of("ERR maxmemory-clients is disabled.");
        }
        x.reply().verbatim("txt", text);
      }
      case "CLUSTERLINK ..." -> {
        if (args.count() != 5 || !args.is(2, "KILL")) {
          return false;
        }
        throw CommandError.of("ERR Debug option only available for cluster mode enabled setup!");
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /// The number that a word begins with, as C's `atoi` reads it: 0 for none.
  static long number(String word) {
    String digits = word.strip().replaceFirst("(?<=.)[^0-9].*", "");
    return digits.matches("[+-]?\\d{1,9}") ? Long.parseLong(digits) : 0;
  }
}
