package hitrate.engine.command.geo;

import hitrate.engine.command.Args;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.sortedset.SortedSetValue;
import hitrate.engine.struct.GeoArea;
import hitrate.engine.struct.GeoHash;
import org.jspecify.annotations.Nullable;

/// The words of a search. They are read with the set at hand, as the middle may be one of its
/// members; where there is no set the options are read all the same.
final class SearchWords {
  /// What a command's words look like.
  enum Form {
    /// `key longitude latitude radius unit`, then options: GEORADIUS.
    AROUND_PLACE,

    /// `key member radius unit`, then options: GEORADIUSBYMEMBER.
    AROUND_MEMBER,

    /// `key`, then options: GEOSEARCH.
    SEARCH,

    /// `target key`, then options: GEOSEARCHSTORE.
    SEARCH_AND_STORE
  }

  /// In which order to answer.
  enum Order {
    AS_FOUND,
    NEAREST_FIRST,
    FARTHEST_FIRST
  }

  private final Form form;
  private final boolean mayStore;
  private final @Nullable SortedSetValue set;
  private final Args args;
  private GeoHash.@Nullable Point middle;
  private boolean hasMiddle;
  private boolean fromMember;
  private boolean isCircle;
  private boolean isBox;
  private double width;
  private double height;

  boolean withDistance;
  boolean withHash;
  boolean withPlace;
  boolean storesDistances;
  boolean any;
  int target; // the word that says where to store, 0 for nowhere
  long count; // 0 for all
  double unit = 1;
  Order order = Order.AS_FOUND;

  /// Reads the words of a call.
  ///
  /// @param mayStore whether options of GEORADIUS may name a key to store to
  /// @param set what to search in, null for nothing
  SearchWords(Form form, boolean mayStore, @Nullable SortedSetValue set, Args args) {
    this.form = form;
    this.mayStore = mayStore;
    this.set = set;
    this.args = args;
    int at = fixedWords();
    while (at < args.count()) {
      at += option(at, args.count() - at - 1);
    }
    check();
  }

  private boolean isSearch() {
    return form == Form.SEARCH || form == Form.SEARCH_AND_STORE;
  }

  /// Reads the words ahead of the options; answers where these begin.
  private int fixedWords() {
    return switch (form) {
      case AROUND_PLACE -> {
        middle = GeoWords.place(args, 2);
        circle(4);
        yield 6;
      }
      case AROUND_MEMBER -> {
        if (set != null) {
          middle = member(set, 2);
          circle(3);
        }
        yield 5;
      }
      case SEARCH -> 2;
      case SEARCH_AND_STORE -> {
        target = 1;
        yield 3;
      }
    };
  }

  private void circle(int at) {
    double radius = GeoWords.length(args, at, "radius");
    if (radius < 0) {
      throw CommandError.of("ERR radius cannot be negative");
    }
    unit = GeoWords.unit(args, at + 1);
    width = 2 * (radius * unit);
    height = width;
    isCircle = true;
  }

  private void box(int at) {
    width = GeoWords.length(args, at, "width");
    height = GeoWords.length(args, at + 1, "height");
    if (width < 0 || height < 0) {
      throw CommandError.of("ERR height or width cannot be negative");
    }
    unit = GeoWords.unit(args, at + 2);
    width *= unit;
    height *= unit;
    isBox = true;
  }

  private GeoHash.Point member(SortedSetValue known, int at) {
    double score = known.score(args.array(), args.start(at), args.length(at));
    if (Double.isNaN(score)) {
      throw CommandError.of("ERR could not decode requested zset member");
    }
    return GeoHash.decode(score);
  }

  /// Reads one option, with so many words left behind it; answers how many words it takes.
  private int option(int at, int left) {
    if (args.is(at, "WITHDIST")) {
      withDistance = true;
    } else if (args.is(at, "WITHHASH")) {
      withHash = true;
    } else if (args.is(at, "WITHCOORD")) {
      withPlace = true;
    } else if (args.is(at, "ANY")) {
      any = true;
    } else if (args.is(at, "ASC")) {
      order = Order.NEAREST_FIRST;
    } else if (args.is(at, "DESC")) {
      order = Order.FARTHEST_FIRST;
    } else if (args.is(at, "COUNT") && left >= 1) {
      count = args.longAt(at + 1);
      if (count <= 0) {
        throw CommandError.of("ERR COUNT must be > 0");
      }
      return 2;
    } else if (form == Form.SEARCH_AND_STORE && args.is(at, "STOREDIST")) {
      storesDistances = true;
    } else {
      return isSearch() ? areaOption(at, left) : storeOption(at, left);
    }
    return 1;
  }

  private int storeOption(int at, int left) {
    boolean distances = args.is(at, "STOREDIST");
    if (!mayStore || left < 1 || !distances && !args.is(at, "STORE")) {
      throw CommandError.SYNTAX;
    }
    target = at + 1;
    storesDistances = distances;
    return 2;
  }

  private int areaOption(int at, int left) {
    if (args.is(at, "FROMMEMBER") && left >= 1 && (!hasMiddle || fromMember)) {
      middle = set == null ? null : member(set, at + 1);
      hasMiddle = true;
      fromMember = true;
      return 2;
    }
    if (args.is(at, "FROMLONLAT") && left >= 2 && !fromMember) {
      middle = GeoWords.place(args, at + 1);
      hasMiddle = true;
      return 3;
    }
    if (args.is(at, "BYRADIUS") && left >= 2 && !isBox) {
      circle(at + 1);
      return 3;
    }
    if (args.is(at, "BYBOX") && left >= 3 && !isCircle) {
      box(at + 1);
      return 4;
    }
    throw CommandError.SYNTAX;
  }

  private void check() {
    if (target != 0 && (withDistance || withHash || withPlace)) {
      throw CommandError.of(
          "ERR "
              + (isSearch() ? "GEOSEARCHSTORE" : "STORE option in GEORADIUS")
              + " is not compatible with WITHDIST, WITHHASH and WITHCOORD options");
    }
    if (isSearch() && !hasMiddle) {
      throw CommandError.of(
          "ERR exactly one of FROMMEMBER or FROMLONLAT can be specified for "
              + args.visibleText(0));
    }
    if (isSearch() && !isCircle && !isBox) {
      throw CommandError.of(
          "ERR exactly one of BYRADIUS and BYBOX can be specified for " + args.visibleText(0));
    }
    if (any && count == 0) {
      throw CommandError.of("ERR the ANY argument requires COUNT argument");
    }
    if (count != 0 && order == Order.AS_FOUND && !any) {
      order = Order.NEAREST_FIRST;
    }
  }

  /// The area to search; only where there is a set.
  GeoArea area() {
    GeoHash.Point center = middle;
    if (center == null) {
      throw new IllegalStateException("no middle without a set");
    }
    return new GeoArea(center, width, height, isCircle);
  }
}
