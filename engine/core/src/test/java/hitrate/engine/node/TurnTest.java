package hitrate.engine.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.world.Clock;
import hitrate.engine.world.VirtualClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What several clients send at the same moment.
class TurnTest {
  private final ScriptedNetwork network = new ScriptedNetwork();
  private final Clock clock = VirtualClock.startingAt(Instant.parse("2026-01-01T00:00:00Z"));
  private final NodeLoop loop = network.node(clock);

  @BeforeEach
  void listen() throws Listeners.Unavailable {
    loop.listeners().open(true);
  }

  private void turn() {
    network.poll(0);
    loop.turn().end();
  }

  @Test
  void everyClientGetsItsOwnRepliesInOneWrite() {
    var first = network.connect().sends("SET a 1", "INCR a");
    var second = network.connect().sends("*2", "$3", "GET", "$1", "a");
    var third = network.connect().sends("*1", "$4", "PING", "INCR a");
    turn();
    assertEquals("+OK :2", first.received());
    assertEquals("$1 2", second.received());
    assertEquals("+PONG :3", third.received());
    assertEquals(1, first.writes);
    assertEquals(1, third.writes);
  }

  @Test
  void whatAKilledClientHadSentIsNotRun() {
    var killer = network.connect();
    var victim = network.connect();
    killer.sends("*3", "$6", "CLIENT", "$4", "KILL", "$15", "127.0.0.1:40001");
    victim.sends("*3", "$3", "SET", "$1", "k", "$1", "v");
    turn();
    assertEquals("+OK", killer.received());
    assertEquals("", victim.received());
    assertTrue(victim.closed);
    killer.sends("EXISTS k");
    turn();
    assertEquals(":0", killer.received());
  }

  @Test
  void whatFollowsAQuitIsNotRunAndOtherClientsAreServed() {
    var leaver = network.connect().sends("*1", "$4", "QUIT", "*2", "$4", "INCR", "$1", "n");
    var other = network.connect().sends("*2", "$4", "INCR", "$1", "n");
    turn();
    assertEquals("+OK", leaver.received());
    assertTrue(leaver.closed);
    assertEquals(":1", other.received());
    assertFalse(other.closed);
  }

  @Test
  void aProtocolErrorComesBehindTheRepliesBeforeIt() {
    var careless = network.connect().sends("*1", "$4", "PING", "*2", "$4", "ECHO", "x");
    var other = network.connect().sends("PING");
    turn();
    assertEquals("+PONG -ERR Protocol error: expected '$', got 'x'", careless.received());
    assertTrue(careless.closed);
    assertEquals("+PONG", other.received());
  }

  @Test
  void requestsCutAnywhereAndMixedWithOthersAreAnsweredInOrder() {
    var random = new Random(7);
    var peers = new ArrayList<ScriptedNetwork.Peer>();
    var streams = new ArrayList<String>();
    var wanted = new ArrayList<StringBuilder>();
    var got = new ArrayList<StringBuilder>();
    for (int i = 0; i < 20; i++) {
      peers.add(network.connect());
      var stream = new StringBuilder();
      var replies = new StringBuilder();
      for (int request = 0; request < 60; request++) {
        String word = "w".repeat(random.nextInt(400)) + i + "-" + request;
        stream.append(
            random.nextInt(8) == 0
                ? "ECHO " + word + "\r\n"
                : "*2\r\n$4\r\nECHO\r\n$" + word.length() + "\r\n" + word + "\r\n");
        replies.append('$').append(word.length()).append(' ').append(word).append(' ');
      }
      streams.add(stream.toString());
      wanted.add(replies);
      got.add(new StringBuilder());
    }
    while (streams.stream().anyMatch(stream -> !stream.isEmpty())) {
      for (int i = 0; i < peers.size(); i++) {
        int cut = Math.min(random.nextInt(3000), streams.get(i).length());
        peers.get(i).sendsRaw(streams.get(i).substring(0, cut));
        streams.set(i, streams.get(i).substring(cut));
      }
      turn();
      for (int i = 0; i < peers.size(); i++) {
        String piece = peers.get(i).received();
        got.get(i).append(piece).append(piece.isEmpty() ? "" : " ");
      }
    }
    for (int i = 0; i < peers.size(); i++) {
      assertEquals(wanted.get(i).toString(), got.get(i).toString(), "client " + i + ", seed 7");
    }
  }

  @Test
  void aListenerIsServedInTheTurnInTheOrderInWhichThingsCameAbout() {
    var first = network.connect();
    var listener = network.connect().sends("HELLO 3", "SUBSCRIBE c");
    var sender = network.connect();
    turn();
    listener.received();
    first.sends("*3", "$7", "PUBLISH", "$1", "c", "$1", "w");
    listener.sends("*2", "$4", "ECHO", "$3", "one", "*3", "$7", "PUBLISH", "$1", "c", "$1", "x");
    listener.sends("*2", "$4", "ECHO", "$3", "two");
    sender.sends("*3", "$7", "PUBLISH", "$1", "c", "$1", "y");
    turn();
    assertEquals(
        ">3 $7 message $1 c $1 w $3 one >3 $7 message $1 c $1 x :1 $3 two >3 $7 message $1 c $1 y",
        listener.received());
    assertEquals(":1", first.received());
    assertEquals(":1", sender.received());
  }

  @Test
  void aClientThatWasServedAndSendsMoreInTheSameTurnGoesOnBeforeThoseServedEarlier() {
    var feeder = network.connect();
    var second = network.connect();
    var first = network.connect().sends("BLPOP k 0", "INCR n", "INCR n");
    turn();
    second.sends("BLPOP k 0", "INCR n");
    turn();
    feeder.sends("RPUSH k a b", "INCR n");
    second.sends("INCR n");
    turn();
    assertEquals(":2 :1", feeder.received());
    assertEquals("*2 $1 k $1 b :2 :3", second.received());
    assertEquals("*2 $1 k $1 a :4 :5", first.received());
  }

  @Test
  void manyMessagesToOneListenerGoOutInOneWrite() {
    var listener = network.connect().sends("SUBSCRIBE c");
    turn();
    listener.received();
    int before = listener.writes;
    var sender = network.connect();
    for (int i = 0; i < 100; i++) {
      sender.sends("*3", "$7", "PUBLISH", "$1", "c", "$1", "" + i % 10);
    }
    turn();
    assertEquals(":1 ".repeat(100).strip(), sender.received());
    assertEquals(1, listener.writes - before);
    assertTrue(listener.received().startsWith("*3 $7 message $1 c $1 0 *3 $7 message $1 c $1 1"));
  }

  @Test
  void aListenerThatHasLeftIsSentNothing() {
    var listener = network.connect().sends("SUBSCRIBE c");
    turn();
    var killer = network.connect();
    killer.sends(
        "*4", "$6", "CLIENT", "$4", "KILL", "$4", "TYPE", "$6", "pubsub", "*3", "$7", "PUBLISH",
        "$1", "c", "$1", "x");
    turn();
    assertEquals(":1 :0", killer.received());
    assertTrue(listener.closed);
  }
}
