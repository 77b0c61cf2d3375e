package hitrate.book.transcript;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/// Compiles and runs a program of one Java file, which finds this project's classes on its class
/// path and gets the address of a server as its argument. It runs in a JVM of its own, so that
/// nothing it does outlives it.
public final class ProgramRunner {

  private static final long LIMIT_SECONDS = 120;

  private ProgramRunner() {}

  /// Runs the program in `file` against the server of `stage` and returns the lines it printed.
  ///
  /// @throws TranscriptException when it does not compile, fails, or does not end
  public static List<String> run(Path file, Stage stage) throws IOException, InterruptedException {
    Path classes = Files.createTempDirectory("hitrate-program");
    try {
      compile(file, classes);
      return execute(file, classes, stage);
    } finally {
      try (var files = Files.walk(classes)) {
        files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
      }
    }
  }

  private static void compile(Path file, Path classes) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new TranscriptException(1, "this Java has no compiler; a JDK is needed");
    }
    var complaints = new ByteArrayOutputStream();
    int result =
        compiler.run(
            null,
            complaints,
            complaints,
            "-proc:none",
            "-cp",
            System.getProperty("java.class.path"),
            "-d",
            classes.toString(),
            file.toString());
    if (result != 0) {
      String text = complaints.toString(StandardCharsets.UTF_8).strip();
      throw new TranscriptException(1, file.getFileName() + " does not compile:\n" + text);
    }
  }

  private static List<String> execute(Path file, Path classes, Stage stage)
      throws IOException, InterruptedException {
    String mainClass = file.getFileName().toString().replaceFirst("\\.java$", "");
    var words = new ArrayList<String>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.add("-cp");
    words.add(classes + File.pathSeparator + System.getProperty("java.class.path"));
    words.add(mainClass);
    words.add(stage.uri().toString());
    Path output = classes.resolve("output");
    Process process =
        new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    try {
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new TranscriptException(
            1, file.getFileName() + " did not end within " + LIMIT_SECONDS + " seconds");
      }
    } finally {
      process.destroyForcibly();
    }
    List<String> lines = Files.readAllLines(output);
    if (process.exitValue() != 0) {
      throw new TranscriptException(
          1, file.getFileName() + " failed:\n" + String.join("\n", lines));
    }
    return lines;
  }

  /// Holds what a program printed against the lines a text expects of it.
  ///
  /// @throws TranscriptException when they differ
  public static void check(Path file, List<String> expected, List<String> printed) {
    boolean same = expected.size() == printed.size();
    for (int i = 0; same && i < expected.size(); i++) {
      same = Masks.matches(expected.get(i), printed.get(i));
    }
    if (!same) {
      var message = new StringBuilder(file.getFileName().toString());
      expected.forEach(line -> message.append("\n  - ").append(line));
      printed.forEach(line -> message.append("\n  + ").append(line));
      throw new TranscriptException(1, message.append("\n  (- the text, + the run)").toString());
    }
  }
}
