package hitrate.bench;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.RespClient;
import hitrate.engine.resp.Reply;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// How well full caches choose what goes: nodes of ours and a redis-server get the same requests at
/// the same time, and the hits are counted. A key that is missed is set, as a cache is used. One
/// node may take as many bytes as the peer, another one as many keys: the first shows what its
/// users get, the second how good its choices are.
///
/// Requests come at a steady rate and not as fast as may be, because both servers tell the times of
/// uses in seconds: what happens within one is all the same to them.
public final class HitRates {
  private static final int WINDOW = 100;
  private static final int SEED = 20_240_601;
  private static final int ENTRY_BYTES = 128; // of a key with its value in our node
  private static final Bytes VALUE = Bytes.of("v".repeat(100));
  private static final Bytes GET = Bytes.of("GET");
  private static final Bytes SET = Bytes.of("SET");

  /// What to run.
  ///
  /// @param ours the command that starts our node
  /// @param peer the command that starts the other server
  /// @param capacity keys that fit
  /// @param rate requests a second
  /// @param seconds how long each trace takes
  public record Plan(
      List<String> ours, List<String> peer, int capacity, int rate, double seconds) {}

  private final Plan plan;
  private final PrintStream progress;

  public HitRates(Plan plan, PrintStream progress) {
    this.plan = plan;
    this.progress = progress;
  }

  /// Prints the table for the commands given: ours, then `--`, then the peer's.
  public static void main(String[] words) throws IOException, InterruptedException {
    List<String> all = List.of(words);
    int cut = all.indexOf("--");
    var plan = new Plan(all.subList(0, cut), all.subList(cut + 1, all.size()), 20_000, 20_000, 20);
    System.out.print(new HitRates(plan, System.err).run());
  }

  /// Runs all traces under all policies and answers the results as a Markdown table.
  public String run() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("hitrate-bench");
    var table =
        new StringBuilder(
            """
            Hits in percent of %,d requests at %,d a second, room for %,d keys:

            | trace | policy | peer | ours, same keys | difference | ours, same bytes | difference |
            |---|---|---|---|---|---|---|
            """
                .formatted((long) (plan.rate() * plan.seconds()), plan.rate(), plan.capacity()));
    try (var peer = ServerProcess.start("peer", plan.peer(), folder);
        var sameKeys = ServerProcess.start("same-keys", plan.ours(), folder);
        var sameBytes = ServerProcess.start("same-bytes", plan.ours(), folder)) {
      for (Trace.Kind kind : Trace.Kind.values()) {
        for (String policy : List.of("allkeys-lru", "allkeys-lfu", "allkeys-random")) {
          double[] rates = compare(List.of(peer, sameKeys, sameBytes), kind, policy);
          String row =
              String.format(
                  Locale.ROOT,
                  "| %s | %s | %.2f | %.2f | %+.2f | %.2f | %+.2f |%n",
                  kind.title(),
                  policy,
                  rates[0],
                  rates[1],
                  rates[1] - rates[0],
                  rates[2],
                  rates[2] - rates[0]);
          table.append(row);
          progress.print(row);
        }
      }
    }
    return table.toString();
  }

  /// The hits of each in percent; the first is the peer, the second is kept at as many keys.
  private double[] compare(List<ServerProcess> servers, Trace.Kind kind, String policy)
      throws IOException, InterruptedException {
    var trace = new Trace(kind, plan.capacity(), SEED);
    long requests = (long) (plan.rate() * plan.seconds());
    var hits = new double[servers.size()];
    try (var first = connect(servers.get(0));
        var second = connect(servers.get(1));
        var third = connect(servers.get(2))) {
      List<RespClient> clients = List.of(first, second, third);
      String limit = capacityInBytes(servers.get(0), first);
      for (RespClient client : clients) {
        client.call("FLUSHALL");
        client.call("CONFIG", "SET", "maxmemory-policy", policy);
        client.call("CONFIG", "SET", "maxmemory", limit);
      }
      long begun = System.nanoTime();
      for (long done = 0; done < requests; done += WINDOW) {
        long due = begun + done * 1_000_000_000L / plan.rate();
        Thread.sleep(Math.max((due - System.nanoTime()) / 1_000_000, 0));
        List<Bytes> keys = trace.next(WINDOW);
        for (RespClient client : clients) {
          send(client, keys);
        }
        for (int i = 0; i < hits.length; i++) {
          hits[i] += receive(clients.get(i), keys) * 100.0 / requests;
        }
        if (done % (plan.rate() / 10) == 0) {
          level(first, second, servers.get(1));
        }
      }
    }
    return hits;
  }

  private static RespClient connect(ServerProcess server) throws IOException {
    return RespClient.connect("127.0.0.1", server.port());
  }

  /// The memory that is in use when as many keys are there as are to fit.
  private String capacityInBytes(ServerProcess server, RespClient client) throws IOException {
    client.call("CONFIG", "SET", "maxmemory", "0");
    client.call("FLUSHALL");
    for (int from = 0; from < plan.capacity(); from += WINDOW) {
      for (int i = from; i < from + WINDOW; i++) {
        client.send(List.of(SET, Trace.key(i), VALUE));
      }
      for (int i = 0; i < WINDOW; i++) {
        client.receive();
      }
    }
    return Long.toString(server.memoryField("used_memory"));
  }

  /// Changes the limit of a server so that it comes to have as many keys as the peer.
  private static void level(RespClient peer, RespClient client, ServerProcess server)
      throws IOException {
    if (peer.call("DBSIZE") instanceof Reply.Int(long target)
        && client.call("DBSIZE") instanceof Reply.Int(long keys)
        && keys != target) {
      long used = server.memoryField("used_memory");
      long limit = used + (target - keys) * ENTRY_BYTES;
      client.call("CONFIG", "SET", "maxmemory", Long.toString(Math.max(limit, 1)));
    }
  }

  private static void send(RespClient client, List<Bytes> keys) throws IOException {
    for (Bytes key : keys) {
      client.send(List.of(GET, key));
    }
  }

  /// Sets what was missed; answers the hits. A key missed twice in one window was a hit the second
  /// time, had the requests come one by one.
  private static long receive(RespClient client, List<Bytes> keys) throws IOException {
    var missed = new ArrayList<Bytes>();
    Set<Bytes> seen = new HashSet<>();
    for (Bytes key : keys) {
      if (!(client.receive() instanceof Reply.Bulk) && seen.add(key)) {
        missed.add(key);
      }
    }
    for (Bytes key : missed) {
      client.send(List.of(SET, key, VALUE));
    }
    for (int i = 0; i < missed.size(); i++) {
      client.receive();
    }
    return (long) keys.size() - missed.size();
  }
}
