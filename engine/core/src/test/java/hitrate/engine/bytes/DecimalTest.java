package hitrate.engine.bytes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Decimal numbers against the JDK's.
class DecimalTest {
  private final byte[] target = new byte[32];

  @Test
  void writesNumbersAroundEachPowerOfTen() {
    long power = 1;
    for (int digits = 1; digits <= 19; digits++, power *= 10) {
      for (long near = -1; near <= 1; near++) {
        assertWritten(power + near);
        assertWritten(-power + near);
      }
    }
    assertWritten(Long.MAX_VALUE);
    assertWritten(Long.MIN_VALUE);
  }

  @Test
  void writesRandomNumbersOfAllLengths() {
    var random = new SplittableRandom(42);
    for (int i = 0; i < 100_000; i++) {
      assertWritten(random.nextLong() >> random.nextInt(64));
    }
  }

  private void assertWritten(long value) {
    int end = Decimal.write(value, target, 3);
    assertEquals(Long.toString(value), new String(target, 3, end - 3, StandardCharsets.US_ASCII));
    assertEquals(end - 3, Decimal.length(value));
    assertTrue(Decimal.isLong(target, 3, end - 3));
    assertEquals(value, Decimal.parse(target, 3, end - 3));
  }
}
