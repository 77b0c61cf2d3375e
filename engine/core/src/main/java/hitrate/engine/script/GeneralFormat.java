package hitrate.engine.script;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/// Writes numbers as C's `printf` does with `%.<digits>g`.
final class GeneralFormat {
  private GeneralFormat() {}

  /// A number with so many significant digits at most and no zeros at its end; with an exponent
  /// when it is less than 0.0001 or has more digits than that before the point.
  static String of(double value, int digits) {
    if (Double.isNaN(value)) {
      return Double.doubleToRawLongBits(value) < 0 ? "-nan" : "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (value == (long) value && Math.abs(value) < 1e14 && digits >= 14) {
      return value == 0 && 1 / value < 0 ? "-0" : Long.toString((long) value);
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    int precision = Math.max(digits, 1);
    var rounded = new BigDecimal(value).round(new MathContext(precision, RoundingMode.HALF_EVEN));
    int exponent = rounded.precision() - rounded.scale() - 1;
    rounded = rounded.stripTrailingZeros();
    if (exponent >= -4 && exponent < precision) {
      return rounded.toPlainString();
    }
    String unscaled = rounded.unscaledValue().abs().toString();
    var text = new StringBuilder();
    text.append(value < 0 ? "-" : "").append(unscaled.charAt(0));
    if (unscaled.length() > 1) {
      text.append('.').append(unscaled, 1, unscaled.length());
    }
    text.append(exponent < 0 ? "e-" : "e+").append(Math.abs(exponent) < 10 ? "0" : "");
    return text.append(Math.abs(exponent)).toString();
  }
}
