package hitrate.bench.micro;

import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/// The benchmarks of this package and how they are run.
public final class MicroBenchmarks {
  private static final TimeValue TURN = TimeValue.seconds(1);

  private MicroBenchmarks() {}

  /// Runs the benchmarks whose name contains a match of `pattern`, each in two JVMs of its own, and
  /// prints JMH's table: nanoseconds a call, of which every benchmark says what it does.
  ///
  /// @return how many have run
  public static int run(String pattern) throws RunnerException {
    var options = chosen(pattern).forks(2).warmupIterations(5).measurementIterations(5);
    return new Runner(options.warmupTime(TURN).measurementTime(TURN).build()).run().size();
  }

  /// Those benchmarks, however long they are to run.
  static ChainedOptionsBuilder chosen(String pattern) {
    String prefix = Pattern.quote(MicroBenchmarks.class.getPackageName() + ".");
    return new OptionsBuilder()
        .include("^" + prefix + ".*(?:" + pattern + ")")
        .mode(Mode.AverageTime)
        .timeUnit(TimeUnit.NANOSECONDS)
        .jvmArgs(
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders");
  }
}
