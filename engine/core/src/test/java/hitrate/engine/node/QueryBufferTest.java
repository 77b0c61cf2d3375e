package hitrate.engine.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// What is kept of a request that has not come whole, and what becomes of it when others are served
/// meanwhile ([Undecoded]).
class QueryBufferTest {
  private static final byte[] READ = bytes("*1\r\n$4\r\nPING\r\n*2\r\n$3");
  private static final int WHOLE = 14;

  private final QueryBuffer buffer = new QueryBuffer();
  private final Undecoded undecoded = new Undecoded();

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void theRestOfWhatWasReadIsKept() {
    buffer.keep(READ, WHOLE, READ.length);
    assertArrayEquals(bytes("*2\r\n$3"), buffer.copy());
    buffer.keep(READ, READ.length, READ.length);
    assertEquals(0, buffer.length());
    assertEquals(0, buffer.allocated());
  }

  @Test
  void whatComesNextGoesBehindItAndTheRestMovesToTheFront() {
    buffer.keep(READ, WHOLE, READ.length);
    byte[] array = buffer.withRoom(100);
    byte[] next = bytes("\r\nGET\r\n$1\r\nk\r\n*1");
    System.arraycopy(next, 0, array, buffer.length(), next.length);
    int end = buffer.length() + next.length;
    buffer.filledTo(end);
    buffer.keep(array, end - 2, end);
    assertArrayEquals(bytes("*1"), buffer.copy());
  }

  @Test
  void anAnnouncementTakesNoMoreRoomThanWhatHasCome() {
    assertEquals(64 * 1024, buffer.withRoom(500 << 20).length);
    buffer.filledTo(64 * 1024);
    assertEquals(128 * 1024, buffer.withRoom(500 << 20).length);
    buffer.filledTo(100);
    buffer.trim();
    assertEquals(100, buffer.allocated());
  }

  @Test
  void whatIsLeftToDecodeIsStillThereWhenNobodyElseWasServed() {
    int held = undecoded.hold(READ, WHOLE, READ.length);
    assertTrue(undecoded.release(held));
    assertEquals(0, buffer.length());
  }

  @Test
  void whoServesOthersMeanwhileTakesItOverOnce() {
    int held = undecoded.hold(READ, WHOLE, READ.length);
    assertTrue(undecoded.takeOver(buffer));
    assertArrayEquals(Arrays.copyOfRange(READ, WHOLE, READ.length), buffer.copy());
    assertFalse(undecoded.takeOver(buffer), "it is his now");
    int inner = undecoded.hold(READ, 0, WHOLE); // he runs requests, too
    assertTrue(undecoded.release(inner));
    assertFalse(undecoded.release(held));
  }

  @Test
  void nothingIsTakenOverBetweenTwoBatches() {
    undecoded.release(undecoded.hold(READ, 0, WHOLE));
    assertFalse(undecoded.takeOver(buffer));
  }
}
