package hitrate.bench;

import hitrate.bench.LoadTool.Load;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// How the processor time of a request grows with the number of keys.
///
/// @param counts of keys, ascending
record Growth(Plan plan, List<Integer> counts) implements Part {
  private static final int PIPELINE = 16;

  /// From ten thousand keys to ten times those of the plan.
  static Growth of(Plan plan) {
    var counts = new ArrayList<Integer>();
    for (long keys = Math.max(1, plan.keys() / 100); keys <= plan.keys() * 10L; keys *= 10) {
      counts.add((int) keys);
    }
    return new Growth(plan, counts);
  }

  @Override
  public void run(Path folder, Report report) throws IOException, InterruptedException {
    report.table(
        "Processor time of a request by the number of keys",
        "Microseconds at pipeline 16: median (least..most).",
        List.of("load", "keys", "ours", "peer", "ours / ours at first", "peer / peer at first"));
    var first = new double[4];
    try (var ours = ServerProcess.start(Plan.NAMES.get(0), plan.ours(), folder);
        var peer = ServerProcess.start(Plan.NAMES.get(1), plan.peer(), folder)) {
      var servers = List.of(ours, peer);
      int filled = 0;
      for (int keys : counts) {
        for (ServerProcess server : servers) {
          Filler.fill(server.port(), filled, keys, 32);
        }
        filled = keys;
        for (int load = 0; load < 2; load++) {
          String words =
              load == 0 ? "SET key:__rand_int__ " + "x".repeat(32) : "GET key:__rand_int__";
          row(servers, words, keys, report, first, load * 2);
        }
      }
    }
  }

  private void row(
      List<ServerProcess> servers, String words, int keys, Report report, double[] first, int at)
      throws IOException, InterruptedException {
    Workload workload = Workload.named(words, keys, 32);
    Load load = new Load(workload, PIPELINE, 32, 20_000, plan.clients());
    double rate = LoadTool.run(servers.get(1).port(), load);
    Load sized = load.withRequests((int) Math.max(20_000, rate * plan.seconds()));
    LoadTool.run(servers.get(0).port(), sized);
    var figures = List.of(new ArrayList<Double>(), new ArrayList<Double>());
    for (int turn = 0; turn < plan.pairs(); turn++) {
      for (int i = 0; i < 2; i++) {
        long before = servers.get(i).cpuMicros();
        LoadTool.run(servers.get(i).port(), sized);
        double used = servers.get(i).cpuMicros() - before;
        figures.get(i).add(used / sized.requests());
      }
    }
    var cells = new ArrayList<String>();
    cells.add(words.substring(0, 3));
    cells.add("%,d".formatted(keys));
    var grown = new ArrayList<String>();
    for (int i = 0; i < 2; i++) {
      var now = new Figures(figures.get(i));
      if (first[at + i] == 0) {
        first[at + i] = now.median();
      }
      cells.add(now.text(3));
      grown.add(String.format(Locale.ROOT, "%.2f", now.median() / first[at + i]));
    }
    cells.addAll(grown);
    report.row(cells);
  }
}
