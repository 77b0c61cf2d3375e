package hitrate.labs.exam.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import jdk.jshell.JShell;
import jdk.jshell.SnippetEvent;
import jdk.jshell.VarSnippet;

/// Runs a transcript of JShell: lines that begin with `jshell> ` are evaluated, the lines between
/// are what `./lab jshell` shows for them, `name ==> value`.
final class JavaRun {
  private static final String PROMPT = "jshell> ";

  /// The part of JShell's own DEFAULT imports that proofs need.
  private static final List<String> IMPORTS =
      List.of("import java.math.*;", "import java.util.*;", "import java.util.stream.*;");

  private final JShell shell;
  private final Consumer<String> print;
  private final List<String> observed = new ArrayList<>();

  private JavaRun(JShell shell, Consumer<String> print) {
    this.shell = shell;
    this.print = print;
  }

  /// Runs the transcript with the class path of this program and says what came out differently.
  static Outcome run(String transcript, Consumer<String> print) {
    var typed = new AtomicInteger();
    try (var shell =
        JShell.builder()
            .executionEngine("local")
            .tempVariableNameGenerator(() -> "$" + typed.get())
            .build()) {
      shell.addToClasspath(System.getProperty("java.class.path"));
      IMPORTS.forEach(shell::eval);
      var run = new JavaRun(shell, print);
      for (var line : transcript.lines().filter(line -> line.startsWith(PROMPT)).toList()) {
        typed.incrementAndGet();
        run.show(line);
        run.evaluate(line.substring(PROMPT.length()));
      }
      var expected = transcript.lines().toList();
      return run.observed.equals(expected)
          ? Outcome.proved()
          : Outcome.differs(List.of("gave %s, expected %s".formatted(run.observed, expected)));
    }
  }

  /// Evaluates one complete snippet, its last semicolon supplied where the reader left it out.
  private void evaluate(String snippet) {
    var completed = shell.sourceCodeAnalysis().analyzeCompletion(snippet).source();
    shell.eval(completed == null ? snippet : completed).forEach(this::show);
  }

  private void show(SnippetEvent event) {
    if (event.causeSnippet() != null) {
      return;
    }
    if (event.exception() != null) {
      show("|  " + event.exception().getMessage());
    }
    shell.diagnostics(event.snippet()).forEach(d -> show("|  " + d.getMessage(Locale.ROOT)));
    if (event.snippet() instanceof VarSnippet variable && event.value() != null) {
      show(variable.name() + " ==> " + event.value());
    }
  }

  private void show(String line) {
    observed.add(line);
    print.accept(line);
  }
}
