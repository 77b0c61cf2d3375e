package hitrate.engine.struct;

import java.util.ArrayList;
import java.util.List;

/// A circle or a rectangle on the map, and the cells of a [GeoHash] that cover it: the one that its
/// middle is in and those of the eight around it that it reaches into.
///
/// @param middle its middle
/// @param width metres from west to east; a circle's diameter
/// @param height metres from south to north; a circle's diameter
public record GeoArea(GeoHash.Point middle, double width, double height, boolean isCircle) {
  /// Half the length of the Mercator map's sides, in metres.
  private static final double HALF_MAP = 20037726.37;

  /// The eight neighbours in the order of the search, which shows in unsorted replies.
  private static final int[][] NEIGHBOURS = {
    {0, 1}, {0, -1}, {1, 0}, {-1, 0}, {1, 1}, {-1, 1}, {1, -1}, {-1, -1}
  };

  /// The scores of a cell, `to` excluded.
  public record Cell(double from, double to) {}

  /// Tells most places that are outside from the others without trigonometry, which is what a
  /// search spends its time with: the cells hold several times the places of the area.
  public static final class Sieve {
    /// Wider than rounding: what is close to the edge is for [GeoArea#distance] to decide.
    private static final double MARGIN = 1.000001;

    private final GeoHash.Point middle;
    private final double latitudes; // degrees of the farthest place to either side
    private final double longitudes;

    private Sieve(GeoArea area) {
      middle = area.middle;
      latitudes = GeoHash.degrees(area.height / 2) * MARGIN;
      double nearestPole = Math.abs(middle.latitude()) + latitudes;
      double reach = Math.min(GeoHash.degrees(area.width / 2), 180); // and not around the earth
      double chord = Math.sin(Math.toRadians(reach / 2));
      double sine = nearestPole < 90 ? chord / Math.cos(Math.toRadians(nearestPole)) : 1;
      longitudes = sine < 1 ? 2 * Math.toDegrees(Math.asin(sine)) * MARGIN : 180;
    }

    /// False for a place that is outside for certain.
    public boolean passes(double longitude, double latitude) {
      double aside = Math.abs(longitude - middle.longitude());
      return Math.abs(latitude - middle.latitude()) <= latitudes
          && (aside <= longitudes || aside >= 360 - longitudes);
    }
  }

  public Sieve sieve() {
    return new Sieve(this);
  }

  /// How far from the middle in metres a place in the area is; NaN when it is outside.
  public double distance(double longitude, double latitude) {
    double x = middle.longitude();
    double y = middle.latitude();
    if (!isCircle
        && (GeoHash.distance(longitude, latitude, x, latitude) > width / 2
            || GeoHash.distance(longitude, latitude, longitude, y) > height / 2)) {
      return Double.NaN;
    }
    double distance = GeoHash.distance(x, y, longitude, latitude);
    return isCircle && distance > width / 2 ? Double.NaN : distance;
  }

  /// The cells to search, in the order of the search.
  public List<Cell> cells() {
    double reach =
        isCircle ? width / 2 : Math.sqrt(width / 2 * (width / 2) + height / 2 * (height / 2));
    int steps = steps(reach);
    var grid = new Grid(this, steps);
    if (steps > 1 && !grid.coversArea()) {
      steps--;
      grid = new Grid(this, steps);
    }
    return grid.cells();
  }

  /// Bits of each coordinate in a cell that is about as large as the area.
  private int steps(double reach) {
    if (reach == 0) {
      return GeoHash.STEPS;
    }
    int steps = 1;
    for (double size = reach; size < HALF_MAP; size *= 2) {
      steps++;
    }
    steps -= 2; // so that the neighbours cover the area
    double towardsPole = Math.abs(middle.latitude());
    steps -= towardsPole > 80 ? 2 : towardsPole > 66 ? 1 : 0; // degrees are shorter there
    return Math.clamp(steps, 1, GeoHash.STEPS);
  }

  /// The area's cell and its neighbours at one size, and the degrees that the area spans.
  private static final class Grid {
    private final int steps;
    private final long x;
    private final long y;
    private final double west;
    private final double east;
    private final double south;
    private final double north;

    Grid(GeoArea area, int steps) {
      this.steps = steps;
      double longitude = area.middle.longitude();
      double latitude = area.middle.latitude();
      x = GeoHash.column(longitude, GeoHash.MAX_LONGITUDE, steps);
      y = GeoHash.column(latitude, GeoHash.MAX_LATITUDE, steps);
      double up = GeoHash.degrees(area.height / 2);
      double nearerPole = latitude < 0 ? latitude - up : latitude + up;
      double aside = GeoHash.degrees(area.width / 2 / Math.cos(nearerPole * (Math.PI / 180)));
      west = longitude - aside;
      east = longitude + aside;
      south = latitude - up;
      north = latitude + up;
    }

    private long moved(long column, int by) {
      return by == 0 ? column : column + by & (1L << steps) - 1;
    }

    private double longitude(long column) {
      return GeoHash.edge(column, GeoHash.MAX_LONGITUDE, steps);
    }

    private double latitude(long column) {
      return GeoHash.edge(column, GeoHash.MAX_LATITUDE, steps);
    }

    /// True when the area does not reach beyond the neighbours.
    boolean coversArea() {
      return latitude(moved(y, 1) + 1) >= north
          && latitude(moved(y, -1)) <= south
          && longitude(moved(x, 1) + 1) >= east
          && longitude(moved(x, -1)) <= west;
    }

    List<Cell> cells() {
      var cells = new ArrayList<Cell>();
      cells.add(cell(x, y));
      long last = -1;
      for (int[] way : NEIGHBOURS) {
        long hash = GeoHash.interleave(moved(x, way[0]), moved(y, way[1]));
        if (hash != last && isReached(way[0], way[1])) { // near the poles two may be the same
          cells.add(cell(moved(x, way[0]), moved(y, way[1])));
          last = hash;
        }
      }
      return cells;
    }

    /// False for a neighbour in a direction in which the area ends within its own cell.
    private boolean isReached(int eastwards, int northwards) {
      return steps < 2
          || !(northwards < 0 && latitude(y) < south
              || northwards > 0 && latitude(y + 1) > north
              || eastwards < 0 && longitude(x) < west
              || eastwards > 0 && longitude(x + 1) > east);
    }

    private Cell cell(long column, long row) {
      int shift = 2 * (GeoHash.STEPS - steps);
      long hash = GeoHash.interleave(column, row);
      return new Cell(hash << shift, hash + 1 << shift);
    }
  }
}
