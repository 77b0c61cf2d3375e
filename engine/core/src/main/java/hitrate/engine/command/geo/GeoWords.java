package hitrate.engine.command.geo;

import hitrate.engine.bytes.DoubleText;
import hitrate.engine.command.Args;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.sortedset.Bounds;
import hitrate.engine.resp.ReplyWriter;
import hitrate.engine.struct.GeoHash;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/// Reads places, distances and units, and writes them.
final class GeoWords {
  private static final int DISTANCE_DECIMALS = 4;
  private static final int COORDINATE_DECIMALS = 17;

  private GeoWords() {}

  /// The place at words `at` (longitude) and `at + 1` (latitude).
  ///
  /// @throws CommandError when these are no numbers or beyond the map
  static GeoHash.Point place(Args args, int at) {
    double longitude = Bounds.score(args, at);
    double latitude = Bounds.score(args, at + 1);
    if (Math.abs(longitude) > GeoHash.MAX_LONGITUDE || Math.abs(latitude) > GeoHash.MAX_LATITUDE) {
      throw CommandError.of(
          "ERR invalid longitude,latitude pair "
              + sixDecimals(longitude)
              + ","
              + sixDecimals(latitude));
    }
    return new GeoHash.Point(longitude, latitude);
  }

  private static String sixDecimals(double value) {
    if (Double.isInfinite(value)) {
      return DoubleText.of(value);
    }
    String text = new BigDecimal(value).setScale(6, RoundingMode.HALF_EVEN).toPlainString();
    return Math.copySign(1, value) < 0 && !text.startsWith("-")
        ? "-" + text
        : text; // -0, or what rounds to it
  }

  /// Word `at` as a length.
  ///
  /// @throws CommandError with that name when it is none
  static double length(Args args, int at, String name) {
    double length = DoubleText.parse(args.array(), args.start(at), args.length(at));
    if (Double.isNaN(length)) {
      throw CommandError.of("ERR need numeric " + name);
    }
    return length;
  }

  /// The metres of the unit at word `at`.
  ///
  /// @throws CommandError for a unit that nobody knows
  static double unit(Args args, int at) {
    return switch (args.visibleText(at).toLowerCase(Locale.ROOT)) {
      case "m" -> 1;
      case "km" -> 1000;
      case "ft" -> 0.3048;
      case "mi" -> 1609.34;
      default -> throw CommandError.of("ERR unsupported unit provided. please use M, KM, FT, MI");
    };
  }

  static void replyDistance(double distance, ReplyWriter reply) {
    reply.bulk(
        new BigDecimal(distance)
            .setScale(DISTANCE_DECIMALS, RoundingMode.HALF_EVEN)
            .toPlainString());
  }

  static void replyPlace(GeoHash.Point place, ReplyWriter reply) {
    reply.array(2);
    reply.decimal(coordinate(place.longitude()));
    reply.decimal(coordinate(place.latitude()));
  }

  private static String coordinate(double degrees) {
    BigDecimal rounded =
        new BigDecimal(degrees).setScale(COORDINATE_DECIMALS, RoundingMode.HALF_EVEN);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }
}
