package hitrate.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// How long the slowest requests take while keys are overwritten at a fixed rate.
///
/// @param rate requests a second
record Tails(Plan plan, int rate) implements Part {
  private static final int READ_BACK = 20_000;

  @Override
  public void run(Path folder, Report report) throws IOException {
    var names = List.of("median, us", "99%, us", "99.9%, us", "longest, us", "requests/s");
    var seen = new ArrayList<List<List<Double>>>();
    names.forEach(name -> seen.add(List.of(new ArrayList<>(), new ArrayList<>())));
    long behind = 0;
    try (var ours = ServerProcess.start(Plan.NAMES.get(0), plan.ours(), folder);
        var peer = ServerProcess.start(Plan.NAMES.get(1), plan.peer(), folder)) {
      var servers = List.of(ours, peer);
      for (ServerProcess server : servers) {
        Filler.fill(server.port(), plan.keys(), 32);
        overwrite(server); // values of all sizes everywhere, and warm paths on both sides
      }
      for (int turn = 0; turn < plan.pairs(); turn++) {
        for (int i = 0; i < 2; i++) {
          OpenLoop.Seen run = overwrite(servers.get(i));
          behind = Math.max(behind, run.behind());
          double[] figures = {
            run.answers().getValueAtPercentile(50),
            run.answers().getValueAtPercentile(99),
            run.answers().getValueAtPercentile(99.9),
            run.answers().getMaxValue(),
            run.rate()
          };
          for (int f = 0; f < figures.length; f++) {
            seen.get(f).get(i).add(figures[f]);
          }
        }
      }
    }
    var goals = List.of(Goal.NONE, Goal.NONE, Goal.atMost(0.65), Goal.atMost(1), Goal.NONE);
    report.table(
        "Answer times at %,d overwrites a second".formatted(rate),
        String.format(
            Locale.ROOT,
            """
            %,d keys, values of 16 to 128 bytes, %d connections, open loop: a request counts from the
            moment it was due. All answers are checked and values read back. The generator itself
            was at most %,d us late.\
            """,
            plan.keys(),
            plan.clients(),
            behind),
        List.of("", "ours", "peer", "ours / peer", "goal"));
    for (int f = 0; f < names.size(); f++) {
      var ratios = Figures.ratios(seen.get(f).get(0), seen.get(f).get(1));
      report.row(
          List.of(
              names.get(f),
              new Figures(seen.get(f).get(0)).text(0),
              new Figures(seen.get(f).get(1)).text(0),
              ratios.text(2),
              goals.get(f).text(ratios.median())));
    }
  }

  private OpenLoop.Seen overwrite(ServerProcess server) throws IOException {
    try (var load = new OpenLoop(server.port(), plan.keys(), plan.clients())) {
      OpenLoop.Seen seen = load.run(rate, plan.seconds());
      load.verify(READ_BACK);
      return seen;
    }
  }
}
