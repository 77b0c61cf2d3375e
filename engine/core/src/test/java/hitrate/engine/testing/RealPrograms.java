package hitrate.engine.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/// The real programs this project is compared with: redis-server, redis-cli, redis-benchmark.
///
/// Where one is not installed, the test that asks for it is skipped and says so; with
/// `-Dhitrate.lanes=required` it fails instead, so that a lane cannot silently run nothing.
public final class RealPrograms {

  private static final int MAX_SECONDS = 60;

  private RealPrograms() {}

  /// The path of a program, looked for in the folders of `PATH`.
  public static Path find(String name) {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      Path program = Path.of(folder, name);
      if (!folder.isEmpty() && Files.isExecutable(program)) {
        return program;
      }
    }
    missing(name + " is not on the PATH; install it (Debian: apt-get install redis) to compare");
    throw new AssertionError("unreachable");
  }

  /// Skips the running test, or fails it where lanes are required.
  public static void missing(String why) {
    if ("required".equals(System.getProperty("hitrate.lanes"))) {
      Assertions.fail(why + " (-Dhitrate.lanes=required)");
    }
    Assumptions.abort(why);
  }

  /// What a program printed to its output and error streams, together, and its exit code.
  public record Run(String output, int exitCode) {}

  /// Runs a program to its end with the given input; it gets at most a minute.
  public static Run run(String input, String program, String... arguments) throws Exception {
    var command = new ArrayList<String>(List.of(find(program).toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      var output = CompletableFuture.supplyAsync(() -> readAll(process.getInputStream()));
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(UTF_8));
      }
      if (!process.waitFor(MAX_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError(command + " did not end within " + MAX_SECONDS + " s");
      }
      return new Run(output.get(), process.exitValue());
    } finally {
      process.destroyForcibly();
    }
  }

  private static String readAll(InputStream in) {
    try {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
