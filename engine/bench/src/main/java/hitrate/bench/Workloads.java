package hitrate.bench;

import hitrate.bench.Workload.Goals;
import hitrate.bench.Workload.Wanted;
import java.util.List;

/// The requests that the node is held to, and what is wanted of each.
final class Workloads {
  private static final String RANDOM = "__rand_int__";
  private static final String VALUE = "x".repeat(32);

  private static final Goals STRINGS =
      pipeline ->
          switch (pipeline) {
            case 1 -> new Wanted(Goal.atLeast(1.05), Goal.atMost(0.87));
            case 16 -> new Wanted(Goal.atLeast(2.5), Goal.atMost(0.40));
            case 64 -> new Wanted(Goal.atLeast(4), Goal.atMost(0.25));
            default -> Wanted.NOTHING;
          };
  private static final Goals KILOBYTES = atPipelines(Double.NaN, 2);
  private static final Goals SMALL = atPipelines(1, 2.5);
  private static final Goals LONG = atPipelines(1, 1.5);
  private static final Goals EQUAL = atPipelines(1, 1);

  private Workloads() {}

  /// Strings: what redis-benchmark itself has.
  static List<Workload> strings(int keys) {
    return List.of(
        named("SET, 32 B", "SET key:" + RANDOM + " " + VALUE, keys, STRINGS),
        named("GET, 32 B", "GET key:" + RANDOM, keys, STRINGS),
        named("INCR", "INCR counter:" + RANDOM, keys, STRINGS));
  }

  /// Values of a kilobyte.
  static List<Workload> kilobytes(int elements) {
    String set = "SET key:" + RANDOM + " " + "x".repeat(1024);
    return List.of(
        on(Data.KILOBYTES, "SET, 1 KiB", set, elements, KILOBYTES),
        on(Data.KILOBYTES, "GET, 1 KiB", "GET key:" + RANDOM, elements, KILOBYTES));
  }

  /// Small commands on the other types; `elements` different fields, members, keys.
  static List<Workload> small(int elements) {
    return List.of(
        made("HSET, one hash", "HSET made f:" + RANDOM + " " + VALUE, elements, SMALL),
        on(Data.HASH, "HGET, one hash", "HGET hash f:" + RANDOM, elements, SMALL),
        on(Data.HASHES, "HSET, 5 fields", "HSET hash:" + RANDOM + " seen 17", elements, SMALL),
        on(Data.HASHES, "HGET, 5 fields", "HGET hash:" + RANDOM + " mail", elements, SMALL),
        made("LPUSH", "LPUSH made " + VALUE, elements, SMALL),
        made("RPUSH", "RPUSH made " + VALUE, elements, SMALL),
        on(Data.POPPED_LIST, "LPOP", "LPOP made", elements, SMALL),
        made("SADD", "SADD made m:" + RANDOM, elements, SMALL),
        on(Data.POPPED_SET, "SPOP", "SPOP made", elements, SMALL),
        made("ZADD", "ZADD made " + RANDOM + " m:" + RANDOM, elements, SMALL),
        on(Data.POPPED_BOARD, "ZPOPMIN", "ZPOPMIN made", elements, SMALL));
  }

  /// Commands that carry or answer more.
  static List<Workload> longer(int keys) {
    String pairs = (" key:" + RANDOM + " " + VALUE).repeat(10);
    return List.of(
        on(Data.LIST, "LRANGE_100", "LRANGE list 0 99", keys, LONG),
        on(Data.LIST, "LRANGE_600", "LRANGE list 0 599", keys, LONG),
        named("MSET of 10", "MSET" + pairs, keys, LONG),
        made("XADD", "XADD made * field " + VALUE, keys, LONG));
  }

  /// Large values, scripts, estimates, places.
  static List<Workload> large(int keys) {
    int elements = Math.max(1, keys / 10);
    return List.of(
        on(Data.BOARD, "ZADD, large", "ZADD board " + RANDOM + " m:" + RANDOM, keys, EQUAL),
        on(Data.BOARD, "ZRANK, large", "ZRANK board m:" + RANDOM, keys, EQUAL),
        on(Data.BOARD, "ZREVRANGE 0 99, large", "ZREVRANGE board 0 99", keys, EQUAL),
        new Workload(
            "SINTER of two sets",
            List.of("SINTER", "a", "b"),
            elements,
            Data.TWO_SETS,
            2,
            pipeline -> pipeline == 1 ? EQUAL.at(1) : Wanted.NOTHING),
        new Workload(
            "EVAL of GET",
            List.of("EVAL", "return redis.call('GET', KEYS[1])", "1", "key:" + RANDOM),
            keys,
            Data.KEYS,
            0,
            EQUAL),
        on(Data.ESTIMATE, "PFADD", "PFADD estimate v:" + RANDOM, keys, EQUAL),
        on(Data.ESTIMATE, "PFCOUNT", "PFCOUNT estimate", keys, EQUAL),
        on(
            Data.PLACES,
            "GEOSEARCH",
            "GEOSEARCH places FROMMEMBER p:" + RANDOM + " BYRADIUS 5 km ASC",
            keys,
            EQUAL));
  }

  private static Goals atPipelines(double one, double sixteen) {
    return pipeline ->
        new Wanted(
            pipeline == 1 ? Goal.atLeast(one) : pipeline == 16 ? Goal.atLeast(sixteen) : Goal.NONE,
            Goal.NONE);
  }

  private static Workload named(String title, String command, int range, Goals goals) {
    return on(Data.KEYS, title, command, range, goals);
  }

  private static Workload made(String title, String command, int range, Goals goals) {
    return on(Data.NOTHING, title, command, range, goals);
  }

  private static Workload on(Data data, String title, String command, int range, Goals goals) {
    return new Workload(title, List.of(command.split(" ")), range, data, 0, goals);
  }
}
