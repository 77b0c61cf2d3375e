package hitrate.engine.node;

import hitrate.engine.command.LatencyMonitor;
import hitrate.engine.command.SlowLog;
import hitrate.engine.keyspace.AccessMarks;
import hitrate.engine.keyspace.Eviction;
import hitrate.engine.keyspace.EvictionPolicy;
import hitrate.engine.keyspace.Keyspace;
import hitrate.engine.keyspace.LazyFreeing;
import hitrate.engine.node.config.Configuration;
import hitrate.engine.session.MemoryGate;
import java.math.BigInteger;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// The parameters on memory and on what is slow: hands them to those who act on them, at the start
/// and on each change.
final class MemoryParameters {
  private static final BigInteger MOST_BYTES = BigInteger.valueOf(Long.MAX_VALUE);

  private MemoryParameters() {}

  /// @param soon where to have keys evicted when the limit has changed
  /// @param changed what else depends on the limit
  static void apply(
      Configuration all, Keyspace keyspace, MemoryGate gate, Executor soon, Runnable changed) {
    Eviction eviction = keyspace.eviction();
    AccessMarks marks = keyspace.marks();
    follow(all, "maxmemory-policy", name -> eviction.policy(EvictionPolicy.of(name)));
    follow(all, "maxmemory-samples", count -> eviction.samples(Integer.parseInt(count)));
    follow(all, "maxmemory-eviction-tenacity", steps -> gate.tenacity(Integer.parseInt(steps)));
    follow(all, "lfu-log-factor", factor -> marks.logFactor(Integer.parseInt(factor)));
    follow(all, "lfu-decay-time", minutes -> marks.decayMinutes(Integer.parseInt(minutes)));
    LazyFreeing lazy = keyspace.lazyFreeing();
    Map.of(
            "lazyfree-lazy-server-del", LazyFreeing.Cause.COMMAND,
            "lazyfree-lazy-user-del", LazyFreeing.Cause.DEL,
            "lazyfree-lazy-expire", LazyFreeing.Cause.EXPIRY,
            "lazyfree-lazy-eviction", LazyFreeing.Cause.EVICTION)
        .forEach(
            (parameter, cause) -> follow(all, parameter, yes -> lazy.of(cause, yes.equals("yes"))));
    follow(all, "lazyfree-lazy-user-flush", yes -> lazy.ofFlush(yes.equals("yes")));
    follow(
        all,
        "maxmemory",
        bytes -> {
          eviction.limit(new BigInteger(bytes).min(MOST_BYTES).longValue());
          changed.run();
          soon.execute(gate::makeRoom);
        });
  }

  static void apply(Configuration all, SlowLog log, LatencyMonitor monitor) {
    follow(all, "slowlog-log-slower-than", micros -> log.thresholdMicros(Long.parseLong(micros)));
    follow(all, "slowlog-max-len", count -> log.limit(Long.parseLong(count)));
    follow(
        all,
        "latency-monitor-threshold",
        millis -> monitor.thresholdMillis(Long.parseLong(millis)));
  }

  static void follow(Configuration all, String parameter, Consumer<String> use) {
    use.accept(all.value(parameter));
    all.watch(parameter, use::accept);
  }
}
