package hitrate.engine.bytes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hitrate.engine.testing.Choices;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Scores as text are those of C.
class DoubleTextTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, -0",
    "1, 1",
    "-17, -17",
    "0.1, 0.10000000000000001",
    "-0.5, -0.5",
    "3.25, 3.25",
    "1e16, 10000000000000000",
    "1e17, 1e+17",
    "123456789012345678, 1.2345678901234568e+17",
    "0.0001, 0.0001",
    "0.00012, 0.00012",
    "0.00001, 1.0000000000000001e-05",
    "5e-324, 4.9406564584124654e-324",
    "1.7976931348623157e308, 1.7976931348623157e+308",
    "-1.2345678901234567e-300, -1.2345678901234568e-300",
    "Infinity, inf",
    "-Infinity, -inf",
    "9007199254740993.5, 9007199254740994",
    "100.5, 100.5",
    "1e22, 1e+22",
  })
  void aNumberIsWrittenWithUpToSeventeenDigits(double value, String text) {
    assertEquals(text, DoubleText.of(value));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void allSeventeenDigitsAreRight(long seed) {
    Choices choices = Choices.seeded(seed);
    for (int i = 0; i < 20_000; i++) {
      double value = any(choices);
      if (Double.isFinite(value)) {
        String text = DoubleText.of(value);
        var exact = new BigDecimal(value).round(new MathContext(17, RoundingMode.HALF_EVEN));
        assertEquals(0, exact.compareTo(new BigDecimal(text)), () -> text + " for " + exact);
        assertEquals(value, parse(text), text);
      }
    }
  }

  private static double any(Choices choices) {
    return switch (choices.below(4)) {
      case 0 -> Double.longBitsToDouble(choices.anyLong());
      case 1 -> choices.between(-1_000_000, 1_000_000) / 1000.0;
      case 2 -> choices.anyLong() / 1e10;
      default -> choices.between(0, 1L << 60) * Math.scalb(1.0, (int) choices.between(-80, 10));
    };
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whatIsReadIsTheNearestDouble(long seed) {
    Choices choices = Choices.seeded(seed);
    for (int i = 0; i < 20_000; i++) {
      String text =
          choices.between(0, 1L << choices.between(1, 62))
              + (choices.percent(50) ? "." + choices.between(0, 1L << choices.between(1, 40)) : "")
              + (choices.percent(50) ? "e" + choices.between(-330, 310) : "");
      double expected = Double.parseDouble(text);
      boolean isFine = Double.isFinite(expected) && (expected != 0 || text.matches("[0.]*(e.*)?"));
      assertEquals(isFine ? expected : Double.NaN, parse(text), text);
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "1, 1",
        "+1.5, 1.5",
        "-1.5e3, -1500",
        ".5, 0.5",
        "5., 5",
        "1E2, 100",
        "inf, Infinity",
        "-INF, -Infinity",
        "+infinity, Infinity",
        "0x10, 16",
        "0X1.8p1, 3",
        "-0x.8, -0.5",
        "-0, -0.0",
        "0e99999, 0",
        "nan, NaN",
        "\"\", NaN",
        "\" 1\", NaN",
        "\"1 \", NaN",
        "1e, NaN",
        "1e+, NaN",
        "., NaN",
        "-, NaN",
        "e5, NaN",
        "0x, NaN",
        "1_0, NaN",
        "1d, NaN",
        "1.5f, NaN",
        "infi, NaN",
        "1e400, NaN",
        "1e-400, NaN",
        "1e-320, 1e-320",
        "1.2.3, NaN",
      })
  void aScoreHasToBeANumberAndNothingElse(String text, double value) {
    assertEquals(value, parse(text));
  }

  @Test
  void aBoundIsReadAsAStringOfC() {
    assertEquals(0, loosely(""));
    assertEquals(1, loosely(" 1"));
    assertEquals(1, loosely("1\0junk"));
    assertEquals(0, loosely("\0"));
    assertEquals(Double.POSITIVE_INFINITY, loosely("1e400"));
    assertEquals(0, loosely("1e-400"));
    assertEquals(Double.NaN, loosely("1 "));
    assertEquals(Double.NaN, loosely(" "));
    assertEquals(Double.NaN, loosely("nan"));
  }

  private static double parse(String text) {
    byte[] bytes = ("<" + text + ">").getBytes(StandardCharsets.ISO_8859_1);
    return DoubleText.parse(bytes, 1, text.length());
  }

  private static double loosely(String text) {
    byte[] bytes = ("<" + text + ">").getBytes(StandardCharsets.ISO_8859_1);
    return DoubleText.parseLoosely(bytes, 1, text.length());
  }
}
