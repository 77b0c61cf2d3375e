package hitrate.engine.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.client.RespClient;
import hitrate.engine.client.Words;
import hitrate.engine.resp.Reply;
import hitrate.engine.testing.Await;
import hitrate.engine.world.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Clients whose command waits, in the turns of the loop and on a clock that only moves when told.
class WaitingTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final ScriptedNetwork network = new ScriptedNetwork();
  private final VirtualClock clock = VirtualClock.startingAt(START);
  private final NodeLoop loop = network.node(clock);

  @BeforeEach
  void listen() throws Listeners.Unavailable {
    loop.listeners().open(true);
  }

  private void turn() {
    network.poll(0);
    loop.turn().end();
    loop.runTimers();
    loop.turn().end();
  }

  @Test
  void theOneWhoWaitsAndTheOneWhoPushesAreAnsweredInTheSameTurn() {
    var waiter = network.connect().sends("BLPOP q 0");
    turn();
    assertEquals("", waiter.received());
    var before = network.connect().sends("*2", "$4", "ECHO", "$1", "x");
    var pusher = network.connect();
    pusher.sends("*3", "$5", "RPUSH", "$1", "q", "$1", "a", "*2", "$4", "LLEN", "$1", "q");
    turn();
    assertEquals("$1 x", before.received());
    assertEquals("*2 $1 q $1 a", waiter.received());
    assertEquals(":1 :0", pusher.received());
  }

  @Test
  void waitingEndsAtItsDeadline() {
    var first = network.connect().sends("BLPOP q 1.5", "PING");
    var second = network.connect().sends("BLPOP q 1");
    var third = network.connect().sends("BLPOP q 0");
    turn();
    clock.advance(Duration.ofMillis(999));
    turn();
    assertEquals("", second.received());
    clock.advance(Duration.ofMillis(1));
    turn();
    assertEquals("*-1", second.received());
    assertEquals("", first.received());
    clock.advance(Duration.ofMillis(500));
    turn();
    assertEquals("*-1 +PONG", first.received());
    clock.advance(Duration.ofDays(1000));
    turn();
    assertEquals("", third.received());
  }

  @Test
  void whatIsSentInTheSameTurnAsTheElementComesBehindIt() {
    var waiter = network.connect().sends("BLPOP q 0");
    turn();
    network.connect().sends("RPUSH q a");
    waiter.sends("*1", "$4", "PING");
    turn();
    assertEquals("*2 $1 q $1 a +PONG", waiter.received());
  }

  @Test
  void requestsBehindOneThatWaitsKeepTheirOrderHoweverTheyAreCut() {
    for (int cut = 1; cut < 120; cut++) {
      var waiter = network.connect();
      String all =
          "*3\r\n$5\r\nBLPOP\r\n$1\r\nq\r\n$1\r\n0\r\n"
              + "*2\r\n$4\r\nECHO\r\n$3\r\none\r\nECHO two\r\n"
              + "*3\r\n$5\r\nBLPOP\r\n$1\r\nr\r\n$1\r\n0\r\n*2\r\n$4\r\nECHO\r\n$5\r\nthree\r\n";
      waiter.sendsRaw(all.substring(0, Math.min(cut, all.length())));
      turn();
      waiter.sendsRaw(all.substring(Math.min(cut, all.length())));
      turn();
      assertEquals("", waiter.received(), "cut at " + cut);
      network.connect().sends("RPUSH q a");
      turn();
      assertEquals("*2 $1 q $1 a $3 one $3 two", waiter.received(), "cut at " + cut);
      network.connect().sends("RPUSH r b");
      turn();
      assertEquals("*2 $1 r $1 b $5 three", waiter.received(), "cut at " + cut);
    }
  }

  @Test
  void aPauseEndsByItself() {
    var writer = network.connect();
    var reader = network.connect();
    network.connect().sends("CLIENT PAUSE 1000 WRITE");
    turn();
    writer.sends("SET k v", "GET k");
    reader.sends("GET k");
    turn();
    assertEquals("", writer.received());
    assertEquals("$-1", reader.received());
    clock.advance(Duration.ofSeconds(1));
    turn();
    assertEquals("+OK $1 v", writer.received());
  }

  @Test
  void whatWasPutOffRunsAheadOfWhatComesWhenThePauseHasJustEnded() {
    var first = network.connect();
    var second = network.connect();
    network.connect().sends("CLIENT PAUSE 1000 WRITE");
    turn();
    first.sends("RPUSH l 1");
    turn();
    clock.advance(Duration.ofSeconds(1));
    first.sends("RPUSH l 2");
    second.sends("PING");
    turn();
    assertEquals(":1 :2", first.received());
    assertEquals("+PONG", second.received());
  }

  @Test
  void whoLeavesWhileWaitingTakesNothingAlong() {
    var leaver = network.connect().sends("BLPOP q 0", "SET left behind");
    turn();
    network.connect().sends("CLIENT KILL TYPE normal SKIPME yes");
    turn();
    assertTrue(leaver.closed);
    var pusher = network.connect().sends("RPUSH q a", "LLEN q", "EXISTS left");
    turn();
    assertEquals(":1 :1 :0", pusher.received());
    assertEquals(0, loop.sessions().blocked().count());
  }

  @Test
  void aThousandWaitersAreServedInTheOrderInWhichTheyCame() {
    var waiters = new ArrayList<ScriptedNetwork.Peer>();
    for (int i = 0; i < 1000; i++) {
      waiters.add(network.connect().sends("BLPOP q other 0"));
    }
    turn();
    var pusher = network.connect();
    for (int i = 0; i < 1000; i++) {
      pusher.sends("RPUSH q " + i);
    }
    turn();
    for (int i = 0; i < 1000; i++) {
      String number = "" + i;
      assertEquals("*2 $1 q $" + number.length() + " " + i, waiters.get(i).received());
    }
    assertEquals(0, loop.sessions().blocked().count());
  }

  @Test
  void aCallFromInsideServesAWaitingClientAndGetsItsOwnReply() throws Exception {
    try (var node = CacheNode.start();
        var client = RespClient.connect(node.host(), node.port())) {
      var answer = CompletableFuture.supplyAsync(() -> client.call(Words.split("BLPOP q 0")));
      Await.text("blocked_clients:1", () -> node.call("INFO", "clients").toString());
      assertEquals(new Reply.Int(2), node.call("RPUSH", "q", "a", "b"));
      assertEquals(new Reply.Array(List.of(Reply.Bulk.of("q"), Reply.Bulk.of("a"))), answer.get());
      assertEquals(new Reply.Int(1), node.call("LLEN", "q"));
      assertEquals(new Reply.NullArray(), node.call("BLPOP", "nosuch", "0"), "it cannot wait");
    }
  }
}
