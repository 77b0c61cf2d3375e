package hitrate.engine.command.server;

import static hitrate.engine.command.CommandFlag.ADMIN;
import static hitrate.engine.command.CommandFlag.LOADING;
import static hitrate.engine.command.CommandFlag.NOSCRIPT;
import static hitrate.engine.command.CommandFlag.STALE;

import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.HelpText;
import hitrate.engine.command.LatencyHistogram;
import hitrate.engine.command.LatencyMonitor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// LATENCY: how long the calls of each command took, and what held up the node for long.
public final class LatencyCommand {
  private static final int FIRST_POWER = 10; // 1024 ns
  private static final int LAST_POWER = 30; // 1 s, the longest time that is told apart

  private LatencyCommand() {}

  /// The command's declaration.
  public static Command command() {
    return Command.named("latency")
        .arity(-2)
        .holds(
            administrating("histogram", -2, true).sub(LatencyCommand::histogram),
            administrating("doctor", 2, true).sub(LatencyCommand::doctor),
            administrating("graph", 3, true).sub(LatencyCommand::graph),
            administrating("history", 3, true).sub(LatencyCommand::history),
            administrating("latest", 2, true).sub(LatencyCommand::latest),
            administrating("reset", -2, false)
                .tips("request_policy:all_nodes", "response_policy:all_succeeded")
                .sub(LatencyCommand::reset),
            HelpText.subcommand("latency"));
  }

  private static Command.Builder administrating(String name, int arity, boolean varies) {
    var command = Command.named(name).arity(arity).flags(ADMIN, NOSCRIPT, LOADING, STALE);
    return varies
        ? command.tips(
            "nondeterministic_output", "request_policy:all_nodes", "response_policy:special")
        : command;
  }

  private static long seconds(Execution x) {
    return x.server().clock().millis() / 1000;
  }

  private static Effect doctor(Args args, Execution x) {
    String slowerThan = x.server().settings().get("slowlog-log-slower-than");
    long micros = slowerThan == null ? -1 : Long.parseLong(slowerThan);
    x.reply().verbatim("txt", LatencyText.report(x.server().latencyMonitor(), micros, seconds(x)));
    return Effect.NONE;
  }

  private static Effect graph(Args args, Execution x) {
    String event = args.text(2);
    LatencyMonitor.Series series = x.server().latencyMonitor().series(event);
    if (series == null) {
      throw CommandError.of("ERR No samples available for event '" + args.visibleText(2) + "'");
    }
    x.reply().verbatim("txt", LatencyText.graph(event, series, seconds(x)));
    return Effect.NONE;
  }

  private static Effect history(Args args, Execution x) {
    LatencyMonitor.Series series = x.server().latencyMonitor().series(args.text(2));
    List<LatencyMonitor.Sample> samples = series == null ? List.of() : series.samples();
    x.reply().array(samples.size());
    for (LatencyMonitor.Sample sample : samples) {
      x.reply().array(2);
      x.reply().integer(sample.seconds());
      x.reply().integer(sample.millis());
    }
    return Effect.NONE;
  }

  private static Effect latest(Args args, Execution x) {
    Map<String, LatencyMonitor.Series> events = x.server().latencyMonitor().events();
    x.reply().array(events.size());
    events.forEach((name, series) -> {
      x.reply().array(4);
      x.reply().bulk(name);
      x.reply().integer(series.latest().seconds());
      x.reply().integer(series.latest().millis());
      x.reply().integer(series.worst());
    });
    return Effect.NONE;
  }

  private static Effect reset(Args args, Execution x) {
    var names = new ArrayList<String>();
    for (int i = 2; i < args.count(); i++) {
      names.add(args.text(i));
    }
    x.reply().integer(x.server().latencyMonitor().reset(names));
    return Effect.NONE;
  }

  private static Effect histogram(Args args, Execution x) {
    List<Map.Entry<String, LatencyHistogram>> found = new ArrayList<>();
    for (Command command : asked(args, x)) {
      LatencyHistogram histogram = x.server().latencies(command);
      if (histogram != null) {
        found.add(Map.entry(command.fullName(), histogram));
      }
    }
    x.reply().map(found.size());
    found.forEach(each -> {
      LatencyHistogram histogram = each.getValue();
      x.reply().bulk(each.getKey());
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
