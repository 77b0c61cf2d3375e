import hitrate.engine.client.RespClient;
import hitrate.engine.resp.Reply;
import java.net.URI;
import java.util.concurrent.CyclicBarrier;

/// Two clients count visits at the same time, first by GET and SET, then by INCR. The one argument
/// is the server's address, `redis://host:port`.
final class LostUpdates {

  private static final int VISITS = 5_000;

  interface Count {
    void one(RespClient redis);
  }

  public static void main(String[] arguments) throws Exception {
    URI server = URI.create(arguments[0]);
    report("GET and SET:", count(server, LostUpdates::getAndSet));
    report("INCR:", count(server, LostUpdates::incr));
  }

  // tag::race[]
  static void getAndSet(RespClient redis) {
    long visits = Long.parseLong(text(redis.call("GET", "visits")));
    redis.call("SET", "visits", Long.toString(visits + 1));
  }

  static void incr(RespClient redis) {
    redis.call("INCR", "visits");
  }

  // end::race[]

  /// What the counter says after two threads have counted 5,000 visits each.
  private static long count(URI server, Count count) throws Exception {
    try (RespClient redis = RespClient.connect(server)) {
      redis.call("SET", "visits", "0");
      var start = new CyclicBarrier(2);
      Thread[] threads = {thread(server, start, count), thread(server, start, count)};
      for (Thread thread : threads) {
        thread.join();
      }
      return Long.parseLong(text(redis.call("GET", "visits")));
    }
  }

  private static Thread thread(URI server, CyclicBarrier start, Count count) {
    return Thread.ofPlatform()
        .start(() -> {
          try (RespClient redis = RespClient.connect(server)) {
            start.await();
            for (int i = 0; i < VISITS; i++) {
              count.one(redis);
            }
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static String text(Reply reply) {
    return switch (reply) {
      case Reply.Bulk bulk -> bulk.value().toString();
      default -> throw new IllegalStateException("expected a value, got " + reply);
    };
  }

  private static void report(String way, long counted) {
    System.out.printf(
        "%-12s %d visits, counted %d, lost %d%n", way, 2 * VISITS, counted, 2 * VISITS - counted);
  }
}
