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
    var node =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            "hitrate.engine.node.Main");
    var plan =
        new BenchRun.Plan(
            node,
            List.of("redis-server"),
            List.of("set", "get", "STRLEN key:__rand_int__"),
            List.of(1, 16),
            List.of(32),
            1000,
            5,
            1,
            0.05);
    var quiet = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    String table = new BenchRun(plan, quiet).run();
    assertEquals(
        4,
        table.lines().filter(line -> line.matches("\\| (SET|GET), pipeline \\d+, 32 B .*")).count(),
        table);
    assertEquals(2, table.lines().filter(line -> line.startsWith("| STRLEN key")).count(), table);
    assertTrue(table.contains("| hitrate | "), table);
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
