package hitrate.bench;

import hitrate.bench.LoadTool.Load;
import hitrate.engine.client.RespClient;
import hitrate.engine.resp.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/// What keeping the data costs, side by side: saving a snapshot in the background, what other
/// clients notice of that, loading it at the start, and writing an append-only file.
final class SavingRun implements Part {
  private static final long POLL_NANOS = 1_000_000;
  private static final int PIPELINE = 16;
  private static final int TRIAL_A_SECOND = 200_000;

  private final Plan plan;
  private final Dataset dataset;
  private final int pairs;
  private final String title;
  private final List<String> columns;

  /// @param dataset what is saved and loaded
  SavingRun(Plan plan, Dataset dataset) {
    this(
        plan,
        dataset,
        dataset.isMixed() ? "Keeping data of all types" : "Keeping the data",
        List.of("", "ours", "peer", "ours / peer"));
  }

  /// @param columns over what, the first server, the second one, and their ratio
  SavingRun(Plan plan, Dataset dataset, String title, List<String> columns) {
    this.plan = plan;
    this.dataset = dataset;
    this.pairs = plan.pairs();
    this.title = title;
    this.columns = columns;
  }

  @Override
  public void run(Path parent, Report report) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(parent, "saving"); // without a file of another part
    for (String name : Plan.NAMES) {
      Files.createDirectory(folder.resolve(name));
    }
    report.table(title, dataset.description() + ".", columns);
    snapshots(Plan.NAMES, plan.commands(), folder, report);
    loading(Plan.NAMES, plan.commands(), folder, report);
    for (String policy : List.of("everysec", "always")) {
      appending(policy, folder, report);
    }
  }

  private void snapshots(
      List<String> names, List<List<String>> commands, Path folder, Report report)
      throws IOException, InterruptedException {
    var wall = pair();
    var quiet = pair();
    var during = pair();
    var growth = pair();
    var reload = pair();
    var bytes = pair();
    try (var first = start(names.get(0), commands.get(0), folder);
        var second = start(names.get(1), commands.get(1), folder)) {
      var servers = List.of(first, second);
      for (ServerProcess server : servers) {
        Filler.fill(server.port(), dataset);
      }
      for (ServerProcess server : servers) { // a rehearsal, which does not count
        save(server);
        longestGet(server, true);
      }
      for (int turn = 0; turn < pairs; turn++) {
        for (int i = 0; i < 2; i++) {
          ServerProcess server = servers.get(i);
          wall.get(i).add(save(server) / 1e6);
          quiet.get(i).add(longestGet(server, false));
          during.get(i).add(longestGet(server, true));
          growth.get(i).add(growth(server));
          Path file = folder.resolve(names.get(i)).resolve("dump.rdb");
          bytes.get(i).add((double) Files.size(file));
        }
      }
      // afterwards: what was read lies in memory in the order in which it is saved
      for (int turn = -1; turn < pairs; turn++) {
        for (int i = 0; i < 2; i++) {
          double millis = reload(servers.get(i)) / 1e6;
          if (turn >= 0) {
            reload.get(i).add(millis);
          }
        }
      }
    }
    row(report, "BGSAVE, ms", wall, 0);
    row(report, "longest GET of one client without a save, ms", quiet, 2);
    row(report, "longest GET of one client during a save, ms", during, 2);
    row(
        report,
        "resident memory more during a save while all keys are written anew, MB",
        growth,
        1);
    row(report, "file, bytes", bytes, 0);
    row(report, "reading that file anew in a running server, ms", reload, 0);
  }

  private void loading(List<String> names, List<List<String>> commands, Path folder, Report report)
      throws IOException {
    var times = pair();
    for (int turn = 0; turn < pairs; turn++) {
      for (int i = 0; i < 2; i++) {
        try (var server = start(names.get(i), commands.get(i), folder)) {
          times.get(i).add(server.timeToFirstPong().toNanos() / 1e6);
        }
      }
    }
    row(report, "start with that file to the first PONG, ms", times, 0);
  }

  private void appending(String policy, Path folder, Report report)
      throws IOException, InterruptedException {
    var rates = pair();
    var arguments = List.of("--appendonly", "yes", "--appendfsync", policy, "--dbfilename", "none");
    try (var first = start(Plan.NAMES.get(0), with(plan.ours(), arguments), folder);
        var second = start(Plan.NAMES.get(1), with(plan.peer(), arguments), folder)) {
      var servers = List.of(first, second);
      int trials = (int) Math.max(1_000, TRIAL_A_SECOND * Math.min(1, plan.seconds()));
      Load trial = Load.set(PIPELINE, dataset.keys(), trials, plan.clients());
      double rate = LoadTool.run(second.port(), trial);
      int requests = (int) (rate * plan.seconds());
      Load load = Load.set(PIPELINE, dataset.keys(), requests, plan.clients());
      for (ServerProcess server : servers) { // a rehearsal, which does not count
        LoadTool.run(server.port(), load);
      }
      for (int turn = 0; turn < pairs; turn++) {
        for (int i = 0; i < 2; i++) {
          rates.get(i).add(LoadTool.run(servers.get(i).port(), load));
        }
      }
    }
    row(report, "SET at pipeline 16, appendfsync " + policy + ", requests/s", rates, 0);
  }

  private static ServerProcess start(String name, List<String> command, Path folder)
      throws IOException {
    return ServerProcess.start(
        name,
        with(
            command,
            List.of("--dir", folder.resolve(name).toString(), "--enable-debug-command", "local")),
        folder);
  }

  private static List<String> with(List<String> command, List<String> more) {
    var words = new ArrayList<>(command);
    words.addAll(more);
    return words;
  }

  private static List<List<Double>> pair() {
    return List.of(new ArrayList<>(), new ArrayList<>());
  }

  private static void row(Report report, String what, List<List<Double>> series, int decimals) {
    report.row(
        List.of(
            what,
            new Figures(series.get(0)).text(decimals),
            new Figures(series.get(1)).text(decimals),
            Figures.ratios(series.get(0), series.get(1)).text(2)));
  }

  /// Saves in the background; answers the nanoseconds until that was done.
  private static long save(ServerProcess server) throws IOException {
    try (var client = RespClient.connect("127.0.0.1", server.port())) {
      long begun = System.nanoTime();
      client.call("BGSAVE");
      while (isSaving(client)) {
        LockSupport.parkNanos(POLL_NANOS);
      }
      return System.nanoTime() - begun;
    }
  }

  /// Has the server read its snapshot in place of what it has; answers the nanoseconds that took.
  private static long reload(ServerProcess server) throws IOException {
    try (var client = RespClient.connect("127.0.0.1", server.port())) {
      client.timeout(Duration.ofMinutes(2));
      long begun = System.nanoTime();
      if (client.call("DEBUG", "RELOAD", "NOSAVE") instanceof Reply.Error(var message)) {
        throw new IOException("DEBUG RELOAD NOSAVE: " + message);
      }
      return System.nanoTime() - begun;
    }
  }

  private static boolean isSaving(RespClient client) throws IOException {
    return client.call("INFO", "persistence") instanceof Reply.Bulk(var text)
        && text.toString().contains("rdb_bgsave_in_progress:1");
  }

  /// The longest that a client waited for one of its GETs, in milliseconds: while the server saves,
  /// or for half a second while it does not.
  private double longestGet(ServerProcess server, boolean saving) throws IOException {
    var done = new AtomicBoolean();
    var longest = CompletableFuture.supplyAsync(() -> getUntil(done, server));
    try {
      if (saving) {
        save(server);
      } else {
        LockSupport.parkNanos(500_000_000);
      }
    } finally {
      done.set(true);
    }
    return longest.join() / 1e6;
  }

  private double getUntil(AtomicBoolean done, ServerProcess server) {
    try (var client = RespClient.connect("127.0.0.1", server.port())) {
      long longest = 0;
      for (int i = 0; !done.get(); i = (i + 7919) % dataset.keys()) {
        long begun = System.nanoTime();
        client.call("GET", dataset.string(i));
        longest = Math.max(longest, System.nanoTime() - begun);
      }
      return longest;
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  /// How many megabytes more the server and its children hold at most while it saves and all keys
  /// are written anew meanwhile.
  private double growth(ServerProcess server) throws IOException {
    long before = server.privateBytesOfAll();
    long most = before;
    var commands = dataset.commands('y').iterator();
    try (var client = RespClient.connect("127.0.0.1", server.port());
        var asking = RespClient.connect("127.0.0.1", server.port())) {
      asking.call("BGSAVE");
      while (commands.hasNext()) {
        Filler.send(client, commands, 5_000);
        most = Math.max(most, server.privateBytesOfAll());
      }
      while (isSaving(asking)) {
        LockSupport.parkNanos(POLL_NANOS);
        most = Math.max(most, server.privateBytesOfAll());
      }
    }
    return Math.max(most - before, 1 << 16) / (double) (1 << 20);
  }
}
