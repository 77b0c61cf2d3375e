package hitrate.bench;

import hitrate.bench.LoadTool.Load;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A whole side-by-side run: fills both servers with the same keys, then for every load lets ours
/// and the peer take turns, pair by pair, and writes the medians as a table.
///
/// Turns matter: the speed of a shared machine drifts by more than the differences to be seen.
public final class BenchRun {
  /// What to measure.
  ///
  /// @param ours the command that starts our node
  /// @param peer the command that starts the other server
  /// @param tests names that redis-benchmark knows, or whole commands
  /// @param pipelines how many requests are sent ahead of their answers
  /// @param pairs turns of each load, at least 5 for a figure worth quoting
  /// @param seconds how long one turn is to take, roughly
  public record Plan(
      List<String> ours,
      List<String> peer,
      List<String> tests,
      List<Integer> pipelines,
      List<Integer> valueBytes,
      int keys,
      int clients,
      int pairs,
      double seconds) {}

  private final Plan plan;
  private final PrintStream progress;
  private final StringBuilder table = new StringBuilder();

  public BenchRun(Plan plan, PrintStream progress) {
    this.plan = plan;
    this.progress = progress;
  }

  /// Runs the plan and answers the results as a Markdown text.
  public String run() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("hitrate-bench");
    heading();
    startTimes(folder);
    try (var ours = ServerProcess.start("hitrate", plan.ours(), folder);
        var peer = ServerProcess.start("peer", plan.peer(), folder)) {
      memory(ours, peer);
      table.append(
          """

          ## Throughput and processor time

          Ours over the peer's, ratios pair by pair: median (least..most). Processor time is the
          server's own, per request.

          | load | ours, requests/s | peer, requests/s | throughput | ours, CPU us | peer, CPU us | CPU |
          |---|---|---|---|---|---|---|
          """);
      for (int bytes : plan.valueBytes()) {
        for (String test : plan.tests()) {
          for (int pipeline : plan.pipelines()) {
            pairs(ours, peer, test, pipeline, bytes);
          }
        }
      }
    }
    return table.toString();
  }

  private void heading() {
    table.append("# Side by side\n\n");
    table.append("Machine: ").append(Machine.describe()).append(".\n");
    table.append("Ours: `").append(shown(plan.ours())).append("`. Peer: `");
    table.append(shown(plan.peer())).append("`.\n");
    table.append(
        "%,d keys of 16 bytes, %d clients, %d pairs.\n"
            .formatted(plan.keys(), plan.clients(), plan.pairs()));
  }

  /// A command as a reader would type it: where on this machine the launcher lies tells nothing.
  private static String shown(List<String> command) {
    return String.join(" ", command).replaceFirst("^/\\S*/lab(?= |$)", "./lab");
  }

  private void startTimes(Path folder) throws IOException {
    var ours = new ArrayList<Double>();
    var peer = new ArrayList<Double>();
    for (int i = 0; i < plan.pairs(); i++) {
      ours.add(startTime("hitrate", plan.ours(), folder));
      peer.add(startTime("peer", plan.peer(), folder));
    }
    table.append("\n## Start of the process to the first PONG, milliseconds\n\n");
    table.append("| ours | peer |\n|---|---|\n| ").append(new Figures(ours).text(0));
    table.append(" | ").append(new Figures(peer).text(0)).append(" |\n");
  }

  private static double startTime(String name, List<String> command, Path folder)
      throws IOException {
    try (var server = ServerProcess.start(name, command, folder)) {
      return server.timeToFirstPong().toNanos() / 1e6;
    }
  }

  private void memory(ServerProcess ours, ServerProcess peer) throws IOException {
    table.append("\n## Memory for ").append("%,d".formatted(plan.keys()));
    table.append(" keys of 16 bytes with values of 32\n\n");
    table.append("| | bytes a key | resident, MB | filled in, s |\n|---|---|---|---|\n");
    for (ServerProcess server : List.of(ours, peer)) {
      long empty = server.memoryField("used_memory");
      long begun = System.nanoTime();
      Filler.fill(server.port(), plan.keys(), 32);
      double seconds = (System.nanoTime() - begun) / 1e9;
      long used = server.memoryField("used_memory") - empty;
      String row =
          String.format(
              Locale.ROOT,
              "| %s | %.1f | %d | %.1f |%n",
              server.name(),
              (double) used / plan.keys(),
              server.residentBytes() >> 20,
              seconds);
      table.append(row);
      progress.print(row);
    }
  }

  private void pairs(ServerProcess ours, ServerProcess peer, String test, int pipeline, int bytes)
      throws IOException, InterruptedException {
    Load load = sized(peer, new Load(test, pipeline, bytes, plan.keys(), 0, plan.clients()));
    var series = List.of(new Series(), new Series());
    measure(ours, load); // warms the paths that this load takes
    for (int i = 0; i < plan.pairs(); i++) {
      series.get(0).add(measure(ours, load));
      series.get(1).add(measure(peer, load));
    }
    Series first = series.get(0);
    Series second = series.get(1);
    String row =
        "| %s | %s | %s | %s | %s | %s | %s |%n"
            .formatted(
                load.title(),
                new Figures(first.rates).text(0),
                new Figures(second.rates).text(0),
                Figures.ratios(first.rates, second.rates).text(2),
                new Figures(first.cpu).text(3),
                new Figures(second.cpu).text(3),
                Figures.ratios(first.cpu, second.cpu).text(2));
    table.append(row);
    progress.print(row);
  }

  /// The load with as many requests as the peer answers in the time that a turn is to take.
  private Load sized(ServerProcess peer, Load load) throws IOException, InterruptedException {
    int trial = 50_000 * Math.min(load.pipeline(), 16);
    double rate = measure(peer, withRequests(load, trial)).rate();
    return withRequests(load, (int) (rate * plan.seconds()));
  }

  private static Load withRequests(Load load, int requests) {
    return new Load(
        load.test(), load.pipeline(), load.valueBytes(), load.keys(), requests, load.clients());
  }

  private static Turn measure(ServerProcess server, Load load)
      throws IOException, InterruptedException {
    long before = server.cpuMicros();
    double rate = LoadTool.run(server.port(), load);
    return new Turn(rate, (double) (server.cpuMicros() - before) / load.requests());
  }

  private record Turn(double rate, double cpuMicros) {}

  private static final class Series {
    private final List<Double> rates = new ArrayList<>();
    private final List<Double> cpu = new ArrayList<>();

    void add(Turn turn) {
      rates.add(turn.rate());
      cpu.add(turn.cpuMicros());
    }
  }
}
