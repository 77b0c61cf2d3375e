package hitrate.bench.micro;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hitrate.bench.Bench;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine;

class MicroBenchmarksTest {
  @Test
  void eachBenchmarkRunsOneShortTurn() throws RunnerException {
    assertEquals(
        List.of(
            "Checksum.crc64",
            "Compression.compress",
            "Compression.expand",
            "KeyLookup.find",
            "PackedScan.findLast",
            "Ranking.put",
            "Ranking.rank",
            "Ranking.removeAndInsert",
            "RequestParsing.set"),
        run(""));
  }

  @Test
  void aPatternChoosesSome() throws RunnerException {
    assertEquals(List.of("Checksum.crc64", "PackedScan.findLast"), run("crc|Packed"));
    assertThrows(NoBenchmarksException.class, () -> run("nothing"));
  }

  @Test
  void aPatternThatFitsNoneIsRefusedWithOneLine() {
    assertEquals(2, new CommandLine(new Bench()).execute("--micro", "nothing"));
    assertEquals(2, new CommandLine(new Bench()).execute("--micro", "("));
  }

  /// The names of the benchmarks that have run, in this JVM and too shortly to mean anything.
  private static List<String> run(String pattern) throws RunnerException {
    var options = MicroBenchmarks.chosen(pattern).forks(0).warmupIterations(0);
    options.measurementIterations(1).measurementTime(TimeValue.milliseconds(1));
    options.param("keys", "1000").shouldFailOnError(true).verbosity(VerboseMode.SILENT);
    String prefix = MicroBenchmarks.class.getPackageName() + ".";
    return List.copyOf(
        new Runner(options.build())
            .run().stream()
                .map(result -> result.getParams().getBenchmark().substring(prefix.length()))
                .collect(toCollection(TreeSet::new)));
  }
}
