package hitrate.bench;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.RespClient;
import hitrate.engine.resp.Reply;
import java.io.IOException;
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
///
/// @param capacity keys that fit
/// @param rate requests a second
/// @param seconds how long each trace takes
record HitRates(Plan plan, int capacity, int rate, double seconds) implements Part {
  private static final int WINDOW = 100;
  private static final int SEED = 20_240_601;
  private static final int ENTRY_BYTES = 128; // of a key with its value in our node
  private static final List<String> POLICIES =
      List.of("allkeys-lru", "allkeys-lfu", "allkeys-random");
  private static final Goal GOAL = Goal.atLeast(1);
  private static final Bytes VALUE = Bytes.of("v".repeat(100));
  private static final Bytes GET = Bytes.of("GET");
  private static final Bytes SET = Bytes.of("SET");

  /// Twenty seconds for each trace and policy.
  static HitRates of(Plan plan) {
    return new HitRates(plan, 20_000, 20_000, 20);
  }

  @Override
  public void run(Path folder, Report report) throws IOException, InterruptedException {
    report.table(
        "Hits of a full cache",
        """
        Percent of %,d requests at %,d a second, with room for %,d keys of the peer's: our nodes may have
        as many keys, or as many bytes.\
        """
            .formatted((long) (rate * seconds), rate, capacity),
        List.of(
            "trace",
            "policy",
            "peer",
            "ours, same keys",
            "ours / peer",
            "goal",
            "ours, same bytes"));
    try (var peer = ServerProcess.start("peer", plan.peer(), folder);
        var sameKeys = ServerProcess.start("same-keys", plan.ours(), folder);
        var sameBytes = ServerProcess.start("same-bytes", plan.ours(), folder)) {
      for (Trace.Kind kind : Trace.Kind.values()) {
        for (String policy : POLICIES) {
          double[] rates = compare(List.of(peer, sameKeys, sameBytes), kind, policy);
          double ratio = Math.round(100 * rates[1] / rates[0]) / 100.0;
          report.row(
              List.of(
                  kind.title(),
                  policy,
                  percent(rates[0]),
                  percent(rates[1]),
                  String.format(Locale.ROOT, "%.2f", ratio),
                  GOAL.text(ratio),
                  percent(rates[2])));
        }
      }
    }
  }

  private static String percent(double rate) {
    return String.format(Locale.ROOT, "%.2f", rate);
  }

  /// The hits of each in percent; the first is the peer, the second is kept at as many keys.
  private double[] compare(List<ServerProcess> servers, Trace.Kind kind, String policy)
      throws IOException, InterruptedException {
    var trace = new Trace(kind, capacity, SEED);
    long requests = (long) (rate * seconds);
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
        long due = begun + done * 1_000_000_000L / rate;
        Thread.sleep(Math.max((due - System.nanoTime()) / 1_000_000, 0));
        List<Bytes> keys = trace.next(WINDOW);
        for (RespClient client : clients) {
          send(client, keys);
        }
        for (int i = 0; i < hits.length; i++) {
          hits[i] += receive(clients.get(i), keys) * 100.0 / requests;
        }
        if (done % (rate / 10) == 0) {
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
    for (int from = 0; from < capacity; from += WINDOW) {
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
