package hitrate.engine.command.geo;

import static hitrate.engine.command.Category.GEO;
import static hitrate.engine.command.CommandFlag.DENYOOM;
import static hitrate.engine.command.CommandFlag.READONLY;
import static hitrate.engine.command.CommandFlag.WRITE;
import static hitrate.engine.command.KeySpec.Flag.ACCESS;
import static hitrate.engine.command.KeySpec.Flag.RO;
import static hitrate.engine.command.KeySpec.Flag.RW;
import static hitrate.engine.command.KeySpec.Flag.UPDATE;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.bytes.Decimal;
import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.KeySpec;
import hitrate.engine.command.sortedset.SortedSetValue;
import hitrate.engine.keyspace.Key;
import hitrate.engine.struct.GeoHash;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Places by name: GEOADD puts them in, GEOPOS, GEOHASH and GEODIST tell where they are.
public final class GeoCommands {
  private static final Bytes ZADD = Bytes.of("zadd");

  private GeoCommands() {}

  /// The family's table.
  public static List<Command> commands() {
    return List.of(
        Command.named("geoadd")
            .arity(-5)
            .flags(WRITE, DENYOOM)
            .categories(GEO)
            .keys(KeySpec.key(1, RW, UPDATE))
            .parses(Places::parse)
            .runs(GeoCommands::add),
        reading("geopos", -2).runs(GeoCommands::positions),
        reading("geohash", -2).runs(GeoCommands::hashes),
        reading("geodist", -4).parses(GeoCommands::unit).runs(GeoCommands::distance));
  }

  private static Command.Builder reading(String name, int arity) {
    return Command.named(name)
        .arity(arity)
        .flags(READONLY)
        .categories(GEO)
        .keys(KeySpec.key(1, RO, ACCESS));
  }

  /// The words of GEOADD.
  ///
  /// @param first the first longitude's word
  /// @param scores the places as scores
  private record Places(
      boolean onlyNew, boolean onlyKnown, boolean countsChanges, int first, long[] scores) {
    static Places parse(Args args) {
      boolean onlyNew = false;
      boolean onlyKnown = false;
      boolean countsChanges = false;
      int at = 2;
      for (; at < args.count(); at++) {
        if (args.is(at, "NX")) {
          onlyNew = true;
        } else if (args.is(at, "XX")) {
          onlyKnown = true;
        } else if (args.is(at, "CH")) {
          countsChanges = true;
        } else {
          break;
        }
      }
      int words = args.count() - at;
      if (words == 0 || words % 3 != 0 || onlyNew && onlyKnown) {
        throw CommandError.SYNTAX;
      }
      var scores = new long[words / 3];
      for (int i = 0; i < scores.length; i++) {
        GeoHash.Point place = GeoWords.place(args, at + 3 * i);
        scores[i] = GeoHash.encode(place.longitude(), place.latitude());
      }
      return new Places(onlyNew, onlyKnown, countsChanges, at, scores);
    }
  }

  private static Effect add(Places places, Args args, Execution x) {
    Key key = args.key(1);
    SortedSetValue set =
        places.onlyKnown ? SortedSetValue.modify(key, x) : SortedSetValue.modifyOrCreate(key, x);
    int added = 0;
    int moved = 0;
    for (int i = 0; i < places.scores.length && set != null; i++) {
      int member = places.first + 3 * i + 2;
      double score = places.scores[i];
      double before = set.score(args.array(), args.start(member), args.length(member));
      boolean isNew = Double.isNaN(before);
      if (before != score && !(isNew ? places.onlyKnown : places.onlyNew)) {
        set.put(args.array(), args.start(member), args.length(member), score);
        added += isNew ? 1 : 0;
        moved += isNew ? 0 : 1;
      }
    }
    boolean changes = added + moved > 0;
    if (set != null && changes) {
      set.store(key);
    }
    x.reply().integer(places.countsChanges ? added + moved : added);
    if (!changes) {
      return Effect.NONE;
    }
    x.changed("zadd", key);
    x.counts(added + moved);
    return x.isRecording() ? Effect.instead(asZadd(places, args)) : Effect.VERBATIM;
  }

  private static Bytes[] asZadd(Places places, Args args) {
    var words = new ArrayList<Bytes>();
    words.add(ZADD);
    for (int i = 1; i < places.first; i++) {
      words.add(args.bytes(i));
    }
    for (int i = 0; i < places.scores.length; i++) {
      words.add(Bytes.wrap(Decimal.bytes(places.scores[i])));
      words.add(args.bytes(places.first + 3 * i + 2));
    }
    return words.toArray(Bytes[]::new);
  }

  private static double score(@Nullable SortedSetValue set, Args args, int word) {
    return set == null ? Double.NaN : set.score(args.array(), args.start(word), args.length(word));
  }

  private static Effect positions(Args args, Execution x) {
    SortedSetValue set = SortedSetValue.read(args.key(1), x);
    x.reply().array(args.count() - 2);
    for (int i = 2; i < args.count(); i++) {
      double score = score(set, args, i);
      if (Double.isNaN(score)) {
        x.reply().nilArray();
      } else {
        GeoWords.replyPlace(GeoHash.decode(score), x.reply());
      }
    }
    return Effect.NONE;
  }

  private static Effect hashes(Args args, Execution x) {
    SortedSetValue set = SortedSetValue.read(args.key(1), x);
    x.reply().array(args.count() - 2);
    for (int i = 2; i < args.count(); i++) {
      double score = score(set, args, i);
      if (Double.isNaN(score)) {
        x.reply().nil();
      } else {
        x.reply().bulk(GeoHash.text(score));
      }
    }
    return Effect.NONE;
  }

  private static Double unit(Args args) {
    if (args.count() > 5) {
      throw CommandError.SYNTAX;
    }
    return args.count() == 5 ? GeoWords.unit(args, 4) : 1;
  }

  private static Effect distance(double unit, Args args, Execution x) {
    SortedSetValue set = SortedSetValue.read(args.key(1), x);
    double from = score(set, args, 2);
    double to = score(set, args, 3);
    if (Double.isNaN(from) || Double.isNaN(to)) {
      x.reply().nil();
    } else {
      double meters = GeoHash.decode(from).distanceTo(GeoHash.decode(to));
      GeoWords.replyDistance(meters / unit, x.reply());
    }
    return Effect.NONE;
  }
}
