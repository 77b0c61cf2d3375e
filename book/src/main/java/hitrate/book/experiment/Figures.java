package hitrate.book.experiment;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/// Figures as a book prints them: two significant digits and a unit.
final class Figures {

  private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);

  private Figures() {}

  /// `34 ns`, `28 µs`, `7.1 ms`, `1.2 s`.
  static String time(double nanos) {
    if (nanos < 1e3) {
      return twoDigits(nanos) + " ns";
    }
    if (nanos < 1e6) {
      return twoDigits(nanos / 1e3) + " µs";
    }
    return nanos < 1e9 ? twoDigits(nanos / 1e6) + " ms" : twoDigits(nanos / 1e9) + " s";
  }

  /// `0.0012`, `2.5`, `340`, `6,300`.
  static String ratio(double value) {
    BigDecimal rounded = rounded(value);
    return rounded.compareTo(THOUSAND) < 0
        ? twoDigits(value)
        : String.format(Locale.ROOT, "%,d", rounded.longValue());
  }

  /// `93.4%`.
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f%%", share * 100);
  }

  /// `12.5`.
  static String decimal(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static String twoDigits(double value) {
    BigDecimal rounded = rounded(value);
    return rounded.signum() == 0 ? "0" : rounded.toPlainString();
  }

  private static BigDecimal rounded(double value) {
    return new BigDecimal(value).round(new MathContext(2, RoundingMode.HALF_UP));
  }
}
