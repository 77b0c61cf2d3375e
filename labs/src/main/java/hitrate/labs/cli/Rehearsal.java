package hitrate.labs.cli;

import hitrate.engine.node.CacheNode;
import hitrate.grader.text.Paint;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import java.util.Map;

/// What the launcher runs once after a build, while the JVM notes which classes it takes to start:
/// commands that write nothing and end soon. No grading: its thousands of classes, javac's among
/// them, would be linked at each start of every command, which costs a tenth of a second.
final class Rehearsal {
  private static final List<List<String>> LINES =
      List.of(
          List.of("--help"),
          List.of("list"),
          List.of("guide"),
          List.of("grade", "--help"),
          List.of("exam", "--help"),
          List.of("start", "--help"),
          List.of("doctor"),
          List.of("--version"));

  private Rehearsal() {}

  public static void main(String[] arguments) throws IOException {
    var nobody = new PrintWriter(Writer.nullWriter());
    for (var words : LINES) {
      run(nobody, words);
    }
    try (var node = CacheNode.start()) {
      var port = Integer.toString(node.port());
      run(nobody, List.of("cli", "-p", port, "SET", "rehearsal", "1"));
    }
  }

  private static void run(PrintWriter out, List<String> words) {
    Lab.commandLine(Paint.PLAIN, Map.of(), words)
        .setOut(out)
        .setErr(out)
        .execute(words.toArray(String[]::new));
  }
}
