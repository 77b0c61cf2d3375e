package hitrate.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hitrate.engine.client.RespClient;
import hitrate.engine.testing.RealPrograms;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class PartsTest {
  private static final Plan TINY = new Plan(node(), List.of("redis-server"), 1000, 5, 1, 0.01);

  @Test
  void aTinyRunOfTheTestsThatAUserNamesFillsEveryRow() throws Exception {
    var tests = List.of("set", "get", "STRLEN key:__rand_int__");
    var workloads = tests.stream().map(test -> Workload.named(test, 1000, 32)).toList();
    String table = run(new CommandLoads(TINY, "Named", workloads, List.of(1, 16), 32));
    assertEquals(4, count(table, "\\| (SET|GET), 32 B, pipeline \\d+ .*"), table);
    assertEquals(2, count(table, "\\| STRLEN key.*"), table);
  }

  @Test
  void everyWorkloadRunsOnBothServersWithoutAnError() throws Exception {
    var workloads = new ArrayList<>(Workloads.strings(1000));
    workloads.addAll(Workloads.kilobytes(100));
    workloads.addAll(Workloads.small(100));
    workloads.addAll(Workloads.longer(1000));
    workloads.addAll(Workloads.large(1000));
    String table = run(new CommandLoads(TINY, "All", workloads, List.of(16), 32));
    assertEquals(workloads.size(), count(table, "\\| .*, pipeline 16 .*"), table);
  }

  @Test
  void aTinyOpenLoopAnswersEveryRequestAndReadsItsValuesBack() throws Exception {
    String table = run(new Tails(TINY, 2000));
    assertEquals(5, count(table, "\\| .+\\d \\(.*"), table);
  }

  @Test
  void theOpenLoopNoticesAWrongValue() throws Exception {
    requirePrograms("redis-server");
    Path folder = Files.createTempDirectory("hitrate-bench-test");
    try (var server = ServerProcess.start("peer", List.of("redis-server"), folder);
        var load = new OpenLoop(server.port(), 3, 2);
        var client = RespClient.connect("127.0.0.1", server.port())) {
      OpenLoop.Seen seen = load.run(10_000, 0.02);
      assertEquals(200, seen.answers().getTotalCount());
      load.verify(3);
      client.call("APPEND", Filler.key(1), "?");
      assertThrows(IOException.class, () -> load.verify(3));
    }
  }

  @Test
  void aTinyRunOfMemoryFillsEveryRow() throws Exception {
    String table = run(new Footprint(TINY, 2));
    assertEquals(4 + 2, count(table, "\\| .*\\d \\|.*"), table);
    assertEquals(1, count(table, "\\| longest answer, ms .*"), table);
  }

  @Test
  void aTinyRunOfHitsComparesEveryTraceAndPolicy() throws Exception {
    String table = run(new HitRates(TINY, 200, 20_000, 0.1));
    assertEquals(9, count(table, "\\| .+ \\| allkeys-\\w+ \\| \\d+\\.\\d\\d .*"), table);
  }

  @Test
  void aTinyRunOfGrowthMeasuresEveryCount() throws Exception {
    String table = run(new Growth(TINY, List.of(10, 100)));
    assertEquals(4, count(table, "\\| (SET|GET) \\| 10.*"), table);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aTinyRunOfSavingFillsEveryRow(boolean isMixed) throws Exception {
    String table = run(new SavingRun(TINY, new Dataset(1000, isMixed)));
    assertEquals(9, count(table, "\\| .+\\d \\(.*"), table);
  }

  @Test
  void aTinyRunOfSealedFillsEveryRow() throws Exception {
    String table = run(new SealedRun(TINY, new Dataset(1000, false)));
    assertEquals(9, count(table, "\\| .+\\d \\(.*"), table);
    assertEquals(1, count(table, "\\| {2}\\| sealed \\| plain .*"), table);
  }

  @Test
  void anUnknownPartIsRefusedWithOneLine() {
    assertEquals(2, new CommandLine(new Bench()).execute("--parts", "nothing"));
  }

  private static String run(Part part) throws Exception {
    requirePrograms("redis-server", "redis-benchmark");
    var report = new Report(quiet());
    TINY.run(List.of(part), report);
    return report.toString();
  }

  private static long count(String table, String row) {
    return table.lines().filter(line -> line.matches(row)).count();
  }

  private static PrintStream quiet() {
    return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
  }

  private static List<String> node() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        "hitrate.engine.node.Main");
  }

  private static void requirePrograms(String... names) {
    for (String name : names) {
      RealPrograms.find(name);
    }
  }
}
