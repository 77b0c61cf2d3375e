package hitrate.engine.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.world.VirtualClock;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Who may connect, and who is sent away.
class ConnectionsTest {
  private final ScriptedNetwork network = new ScriptedNetwork();
  private final VirtualClock clock = VirtualClock.startingAt(Instant.parse("2026-01-01T00:00:00Z"));
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

  private ScriptedNetwork.Peer stranger() throws IOException {
    return network.connectFrom(InetAddress.ofLiteral("203.0.113.7"));
  }

  private void configure(String name, String value) {
    var admin = network.connect().sends("CONFIG SET " + name + " '" + value + "'");
    turn();
    assertEquals("+OK", admin.received());
    admin.sends("QUIT");
    turn();
  }

  @Test
  void aNodeWithoutPasswordIsClosedToOtherMachines() throws IOException {
    var stranger = stranger();
    assertTrue(stranger.closed);
    String answer = stranger.received();
    assertTrue(answer.startsWith("-DENIED Redis is running in protected mode because"), answer);
    var friend = network.connect().sends("INFO stats");
    turn();
    assertTrue(friend.received().contains("rejected_connections:1 "), "counted");
    assertFalse(network.connectFrom(InetAddress.ofLiteral("127.8.9.10")).closed);
    assertFalse(network.connectFrom(InetAddress.ofLiteral("::1")).closed);
  }

  @Test
  void aPasswordOpensIt() throws IOException {
    configure("requirepass", "secret");
    var stranger = stranger().sends("AUTH secret");
    turn();
    assertEquals("+OK", stranger.received());
  }

  @Test
  void whoWantsItOpenCanHaveItSo() throws IOException {
    configure("protected-mode", "no");
    var stranger = stranger().sends("PING");
    turn();
    assertEquals("+PONG", stranger.received());
  }

  @Test
  void theSystemIsToldHowLongAClientMayBeSilent() {
    assertEquals(300, network.connect().keepAliveSeconds);
    configure("tcp-keepalive", "0");
    assertEquals(0, network.connect().keepAliveSeconds);
  }

  @Test
  void onlyWhoHasNoReasonToBeSilentTimesOut() {
    configure("timeout", "10");
    var idle = network.connect().sends("PING");
    var listener = network.connect().sends("SUBSCRIBE news");
    var waiter = network.connect().sends("BLPOP list 0");
    var watcher = network.connect().sends("MONITOR");
    turn();
    clock.advance(Duration.ofSeconds(10));
    turn();
    assertFalse(idle.closed);
    clock.advance(Duration.ofSeconds(1));
    turn();
    assertTrue(idle.closed);
    assertFalse(listener.closed);
    assertFalse(waiter.closed);
    assertFalse(watcher.closed);
  }
}
