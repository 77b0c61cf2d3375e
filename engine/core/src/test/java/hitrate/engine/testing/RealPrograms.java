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
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/// The programs of this machine that tests ask for: those this project is compared with, and others
/// such as a browser.
///
/// Where one is not installed, the test that asks for it is skipped and says so; with
/// `-Dhitrate.lanes=required` it fails instead, so that a lane cannot silently run nothing.
public final class RealPrograms {

  private RealPrograms() {}

  /// The path of a program, looked for in the folders of `PATH`.
  ///
  /// @param names that it goes by, on one system or another
  public static Path find(String... names) {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      for (String name : names) {
        Path program = Path.of(folder, name);
        if (!folder.isEmpty() && Files.isExecutable(program)) {
          return program;
        }
      }
    }
    throw missing(names[0] + " is not on the PATH");
  }

  /// Skips the running test, or fails it where lanes are required: it never returns, so to throw
  /// what it promises tells the compiler that nothing comes behind it.
  public static AssertionError missing(String why) {
    return "required".equals(System.getProperty("hitrate.lanes"))
        ? Assertions.fail(why + " (-Dhitrate.lanes=required)")
        : Assumptions.abort(why);
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
      int exitCode = Await.end(process);
      return new Run(output.get(), exitCode);
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
