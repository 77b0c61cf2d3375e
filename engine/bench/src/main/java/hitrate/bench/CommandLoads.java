package hitrate.bench;

import hitrate.bench.LoadTool.Load;
import hitrate.engine.client.RespClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Throughput and processor time: for every load ours and the peer take turns, pair by pair.
///
/// Turns matter: the speed of a shared machine drifts by more than the differences to be seen.
///
/// @param valueBytes of values that redis-benchmark makes itself
record CommandLoads(
    Plan plan, String title, List<Workload> workloads, List<Integer> pipelines, int valueBytes)
    implements Part {
  private static final int WARMING = 16; // requests at once

  @Override
  public void run(Path folder, Report report) throws IOException, InterruptedException {
    report.table(
        title,
        """
        Ours over the peer's, ratios pair by pair: median (least..most). Processor time is the
        server's own, per request.\
        """,
        List.of(
            "load",
            "ours, requests/s",
            "peer, requests/s",
            "throughput",
            "goal",
            "ours, CPU us",
            "peer, CPU us",
            "CPU",
            "goal"));
    try (var ours = ServerProcess.start(Plan.NAMES.get(0), plan.ours(), folder);
        var peer = ServerProcess.start(Plan.NAMES.get(1), plan.peer(), folder)) {
      var servers = List.of(ours, peer);
      Data held = Data.NOTHING;
      for (Workload workload : workloads) {
        if (workload.data() != held) {
          held = workload.data();
          for (ServerProcess server : servers) {
            prepare(server, held, 0);
          }
        }
        for (int pipeline : pipelines) {
          pairs(servers, workload, pipeline, report);
        }
      }
    }
  }

  private void prepare(ServerProcess server, Data data, int requests) throws IOException {
    try (var client = RespClient.connect("127.0.0.1", server.port())) {
      client.timeout(Duration.ofMinutes(1));
      client.call("FLUSHALL");
    }
    data.fill(server.port(), new Data.Sizes(plan.keys(), Math.max(1, plan.keys() / 10), requests));
  }

  private void pairs(List<ServerProcess> servers, Workload workload, int pipeline, Report report)
      throws IOException, InterruptedException {
    int clients = workload.clients() == 0 ? plan.clients() : workload.clients();
    Load load = sized(servers.get(1), new Load(workload, pipeline, valueBytes, 0, clients));
    var series = List.of(new Series(), new Series());
    warm(servers.get(0), load);
    for (int turn = 0; turn < plan.pairs(); turn++) {
      for (int i = 0; i < 2; i++) {
        series.get(i).add(measure(servers.get(i), load));
      }
    }
    Series first = series.get(0);
    Series second = series.get(1);
    var throughput = Figures.ratios(first.rates, second.rates);
    var cpu = Figures.ratios(first.cpu, second.cpu);
    var wanted = workload.goals().at(pipeline);
    report.row(
        List.of(
            workload.title() + ", pipeline " + pipeline,
            new Figures(first.rates).text(0),
            new Figures(second.rates).text(0),
            throughput.text(2),
            wanted.throughput().text(throughput.median()),
            new Figures(first.cpu).text(3),
            new Figures(second.cpu).text(3),
            cpu.text(2),
            wanted.cpu().text(cpu.median())));
  }

  /// Has our compiler see the paths that this load takes, for two of the usual turns: one with more
  /// requests at once, as it compiles what was called often, and without a pipeline a short turn
  /// has too few calls for that.
  private void warm(ServerProcess server, Load load) throws IOException, InterruptedException {
    Load deep = load.pipeline() >= WARMING ? load : load.withPipeline(WARMING);
    for (Load one : List.of(deep, load)) {
      long begun = System.nanoTime();
      do {
        measure(server, one);
      } while (System.nanoTime() - begun < Math.min(1.5e9, 1e9 * plan.seconds()));
    }
  }

  /// The load with as many requests as the peer answers in the time that a turn is to take.
  private Load sized(ServerProcess peer, Load load) throws IOException, InterruptedException {
    int requests = 10 * load.clients() * load.pipeline();
    for (int i = 0; i < 3; i++) { // a slow command must not make a long trial
      double rate = measure(peer, load.withRequests(requests)).rate();
      double wanted = rate * plan.seconds();
      requests =
          (int) Math.max(load.clients() * load.pipeline(), Math.min(wanted, 30.0 * requests));
    }
    return load.withRequests(requests);
  }

  private Turn measure(ServerProcess server, Load load) throws IOException, InterruptedException {
    Data data = load.workload().data();
    if (data.eachTurn()) {
      prepare(server, data, load.requests());
    }
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
