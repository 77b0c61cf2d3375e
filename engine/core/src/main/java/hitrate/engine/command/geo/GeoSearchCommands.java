package hitrate.engine.command.geo;

import static hitrate.engine.command.Category.GEO;
import static hitrate.engine.command.CommandFlag.DENYOOM;
import static hitrate.engine.command.CommandFlag.MOVABLEKEYS;
import static hitrate.engine.command.CommandFlag.READONLY;
import static hitrate.engine.command.CommandFlag.WRITE;
import static hitrate.engine.command.KeySpec.Flag.ACCESS;
import static hitrate.engine.command.KeySpec.Flag.OW;
import static hitrate.engine.command.KeySpec.Flag.RO;
import static hitrate.engine.command.KeySpec.Flag.UPDATE;

import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.KeySpec;
import hitrate.engine.command.PartialSort;
import hitrate.engine.command.geo.SearchWords.Form;
import hitrate.engine.command.geo.SearchWords.Order;
import hitrate.engine.command.sortedset.SortedSetValue;
import hitrate.engine.keyspace.Key;
import hitrate.engine.resp.ReplyWriter;
import hitrate.engine.struct.GeoArea;
import hitrate.engine.struct.GeoHash;
import hitrate.engine.struct.ScoreRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Places in an area: GEOSEARCH, GEOSEARCHSTORE and their elder kin GEORADIUS and
/// GEORADIUSBYMEMBER.
public final class GeoSearchCommands {
  private static final Comparator<Found> NEAREST_FIRST =
      (one, other) -> Double.compare(one.distance, other.distance);

  private GeoSearchCommands() {}

  /// A member in the area, and how many metres from the middle it is.
  private record Found(byte[] member, double score, double distance) {}

  /// The family's table.
  public static List<Command> commands() {
    return List.of(
        radius("georadius", -6, Form.AROUND_PLACE),
        radius("georadiusbymember", -5, Form.AROUND_MEMBER),
        reading("georadius_ro", -6, Form.AROUND_PLACE),
        reading("georadiusbymember_ro", -5, Form.AROUND_MEMBER),
        reading("geosearch", -7, Form.SEARCH),
        Command.named("geosearchstore")
            .arity(-8)
            .flags(WRITE, DENYOOM)
            .categories(GEO)
            .keys(KeySpec.key(1, OW, UPDATE), KeySpec.key(2, RO, ACCESS))
            .runs((args, x) -> search(Form.SEARCH_AND_STORE, true, 2, args, x)));
  }

  private static Command radius(String name, int arity, Form form) {
    return Command.named(name)
        .arity(arity)
        .flags(WRITE, DENYOOM, MOVABLEKEYS)
        .categories(GEO)
        .keys(KeySpec.key(1, RO, ACCESS), behind("STORE", -arity), behind("STOREDIST", -arity))
        .runs((args, x) -> search(form, true, 1, args, x));
  }

  private static KeySpec behind(String word, int startFrom) {
    return new KeySpec(
        List.of(OW, UPDATE), new KeySpec.Keyword(word, startFrom), new KeySpec.Range(0, 1, 0), "");
  }

  private static Command reading(String name, int arity, Form form) {
    return Command.named(name)
        .arity(arity)
        .flags(READONLY)
        .categories(GEO)
        .keys(KeySpec.key(1, RO, ACCESS))
        .runs((args, x) -> search(form, false, 1, args, x));
  }

  private static Effect search(Form form, boolean mayStore, int key, Args args, Execution x) {
    SortedSetValue set = SortedSetValue.read(args.key(key), x);
    var words = new SearchWords(form, mayStore, set, args);
    List<Found> found = set == null ? new ArrayList<>() : find(set, words);
    if (words.order != Order.AS_FOUND) {
      var order = words.order == Order.NEAREST_FIRST ? NEAREST_FIRST : NEAREST_FIRST.reversed();
      if (words.count != 0 && words.count < found.size()) {
        PartialSort.sort(found, order, 0, (int) words.count);
      } else {
        found.sort(order);
      }
    }
    if (words.count != 0 && words.count < found.size()) {
      found = found.subList(0, (int) words.count);
    }
    if (words.target != 0) {
      String event = form == Form.SEARCH_AND_STORE ? "geosearchstore" : "georadiusstore";
      return store(event, found, words, args.key(words.target), x);
    }
    x.reply().array(found.size());
    found.forEach(place -> reply(place, words, x.reply()));
    return Effect.NONE;
  }

  /// The members in the area; with ANY just as many as were asked for.
  private static List<Found> find(SortedSetValue set, SearchWords words) {
    GeoArea area = words.area();
    long enough = words.any ? words.count : Long.MAX_VALUE;
    var found = new ArrayList<Found>();
    var sieve = area.sieve();
    var distance = new double[1];
    for (GeoArea.Cell cell : area.cells()) {
      if (found.size() >= enough) {
        break;
      }
      set.forScores(
          new ScoreRange(cell.from(), false, cell.to(), true),
          score -> {
            GeoHash.Point place = GeoHash.decode(score);
            if (!sieve.passes(place.longitude(), place.latitude())) {
              return false;
            }
            distance[0] = area.distance(place.longitude(), place.latitude());
            return !Double.isNaN(distance[0]);
          },
          (array, offset, length, score) ->
              found.add(
                  new Found(
                      Arrays.copyOfRange(array, offset, offset + length), score, distance[0])),
          () -> found.size() < enough);
    }
    return found;
  }

  private static void reply(Found place, SearchWords words, ReplyWriter reply) {
    int facts = (words.withDistance ? 1 : 0) + (words.withHash ? 1 : 0) + (words.withPlace ? 1 : 0);
    if (facts > 0) {
      reply.array(facts + 1);
    }
    reply.bulk(place.member);
    if (words.withDistance) {
      GeoWords.replyDistance(place.distance / words.unit, reply);
    }
    if (words.withHash) {
      reply.integer((long) place.score);
    }
    if (words.withPlace) {
      GeoWords.replyPlace(GeoHash.decode(place.score), reply);
    }
  }

  private static Effect store(
      String event, List<Found> found, SearchWords words, Key target, Execution x) {
    SortedSetValue result = SortedSetValue.fresh(x);
    for (Found place : found) {
      double score = words.storesDistances ? place.distance / words.unit : place.score;
      result.put(place.member, 0, place.member.length, score);
    }
    if (!found.isEmpty()) {
      x.counts(found.size());
    }
    int size = result.size();
    Effect effect = result.storeInPlaceOf(event, target);
    x.reply().integer(size);
    return effect;
  }
}
