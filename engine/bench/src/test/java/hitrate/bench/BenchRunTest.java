package hitrate.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchRunTest {
  @Test
  void aTinyRunAgainstTheRealServerFillsEveryRowOfTheTable() throws Exception {
    requirePrograms("redis-server", "redis-benchmark");
    var plan =
        new BenchRun.Plan(
            node(),
            List.of("redis-server"),
            List.of("set", "get", "STRLEN key:__rand_int__"),
            List.of(1, 16),
            List.of(32),
            1000,
            5,
            1,
            0.05);
    String table = new BenchRun(plan, quiet()).run();
    assertEquals(
        4,
        table.lines().filter(line -> line.matches("\\| (SET|GET), pipeline \\d+, 32 B .*")).count(),
        table);
    assertEquals(2, table.lines().filter(line -> line.startsWith("| STRLEN key")).count(), table);
    assertTrue(table.contains("| hitrate | "), table);
  }

  @Test
  void aTinyRunOfSavingFillsEveryRow() throws Exception {
    requirePrograms("redis-server", "redis-benchmark");
    String table = new SavingRun(node(), List.of("redis-server"), 1000, 1, 0.05, quiet()).run();
    assertEquals(8, table.lines().filter(line -> line.matches("\\| .+\\d \\(.*")).count(), table);
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
      boolean found =
          Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
              .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
      if (!found && "required".equals(System.getProperty("hitrate.lanes"))) {
        fail(name + " is not installed, and skipping is forbidden");
      } else if (!found) {
        abort(name + " is not installed; the comparison with it is skipped");
      }
    }
  }
}
