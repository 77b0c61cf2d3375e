package hitrate.engine.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.world.Clock;
import java.util.Collections;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What other clients hear that have sent something at the same moment as one whose script then
/// does not end: the same as those who come later.
@Timeout(60)
class BusyTurnsTest {
  private static final String SCRIPT = "'while true do end'";
  private static final String EVAL = "*3\r\n$4\r\nEVAL\r\n$17\r\nwhile true do end\r\n$1\r\n0\r\n";
  private static final String BUSY =
      "-BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.";

  /// Has something more arrive while the script runs, and then what ends it.
  private static final class Meanwhile extends ScriptedNetwork {
    private static final int PATIENCE = 100;
    private static final int LATER = 50;
    private int polls;
    private Runnable later = () -> {};
    private Runnable last = () -> {};

    @Override
    public void poll(long timeoutMillis) {
      polls++;
      if (polls == LATER) {
        later.run();
      }
      if (polls == PATIENCE) {
        last.run();
      }
      super.poll(timeoutMillis);
    }
  }

  private final Meanwhile network = new Meanwhile();
  private final Clock clock = Clock.system();
  private final NodeLoop loop = network.node(clock);

  @BeforeEach
  void listen() throws Listeners.Unavailable {
    loop.listeners().open(true);
    var admin = network.connect().sends("CONFIG SET busy-reply-threshold 1");
    turn();
    assertEquals("+OK", admin.received());
    network.last = () -> admin.sends("SCRIPT KILL");
  }

  private void turn() {
    network.poll(0);
    loop.turn().end();
  }

  private static String busy(int times) {
    return String.join(" ", Collections.nCopies(times, BUSY));
  }

  private static String pings(int times) {
    return "*1\r\n$4\r\nPING\r\n".repeat(times);
  }

  @Test
  void aRequestInTheSameFormIsRefused() {
    var runner = network.connect().sendsRaw(EVAL);
    var other = network.connect().sendsRaw(pings(1));
    turn();
    assertEquals(busy(1), other.received());
    assertTrue(runner.received().contains("killed by user"));
  }

  @Test
  void aRequestBehindLinesIsRefused() {
    network.connect().sends("SET k v", "EVAL " + SCRIPT + " 0");
    var other = network.connect().sendsRaw(pings(1));
    turn();
    assertEquals(busy(1), other.received());
  }

  @Test
  void aLineIsRefused() {
    network.connect().sendsRaw(EVAL);
    var other = network.connect().sends("PING");
    turn();
    assertEquals(busy(1), other.received());
  }

  @Test
  void allOfManyRequestsAreRefused() {
    network.connect().sendsRaw(EVAL);
    var other = network.connect().sendsRaw(pings(100));
    turn();
    assertEquals(busy(100), other.received());
  }

  @Test
  void aRequestOfWhichHalfHadComeIsRefused() {
    var runner = network.connect();
    var other = network.connect().sendsRaw("*1\r\n$4\r\nPI");
    turn();
    runner.sends("EVAL " + SCRIPT + " 0");
    other.sendsRaw("NG\r\n" + pings(20));
    turn();
    assertEquals(busy(21), other.received());
  }

  @Test
  void whoeverComesWhenTheRoomIsFullIsRefused() {
    network.connect().sendsRaw(EVAL);
    for (int i = 0; i < 4; i++) {
      network.connect().sendsRaw("*2\r\n$4\r\nECHO\r\n$13000\r\n" + "x".repeat(13_000) + "\r\n");
    }
    var other = network.connect().sendsRaw(pings(1));
    turn();
    assertEquals(busy(1), other.received());
  }

  @Test
  void whoHasBeenRefusedIsHeardAgain() {
    network.connect().sends("EVAL " + SCRIPT + " 0");
    var other = network.connect().sendsRaw(pings(20) + "*1\r\n$4\r\nPI");
    network.later = () -> other.sendsRaw("NG\r\n" + pings(40) + "*1\r\n$4\r\nPI");
    turn();
    assertEquals(busy(61), other.received());
    other.sendsRaw("NG\r\n");
    turn();
    assertEquals("+PONG", other.received());
  }

  @Test
  void whoWaitsForAKeyGoesOnWaiting() {
    var runner = network.connect();
    var waiter = network.connect().sends("BLPOP k 0");
    turn();
    runner.sends("EVAL " + SCRIPT + " 0");
    waiter.sends("PING");
    turn();
    assertEquals("", waiter.received());
    runner.sends("RPUSH k v");
    turn();
    assertEquals("*2 $1 k $1 v +PONG", waiter.received());
  }

  @Test
  void whoGoesAwayMeanwhileIsForgotten() {
    network.connect().sends("EVAL " + SCRIPT + " 0");
    var other = network.connect().sendsRaw(pings(20) + "*1\r\n$4\r\nQUIT\r\n" + pings(20));
    turn();
    assertEquals(busy(20) + " +OK", other.received());
    assertTrue(other.closed);
  }

  @Test
  void repliesAndMessagesOfBeforeAreNotOvertaken() {
    var listener = network.connect().sends("SUBSCRIBE c");
    turn();
    listener.received();
    var other = network.connect().sends("PUBLISH c x");
    network.connect().sends("EVAL " + SCRIPT + " 0");
    network.later =
        () -> {
          other.sends("PING");
          listener.sends("PING");
        };
    turn();
    assertEquals(":1 " + busy(1), other.received());
    assertEquals("*3 $7 message $1 c $1 x " + busy(1), listener.received());
  }
}
