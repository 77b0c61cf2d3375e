package hitrate.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How long each server takes to start.
record StartTimes(Plan plan) implements Part {
  @Override
  public void run(Path folder, Report report) throws IOException {
    var times = List.of(new ArrayList<Double>(), new ArrayList<Double>());
    for (int turn = 0; turn < plan.pairs(); turn++) {
      for (int i = 0; i < 2; i++) {
        try (var server = ServerProcess.start(Plan.NAMES.get(i), plan.commands().get(i), folder)) {
          times.get(i).add(server.timeToFirstPong().toNanos() / 1e6);
        }
      }
    }
    report.table(
        "Start of the process to the first PONG, milliseconds", "", List.of("ours", "peer"));
    report.row(List.of(new Figures(times.get(0)).text(0), new Figures(times.get(1)).text(0)));
  }
}
