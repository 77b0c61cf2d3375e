package hitrate.engine.command.server;

import static hitrate.engine.command.CommandFlag.ADMIN;
import static hitrate.engine.command.CommandFlag.LOADING;
import static hitrate.engine.command.CommandFlag.NOSCRIPT;
import static hitrate.engine.command.CommandFlag.STALE;

import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.HelpText;
import hitrate.engine.command.LatencyHistogram;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// LATENCY HISTOGRAM: how long the calls of each command took.
public final class LatencyCommand {
  private static final int FIRST_POWER = 10; // 1024 ns
  private static final int LAST_POWER = 30; // 1 s, the longest time that is told apart

  private LatencyCommand() {}

  /// The command's declaration.
  public static Command command() {
    return Command.named("latency")
        .arity(-2)
        .holds(
            Command.named("histogram")
                .arity(-2)
                .flags(ADMIN, NOSCRIPT, LOADING, STALE)
                .tips(
                    "nondeterministic_output",
                    "request_policy:all_nodes",
                    "response_policy:special")
                .sub(LatencyCommand::histogram),
            HelpText.subcommand("latency"));
  }

  private static Effect histogram(Args args, Execution x) {
    Map<String, LatencyHistogram> found = new LinkedHashMap<>();
    for (Command command : asked(args, x)) {
      LatencyHistogram histogram = x.server().latencies(command);
      if (histogram != null) {
        found.put(command.fullName(), histogram);
      }
    }
    x.reply().map(found.size());
    found.forEach((name, histogram) -> {
      x.reply().bulk(name);
      x.reply().map(2);
      x.reply().bulk("calls");
      x.reply().integer(histogram.total());
      x.reply().bulk("histogram_usec");
      reply(steps(histogram), x);
    });
    return Effect.NONE;
  }

  /// All commands, or those that the words name, each container with what it holds.
  private static List<Command> asked(Args args, Execution x) {
    var table = x.server().commands();
    if (args.count() == 2) {
      return table.numbered();
    }
    var asked = new ArrayList<Command>();
    for (int i = 2; i < args.count(); i++) {
      Command command = table.findFull(args.visibleText(i));
      if (command != null) {
        asked.add(command);
        asked.addAll(command.subcommands().values());
      }
    }
    return asked;
  }

  /// Pairs of a time in microseconds and the calls up to it, for each doubling that adds some.
  private static List<long[]> steps(LatencyHistogram histogram) {
    var steps = new ArrayList<long[]>();
    long before = 0;
    for (int power = FIRST_POWER; power <= LAST_POWER && before < histogram.total(); power++) {
      long calls = histogram.upTo(power);
      if (calls > before) {
        steps.add(new long[] {LatencyHistogram.microsUpTo(power), calls});
      }
      before = calls;
    }
    return steps;
  }

  private static void reply(List<long[]> steps, Execution x) {
    x.reply().map(steps.size());
    for (long[] step : steps) {
      x.reply().integer(step[0]);
      x.reply().integer(step[1]);
    }
  }
}
