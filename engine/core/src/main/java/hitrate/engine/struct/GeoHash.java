package hitrate.engine.struct;

/// Points on earth as numbers whose neighbours are near: the bits of longitude and latitude taken
/// in turns (Gustavo Niemeyer, "Geohash", 2008), so that a cell of the map is a range of numbers.
///
/// ```
/// bits 51 50 49 48 ...  1  0
///      x  y  x  y  ...  x  y      x: longitude, y: latitude, 26 bits each
/// ```
///
/// Latitudes end at 85.05 degrees, where the Mercator map is square.
public final class GeoHash {
  public static final double MAX_LONGITUDE = 180;
  public static final double MAX_LATITUDE = 85.05112878;

  /// Bits of each coordinate in a score.
  public static final int STEPS = 26;

  private static final double EARTH_RADIUS_METERS = 6372797.560856;
  private static final double RADIANS = Math.PI / 180;
  private static final String ALPHABET = "0123456789bcdefghjkmnpqrstuvwxyz";
  private static final int TEXT_LENGTH = 11;

  private GeoHash() {}

  /// A place in degrees.
  public record Point(double longitude, double latitude) {
    /// The distance in metres along a great circle (the haversine formula).
    public double distanceTo(Point other) {
      return distance(longitude, latitude, other.longitude, other.latitude);
    }
  }

  /// The distance between two places in metres.
  public static double distance(
      double longitude1, double latitude1, double longitude2, double latitude2) {
    double v = Math.sin((radians(longitude2) - radians(longitude1)) / 2);
    if (v == 0) { // on one meridian nothing has to be curved
      return EARTH_RADIUS_METERS * Math.abs(radians(latitude2) - radians(latitude1));
    }
    double from = radians(latitude1);
    double to = radians(latitude2);
    double u = Math.sin((to - from) / 2);
    double a = u * u + Math.cos(from) * Math.cos(to) * v * v;
    return 2 * EARTH_RADIUS_METERS * Math.asin(Math.sqrt(a));
  }

  private static double radians(double degrees) {
    return degrees * RADIANS;
  }

  /// The degrees of latitude that are so many metres.
  static double degrees(double meters) {
    return meters / EARTH_RADIUS_METERS / RADIANS;
  }

  /// A place as a score.
  public static long encode(double longitude, double latitude) {
    return encode(longitude, latitude, MAX_LATITUDE, STEPS);
  }

  private static long encode(double longitude, double latitude, double maxLatitude, int steps) {
    return interleave(
        column(longitude, MAX_LONGITUDE, steps), column(latitude, maxLatitude, steps));
  }

  /// Which of 2^steps equal parts a coordinate is in; at its very end the one behind the last.
  static long column(double coordinate, double max, int steps) {
    return (long) ((coordinate + max) / (2 * max) * (1L << steps));
  }

  static long interleave(long x, long y) {
    return spread(x) << 1 | spread(y);
  }

  /// The place in the middle of a score's cell.
  public static Point decode(double score) {
    long bits = (long) score;
    return new Point(middle(gather(bits >>> 1), MAX_LONGITUDE), middle(gather(bits), MAX_LATITUDE));
  }

  private static double middle(long column, double max) {
    double low = edge(column, max, STEPS);
    double high = edge(column + 1, max, STEPS);
    return Math.clamp((low + high) / 2, -max, max);
  }

  /// Where one of 2^steps equal parts begins.
  static double edge(long column, double max, int steps) {
    return -max + column * 1.0 / (1L << steps) * (2 * max);
  }

  /// The geohash of other systems for the place of a score: latitudes up to 90 degrees, in letters
  /// and digits of five bits; the last, for which there are no bits, is 0.
  public static String text(double score) {
    Point place = decode(score);
    long bits = encode(place.longitude(), place.latitude(), 90, STEPS);
    var text = new StringBuilder(TEXT_LENGTH);
    for (int i = 1; i < TEXT_LENGTH; i++) {
      text.append(ALPHABET.charAt((int) (bits >>> 2 * STEPS - 5 * i) & 31));
    }
    return text.append('0').toString();
  }

  /// Moves the low 32 bits of a number apart, to every other place.
  private static long spread(long number) {
    long x = number & 0xffffffffL;
    x = (x | x << 16) & 0x0000ffff0000ffffL;
    x = (x | x << 8) & 0x00ff00ff00ff00ffL;
    x = (x | x << 4) & 0x0f0f0f0f0f0f0f0fL;
    x = (x | x << 2) & 0x3333333333333333L;
    return (x | x << 1) & 0x5555555555555555L;
  }

  /// Undoes [#spread].
  private static long gather(long bits) {
    long x = bits & 0x5555555555555555L;
    x = (x | x >>> 1) & 0x3333333333333333L;
    x = (x | x >>> 2) & 0x0f0f0f0f0f0f0f0fL;
    x = (x | x >>> 4) & 0x00ff00ff00ff00ffL;
    x = (x | x >>> 8) & 0x0000ffff0000ffffL;
    return (x | x >>> 16) & 0x00000000ffffffffL;
  }
}
