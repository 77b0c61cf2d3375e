package hitrate.bench;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.RespClient;
import hitrate.engine.resp.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/// What keys and values take: by the server's own count and by the system's, before and after most
/// of them are deleted; and how long the server is silent while it is filled.
///
/// @param kinds how many kinds of values are looked at: a test takes fewer
record Footprint(Plan plan, int kinds) implements Part {
  static final int ALL = Integer.MAX_VALUE;

  private static final int TOGETHER = 100;
  private static final long SETTLING_NANOS = 10_000_000_000L;

  @Override
  public void run(Path folder, Report report) throws IOException {
    var pauses = List.of(new ArrayList<Double>(), new ArrayList<Double>());
    keys(folder, report, pauses);
    silence(folder, report, pauses);
    values(folder, report);
  }

  private void keys(Path folder, Report report, List<? extends List<Double>> pauses)
      throws IOException {
    var used = new ArrayList<Double>();
    var resident = new ArrayList<Double>();
    var accuracy = new ArrayList<Double>();
    var afterwards = new ArrayList<Double>();
    for (int i = 0; i < 2; i++) {
      try (var server = ServerProcess.start(Plan.NAMES.get(i), plan.commands().get(i), folder)) {
        long empty = server.memoryField("used_memory");
        long before = server.privateBytesOfAll();
        pauses.get(i).add(longestAnswer(server));
        double grown = server.memoryField("used_memory") - empty;
        used.add(grown / plan.keys());
        accuracy.add(grown / Math.max(1, server.privateBytesOfAll() - before));
        resident.add(server.residentBytes() / 1e6);
        deleteMost(server);
        LockSupport.parkNanos(plan.keys() < 10_000 ? 0 : SETTLING_NANOS);
        afterwards.add(server.residentBytes() / 1e6);
      }
    }
    report.table(
        "Memory for %,d keys of 16 bytes with values of 32".formatted(plan.keys()),
        "",
        List.of("", "ours", "peer", "ours / peer", "goal"));
    row(report, "used_memory more, bytes a key", used, 1, Goal.atMost(0.5));
    row(report, "resident, MB", resident, 0, Goal.atMost(0.55));
    row(
        report,
        "resident ten seconds after 90% of them were deleted, MB",
        afterwards,
        0,
        Goal.atMost(1));
    row(report, "used_memory more / private memory more", accuracy, 3, Goal.NONE);
  }

  /// The longest answer of a client while another fills an empty server, in pairs: one fill is soon
  /// over, and a few of its milliseconds are the machine's. The first pair is that of [#keys].
  private void silence(Path folder, Report report, List<? extends List<Double>> pauses)
      throws IOException {
    for (int turn = 1; turn < plan.pairs(); turn++) {
      for (int i = 0; i < 2; i++) {
        try (var server = ServerProcess.start(Plan.NAMES.get(i), plan.commands().get(i), folder)) {
          pauses.get(i).add(longestAnswer(server));
        }
      }
    }
    var ratios = Figures.ratios(pauses.get(0), pauses.get(1));
    report.table(
        "Longest answer of one client while another writes %,d keys".formatted(plan.keys()),
        "",
        List.of("", "ours", "peer", "ours / peer", "goal"));
    report.row(
        List.of(
            "longest answer, ms",
            new Figures(pauses.get(0)).text(2),
            new Figures(pauses.get(1)).text(2),
            ratios.text(2),
            Goal.atMost(1.5).text(ratios.median())));
  }

  private static void row(Report report, String name, List<Double> pair, int decimals, Goal goal) {
    double ratio = pair.get(0) / pair.get(1);
    String form = "%." + decimals + "f";
    report.row(
        List.of(
            name,
            String.format(Locale.ROOT, form, pair.get(0)),
            String.format(Locale.ROOT, form, pair.get(1)),
            String.format(Locale.ROOT, "%.2f", ratio),
            goal.text(ratio)));
  }

  /// Fills the server, and answers how long at most another client waited meanwhile, in
  /// milliseconds.
  private double longestAnswer(ServerProcess server) throws IOException {
    var done = new AtomicBoolean();
    var longest =
        CompletableFuture.supplyAsync(() -> {
          try (var client = RespClient.connect("127.0.0.1", server.port())) {
            long most = 0;
            while (!done.get()) {
              long begun = System.nanoTime();
              client.call("GET", "key:000000000000");
              most = Math.max(most, System.nanoTime() - begun);
            }
            return most;
          } catch (IOException gone) {
            throw new UncheckedIOException(gone);
          }
        });
    try {
      Filler.fill(server.port(), plan.keys(), 32);
    } finally {
      done.set(true);
    }
    return longest.join() / 1e6;
  }

  /// Deletes nine of every ten keys.
  private void deleteMost(ServerProcess server) throws IOException {
    Bytes del = Bytes.of("DEL");
    Filler.send(
        server.port(),
        plan.keys() / 10,
        i -> {
          var words = new ArrayList<Bytes>();
          words.add(del);
          for (int k = 1; k < 10; k++) {
            words.add(Bytes.of(Filler.key(i * 10 + k)));
          }
          return words;
        });
  }

  /// A value of some type: the requests that make one under a key.
  private record Sample(String name, int share, Maker maker) {}

  @FunctionalInterface
  private interface Maker {
    /// The words of the request that adds elements from..to.
    List<String> words(String key, int from, int to);
  }

  private static final String VALUE = "value:1234567890";

  private static List<Sample> samples() {
    return List.of(
        new Sample("hash of 100 fields", 100, elements("HSET", i -> List.of("f:" + i, VALUE))),
        new Sample("sorted set of 100", 100, elements("ZADD", i -> List.of("" + i * 7, "m:" + i))),
        new Sample("list of 100", 100, elements("RPUSH", i -> List.of(VALUE))),
        new Sample("set of 100", 100, elements("SADD", i -> List.of("m:" + i))),
        new Sample(
            "stream of 1,000",
            1000,
            (key, from, to) ->
                List.of("XADD", key, "1-" + (from + 1), "name", VALUE, "seen", "" + from)),
        new Sample("hash of 10,000", 10_000, elements("HSET", i -> List.of("f:" + i, VALUE))),
        new Sample(
            "sorted set of 10,000", 10_000, elements("ZADD", i -> List.of("" + i, "m:" + i))),
        new Sample("list of 10,000", 10_000, elements("RPUSH", i -> List.of(VALUE))),
        new Sample("set of 10,000", 10_000, elements("SADD", i -> List.of("m:" + i))));
  }

  @FunctionalInterface
  private interface Element {
    List<String> words(int number);
  }

  private static Maker elements(String command, Element element) {
    return (key, from, to) -> {
      var words = new ArrayList<>(List.of(command, key));
      for (int i = from; i < to; i++) {
        words.addAll(element.words(i));
      }
      return words;
    };
  }

  private void values(Path folder, Report report) throws IOException {
    report.table(
        "Bytes a value",
        """
        used_memory: the server's own count, more than when it was empty; private: what the system
        counts for the process, more than before; both for each value of %,d elements in all. The
        last column is what the server says of one value.\
        """
            .formatted(plan.keys()),
        List.of(
            "value",
            "ours, used_memory",
            "peer, used_memory",
            "ours / peer",
            "goal",
            "ours, private",
            "peer, private",
            "ours, used / private",
            "MEMORY USAGE / used_memory, ours, peer"));
    for (Sample sample : samples().stream().limit(kinds).toList()) {
      var used = new double[2];
      var held = new double[2];
      var said = new double[2];
      int copies = Math.max(1, plan.keys() / sample.share());
      for (int i = 0; i < 2; i++) {
        try (var server = ServerProcess.start(Plan.NAMES.get(i), plan.commands().get(i), folder)) {
          long empty = server.memoryField("used_memory");
          long before = server.privateBytesOfAll();
          make(server.port(), sample, copies);
          used[i] = (server.memoryField("used_memory") - empty) / (double) copies;
          held[i] = (server.privateBytesOfAll() - before) / (double) copies;
          said[i] = usage(server) / used[i];
        }
      }
      double ratio = used[0] / used[1];
      report.row(
          List.of(
              sample.name(),
              number(used[0], 0),
              number(used[1], 0),
              number(ratio, 2),
              Goal.atMost(1).text(ratio),
              number(held[0], 0),
              number(held[1], 0),
              number(used[0] / held[0], 2),
              number(said[0], 2) + ", " + number(said[1], 2)));
    }
  }

  private static void make(int port, Sample sample, int copies) throws IOException {
    int together = sample.share() == 1000 ? 1 : Math.min(sample.share(), TOGETHER);
    int requests = sample.share() / together;
    Filler.send(
        port,
        copies * requests,
        i -> {
          int part = i % requests * together;
          return sample.maker().words("v:" + i / requests, part, part + together).stream()
              .map(Bytes::of)
              .toList();
        });
  }

  private static double usage(ServerProcess server) throws IOException {
    try (var client = RespClient.connect("127.0.0.1", server.port())) {
      client.timeout(Duration.ofSeconds(30));
      return client.call("MEMORY", "USAGE", "v:0", "SAMPLES", "0") instanceof Reply.Int(var bytes)
          ? bytes
          : Double.NaN;
    }
  }

  private static String number(double value, int decimals) {
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }
}
