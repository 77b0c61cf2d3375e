package hitrate.bench;

import java.util.Locale;

/// What a ratio of ours to the peer's is to be.
///
/// @param most whether `ratio` is the most it may be, rather than the least
record Goal(double ratio, boolean most) {
  static final Goal NONE = new Goal(Double.NaN, false);

  static Goal atLeast(double ratio) {
    return new Goal(ratio, false);
  }

  static Goal atMost(double ratio) {
    return new Goal(ratio, true);
  }

  /// The goal and whether `measured` meets it, as a cell of a table.
  String text(double measured) {
    if (Double.isNaN(ratio)) {
      return "";
    }
    boolean met = most ? measured <= ratio : measured >= ratio;
    return String.format(
        Locale.ROOT, "%s %.2f: %s", most ? "<=" : ">=", ratio, met ? "met" : "missed");
  }
}
