package hitrate.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Runs redis-benchmark, which is on every machine that has redis-server's tools.
final class LoadTool {
  private static final int CELLS_AFTER_THE_NAME = 7;

  private LoadTool() {}

  /// One run: what is asked, how many requests are sent ahead of their answers, how large values
  /// are where redis-benchmark makes them.
  record Load(Workload workload, int pipeline, int valueBytes, int requests, int clients) {
    /// SET of the keys that [Filler] knows.
    static Load set(int pipeline, int keys, int requests, int clients) {
      return new Load(Workload.named("set", keys, 32), pipeline, 32, requests, clients);
    }

    Load withRequests(int other) {
      return new Load(workload, pipeline, valueBytes, other, clients);
    }

    Load withPipeline(int other) {
      return new Load(workload, other, valueBytes, requests, clients);
    }
  }

  /// Runs the load and answers its requests per second.
  static double run(int port, Load load) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.addAll(List.of("redis-benchmark", "-h", "127.0.0.1", "-p", Integer.toString(port)));
    command.addAll(List.of("-P", Integer.toString(load.pipeline())));
    command.addAll(List.of("-d", Integer.toString(load.valueBytes())));
    command.addAll(List.of("-r", Integer.toString(load.workload().range())));
    command.addAll(List.of("-n", Integer.toString(load.requests())));
    command.addAll(List.of("-c", Integer.toString(load.clients()), "--csv"));
    if (!load.workload().isCommand()) {
      command.add("-t");
    }
    command.addAll(load.workload().words());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("redis-benchmark failed: " + output);
    }
    String last = output.strip().lines().reduce("", (before, line) -> line);
    String[] cells = last.replace("\"", "").split(",", -1);
    if (!last.startsWith("\"") || cells.length <= CELLS_AFTER_THE_NAME) {
      throw new IOException("redis-benchmark printed no figures: " + output);
    }
    String rate = cells[cells.length - CELLS_AFTER_THE_NAME];
    return rate.equals("inf") ? load.requests() * 1000.0 : Double.parseDouble(rate); // below 1 ms
  }
}
