package hitrate.engine.command.server;

import static hitrate.engine.command.CommandFlag.ADMIN;
import static hitrate.engine.command.CommandFlag.LOADING;
import static hitrate.engine.command.CommandFlag.NOSCRIPT;
import static hitrate.engine.command.CommandFlag.STALE;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.bytes.Glob;
import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.HelpText;
import hitrate.engine.command.Server;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;

/// CONFIG: the node's parameters, while it runs.
public final class ConfigCommands {
  private static final String FAILED = "ERR Rewriting config file: ";

  private ConfigCommands() {}

  /// The command's declaration.
  public static Command command() {
    return Command.named("config")
        .arity(-2)
        .holds(
            administrating("get", -3).sub(ConfigCommands::get),
            administrating("set", -4)
                .tips("request_policy:all_nodes", "response_policy:all_succeeded")
                .sub(ConfigCommands::set),
            administrating("resetstat", 2).sub(ConfigCommands::resetStatistics),
            administrating("rewrite", 2).sub(ConfigCommands::rewrite),
            HelpText.subcommand("config"));
  }

  private static Command.Builder administrating(String name, int arity) {
    return Command.named(name).arity(arity).flags(ADMIN, NOSCRIPT, LOADING, STALE);
  }

  private static Effect get(Args args, Execution x) {
    Server.Settings settings = x.server().settings();
    Map<String, String> all = settings.all();
    var found = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    for (int i = 2; i < args.count(); i++) {
      String name = args.text(i);
      if (name.chars().anyMatch(c -> c == '*' || c == '?' || c == '[')) {
        var glob = new Glob(args.bytes(i), true);
        all.forEach((parameter, value) -> {
          if (glob.matches(Bytes.of(parameter))) {
            found.putIfAbsent(parameter, value);
          }
        });
      } else {
        String value = settings.get(name);
        if (value != null) {
          found.putIfAbsent(name, value); // under the name as it was written
        }
      }
    }
    x.reply().map(found.size());
    found.forEach((name, value) -> {
      x.reply().bulk(name.getBytes(StandardCharsets.ISO_8859_1));
      x.reply().bulk(value.getBytes(StandardCharsets.ISO_8859_1));
    });
    return Effect.NONE;
  }

  private static Effect set(Args args, Execution x) {
    if (args.count() % 2 != 0) {
      throw CommandError.SYNTAX;
    }
    var changes = new ArrayList<Server.Setting>();
    for (int i = 2; i < args.count(); i += 2) {
      changes.add(new Server.Setting(args.visibleText(i), args.text(i + 1)));
      if (x.server().settings().isSecret(args.visibleText(i))) {
        args.redact(i + 1);
      }
    }
    x.server().settings().set(changes, x.client().isLocal());
    x.reply().ok();
    return Effect.NONE;
  }

  private static Effect resetStatistics(Args args, Execution x) {
    x.server().resetStatistics();
    x.reply().ok();
    return Effect.NONE;
  }

  private static Effect rewrite(Args args, Execution x) {
    try {
      x.server().settings().rewrite(false);
    } catch (CommandError refused) {
      if (refused.reply().startsWith(FAILED)) {
        String why = refused.reply().substring(FAILED.length());
        x.server().log("warning", "CONFIG REWRITE failed: " + why);
      }
      throw refused;
    }
    x.server().log("warning", "CONFIG REWRITE executed with success.");
    x.reply().ok();
    return Effect.NONE;
  }
}
