package hitrate.engine.bytes;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LongDoubleTest {
  // The sums were taken from a real server's INCRBYFLOAT on x86-64.
  @ParameterizedTest
  @CsvSource({
    "10.5, 0.1, 10.6",
    "3.0e3, 200, 3200",
    "0x1.8p1, 0, 3",
    "5., .5, 5.5",
    "0.1, 0.2, 0.3",
    "1e-18, 0, 0",
    "-1e-30, 0, 0",
    "9223372036854775807, 1, 9223372036854775808",
    "18446744073709551615, 1, 18446744073709551616",
    "18446744073709551616, 1, 18446744073709551616",
    "18446744073709551616, 3, 18446744073709551620",
    "0e99999999999, -0.0, 0",
    "1.00000000000000000005, 0, 1",
  })
  void sumsHaveTheDigitsOfAnEightyBitNumber(String a, String b, String sum) {
    LongDouble result = requireNonNull(parse(a)).plus(requireNonNull(parse(b)));
    assertEquals(sum, requireNonNull(result).toPlainText());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " 1",
        "1 ",
        "1e",
        "1e+",
        ".",
        "0x",
        "0x1p",
        "+-1",
        "nan",
        "nan(1)",
        "infinit",
        "1,5",
        "1e4933",
        "-1e99999999999",
        "1e-4952",
        "1\0"
      })
  void textThatIsNoNumberOfTheFormatIsRefused(String text) {
    assertNull(parse(text));
  }

  @Test
  void theLargestAndTheSmallestNumbersAreRead() {
    assertNotNull(parse("1.18973149535723176502e4932"));
    assertNull(parse("1.18973149535723176509e4932"));
    assertNotNull(parse("3.7e-4951"));
    assertNull(parse("1.8e-4951"));
  }

  @Test
  void infinitiesAddUpUnlessTheyAreOpposed() {
    LongDouble infinity = requireNonNull(parse("Infinity"));
    LongDouble minusInfinity = requireNonNull(parse("-inf"));
    assertTrue(infinity.isInfinite());
    assertEquals(infinity, infinity.plus(requireNonNull(parse("1"))));
    assertNull(infinity.plus(minusInfinity));
    LongDouble large = requireNonNull(parse("1e4932"));
    assertTrue(requireNonNull(large.plus(large)).isInfinite());
  }

  @Test
  void textsOfMoreThanFiveThousandBytesAreRefused() {
    assertNotNull(parse("0".repeat(5119)));
    assertNull(parse("0".repeat(5120)));
  }

  private static @Nullable LongDouble parse(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return LongDouble.parse(bytes, 0, bytes.length);
  }
}
