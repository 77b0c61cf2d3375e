package hitrate.engine.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.resp.Reply;
import hitrate.engine.testing.RedisProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/// Keys migrate between our node and a real server in both directions, with the same answers as
/// between two real servers.
@ResourceLock(Servers.LOCK)
class MigrateTest {

  private RedisProcess process;
  private Side target;
  private Side reference;
  private Subject subject;
  private Side ours;

  @BeforeEach
  void start() throws IOException {
    reference = Servers.reference();
    reference.clear();
    process = RedisProcess.start();
    target = new Side("target", "127.0.0.1", process.port());
    subject = Subject.start();
    ours = subject.side();
  }

  @AfterEach
  void stop() throws IOException {
    for (Side side : new Side[] {target, reference, ours}) {
      if (side != null) {
        side.close();
      }
    }
    if (subject != null) {
      subject.close();
    }
    if (process != null) {
      process.close();
    }
  }

  /// So long that no machine is too busy to answer.
  private static final String ENOUGH_MILLIS = "50000";

  /// Each line begins with who is asked: the source, or the target.
  private static final List<String> STORY =
      List.of(
          "source MIGRATE HOST PORT k 0 MILLIS",
          "source SET k v",
          "source MIGRATE HOST PORT k 0 MILLIS",
          "source EXISTS k",
          "target GET k",
          "source SET k w",
          "source MIGRATE HOST PORT k 0 MILLIS",
          "source GET k",
          "source MIGRATE HOST PORT k 0 MILLIS REPLACE",
          "target GET k",
          "source RPUSH list a b c",
          "source HSET hash f v",
          "source ZADD zset 1 m",
          "source SADD set 1 2 3",
          "source MIGRATE HOST PORT _ 3 MILLIS COPY KEYS list hash zset set none",
          "source MIGRATE HOST PORT _ 3 MILLIS REPLACE KEYS list hash",
          "source EXISTS list hash zset set",
          "source SET a 1",
          "source SET list again",
          "source SET b 2",
          "source MIGRATE HOST PORT _ 3 MILLIS KEYS a list b",
          "source MGET a list b",
          "source MIGRATE HOST PORT _ 4 MILLIS REPLACE KEYS b b",
          "source MIGRATE HOST PORT x 0 MILLIS KEYS a",
          "source MIGRATE HOST PORT list x MILLIS",
          "source MIGRATE HOST PORT list 0 x",
          "source MIGRATE HOST PORT list 99 MILLIS",
          "source MIGRATE HOST PORT list 0 MILLIS BAD",
          "source MIGRATE HOST PORT list 0 MILLIS AUTH",
          "source MIGRATE HOST PORT list 0 MILLIS AUTH2 u",
          "source MIGRATE HOST PORT list 0 MILLIS AUTH pw",
          "source MIGRATE HOST PORT list 0 MILLIS AUTH2 u pw",
          "target CONFIG SET requirepass pw",
          "source MIGRATE HOST PORT list 7 MILLIS AUTH pw",
          "source SET list more",
          "source MIGRATE HOST PORT list 8 MILLIS AUTH2 default pw",
          "source SET list more",
          "source MIGRATE HOST PORT list 8 MILLIS AUTH2 default wrong",
          "source MULTI",
          "source MIGRATE HOST PORT list 9 0",
          "source EXEC",
          "source EXISTS list",
          "source EVAL return(redis.call('MIGRATE',ARGV[1],ARGV[2],KEYS[1],9,50)) 1 none HOST PORT",
          "source MIGRATE HOST 1 zset 0 MILLIS",
          "source MIGRATE no.such.host.invalid 1 zset 0 100",
          "source MIGRATE HOST PORT",
          "source COMMAND GETKEYS MIGRATE h 1 _ 0 1 COPY AUTH keys KEYS a b",
          "source COMMAND GETKEYS MIGRATE h 1 k 0 1",
          "source ROLE",
          "source REPLICAOF no ONE",
          "source SLAVEOF NO one",
          "source REPLICAOF host port",
          "source REPLICAOF NO 99999");

  private List<String> tell(Side source, Side receiver) throws IOException {
    var seen = new ArrayList<String>();
    source.clear();
    receiver.clear();
    for (String line : STORY) {
      String[] words = line.split(" ");
      for (int i = 1; i < words.length; i++) {
        words[i] =
            switch (words[i]) {
              case "HOST" -> "127.0.0.1";
              case "PORT" -> "" + receiver.port();
              case "MILLIS" -> ENOUGH_MILLIS;
              case "_" -> "";
              default -> words[i];
            };
      }
      Side asked = words[0].equals("source") ? source : receiver;
      seen.add(
          line + ": " + asked.call(List.of(words).subList(1, words.length).toArray(String[]::new)));
    }
    seen.add("" + source.state());
    receiver.call("AUTH", "pw");
    receiver.call("CONFIG", "SET", "requirepass", "");
    seen.add("" + receiver.state());
    return seen;
  }

  @Test
  void fromHereToTheRealServerIsAsBetweenTwoRealServers() throws IOException {
    List<String> expected = tell(reference, target);
    assertEquals(expected, tell(ours, target));
  }

  @Test
  void fromTheRealServerToHereToo() throws IOException {
    List<String> expected = tell(reference, target);
    assertEquals(expected, tell(reference, ours));
  }

  @Test
  void aDeadlineMovesWithItsKey() throws IOException {
    ours.call("SET", "k", "v", "PX", "100000");
    ours.call("MIGRATE", "127.0.0.1", "" + target.port(), "k", "0", ENOUGH_MILLIS);
    long left = ((Reply.Int) target.call("PTTL", "k")).value();
    assertTrue(left > 50_000 && left <= 100_000, "left: " + left);
  }

  /// A target that does what it is told and not more.
  private static List<String> badTarget(Side source, List<String> answers) throws Exception {
    var seen = new ArrayList<String>();
    try (var server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      for (String answer : answers) {
        source.call("SET", "k", "v");
        var talk =
            Thread.ofVirtual()
                .start(() -> {
                  try {
                    int times = answer.isEmpty() ? 2 : 1; // who only closes is tried again
                    for (int i = 0; i < times; i++) {
                      try (var socket = server.accept()) {
                        if (!answer.isEmpty()) {
                          socket.getInputStream().read(new byte[4096]);
                          socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
                        }
                        if (answer.equals("+OK\r\n")) {
                          socket.getInputStream().read(new byte[4096]); // never says more
                        }
                      }
                    }
                  } catch (IOException ended) {
                    // so has the test
                  }
                });
        String millis = answer.equals("+OK\r\n") ? "300" : ENOUGH_MILLIS;
        Reply reply =
            source.call("MIGRATE", "127.0.0.1", "" + server.getLocalPort(), "k", "0", millis);
        seen.add(reply + " " + source.call("EXISTS", "k"));
        talk.join();
      }
    }
    return seen;
  }

  @Test
  void atATargetThatMisbehavesItEndsTheSame() throws Exception {
    var answers = List.of("", "+OK\r\n-BUSY x\r\n", "-ERR sel\r\n+OK\r\n", "+OK\r\n");
    assertEquals(badTarget(reference, answers), badTarget(ours, answers));
  }

  @Test
  void connectionsAreKeptForTheNextKey() throws IOException {
    for (String key : List.of("a", "b")) {
      ours.call("SET", key, "v");
      ours.call("MIGRATE", "127.0.0.1", "" + target.port(), key, "0", ENOUGH_MILLIS);
    }
    String stats = ((Reply.Bulk) ours.call("INFO", "stats")).value().toString();
    assertTrue(stats.contains("migrate_cached_sockets:1\r\n"), stats);
    String there = ((Reply.Bulk) target.call("INFO", "commandstats")).value().toString();
    assertTrue(there.contains("cmdstat_select:calls=1,"), there);
  }
}
