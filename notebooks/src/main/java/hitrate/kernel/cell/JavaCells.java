package hitrate.kernel.cell;

import hitrate.grader.text.Messages;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.VarSnippet;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import org.jspecify.annotations.Nullable;

/// The Java of a notebook: a JShell that keeps its declarations from cell to cell.
///
/// A cell that does not split into snippets, because of an open brace or quote for example, does
/// not begin to run. Otherwise its snippets run in order, up to the first that does not compile or
/// throws. The value of the last line is shown when that line is an expression without a semicolon.
///
/// One thread runs cells; [#interrupt] may come from any other.
public final class JavaCells implements AutoCloseable {
  private final CellControl control;
  private final JShell shell;
  private final Traceback traceback;
  private final Messages messages;
  private final List<String> notes = new ArrayList<>();

  private JavaCells(CellControl control, JShell shell, Messages messages) {
    this.control = control;
    this.shell = shell;
    this.messages = messages;
    this.traceback = new Traceback(messages);
  }

  /// Starts JShell; takes about a second.
  ///
  /// @param classPath what cells may use, in the form of `java.class.path`
  /// @param unblock closes what a stopped cell may wait for, such as its connections
  public static JavaCells start(String classPath, Runnable unblock, Messages messages) {
    var control = new CellControl(unblock, messages);
    var shell =
        JShell.builder()
            .executionEngine(new InThisJvm(control), Map.of())
            .compilerOptions("-proc:none")
            .build();
    for (String entry : classPath.split(File.pathSeparator)) {
      if (!entry.isEmpty()) {
        shell.addToClasspath(entry);
      }
    }
    return new JavaCells(control, shell, messages);
  }

  /// Declares a variable that cells can use.
  ///
  /// @param type its type as cells would write it, imports considered
  public void declare(String type, String name, Object value) {
    define(type + " " + name + ";");
    var variable = shell.variables().filter(v -> v.name().equals(name)).findFirst().orElseThrow();
    control.assign(binaryName(variable), name, value);
  }

  /// Runs code of the kernel's own, such as imports and helper methods.
  ///
  /// @throws IllegalStateException when it does not compile
  public void define(String code) {
    if (run(0, code) instanceof Outcome.Failure failure) {
      throw new IllegalStateException(String.join("\n", failure.traceback()));
    }
  }

  /// Runs a cell.
  ///
  /// @param number the cell's number, as the front end shows it
  public Outcome run(int number, String code) {
    control.begin();
    notes.clear();
    var pieces = Pieces.of(shell.sourceCodeAnalysis(), code);
    if (!pieces.complete()) {
      return syntaxError(pieces, code);
    }
    Outcome outcome = new Outcome.Done();
    var unresolved = new ArrayList<Piece>();
    for (var piece : pieces.whole()) {
      outcome = run(number, code, piece, unresolved);
      if (control.interrupted()) {
        return Outcome.interrupted(messages, control.remarks());
      }
      if (outcome instanceof Outcome.Failure) {
        return outcome;
      }
    }
    return stillUnresolved(unresolved, code, outcome);
  }

  private record Piece(DeclarationSnippet snippet, int offset) {}

  private Outcome run(int number, String code, Pieces.Piece piece, List<Piece> unresolved) {
    Outcome outcome = new Outcome.Done();
    int offset = piece.offset() + leadIn(piece.source());
    control.takeValue();
    for (SnippetEvent event : shell.eval(piece.source().substring(leadIn(piece.source())))) {
      var snippet = event.snippet();
      if (event.causeSnippet() != null) {
        // An earlier declaration that this one replaced, or completed, or took the type from.
        boolean replaced = event.status() == Snippet.Status.OVERWRITTEN;
        if (snippet instanceof VarSnippet variable && !replaced) {
          notes.add(messages.text("cell.reset", variable.name()));
        }
        continue;
      }
      traceback.remember(snippet, number, code, offset);
      if (event.status() == Snippet.Status.REJECTED) {
        return traceback.compileError(shell.diagnostics(snippet).toList(), code, offset);
      }
      if (event.exception() != null) {
        return traceback.thrown(event.exception());
      }
      if (snippet instanceof DeclarationSnippet declaration) {
        unresolved.add(new Piece(declaration, offset));
      }
      if (isShown(snippet) && !piece.quiet()) {
        outcome = new Outcome.Value(control.takeValue());
      }
    }
    return outcome;
  }

  /// A text that is no snippet. JShell says why when it is asked to run it, and does not run it.
  private Outcome syntaxError(Pieces pieces, String code) {
    int offset = pieces.restOffset() + leadIn(pieces.rest());
    var events = shell.eval(pieces.rest().substring(leadIn(pieces.rest())));
    if (events.isEmpty()) {
      return traceback.compileError(List.of(), code, offset);
    }
    var problems = shell.diagnostics(events.getFirst().snippet()).toList();
    return traceback.compileError(problems, code, offset);
  }

  /// A declaration may use what a later one of the same cell defines, but the cell's end must find
  /// all of it.
  private Outcome stillUnresolved(List<Piece> declared, String code, Outcome outcome) {
    for (var piece : declared) {
      var status = shell.status(piece.snippet());
      if (status == Snippet.Status.RECOVERABLE_DEFINED
          || status == Snippet.Status.RECOVERABLE_NOT_DEFINED) {
        var problems = shell.diagnostics(piece.snippet()).toList();
        if (!problems.isEmpty()) {
          return traceback.compileError(problems, code, piece.offset());
        }
        var missing = shell.unresolvedDependencies(piece.snippet()).toList();
        return traceback.unresolved(piece.snippet(), missing, code, piece.offset());
      }
    }
    return outcome;
  }

  private static boolean isShown(Snippet snippet) {
    return switch (snippet.subKind()) {
      case TEMP_VAR_EXPRESSION_SUBKIND, VAR_VALUE_SUBKIND, OTHER_EXPRESSION_SUBKIND -> true;
      default -> false;
    };
  }

  /// How many chars of blanks and comments stand before the code. JShell is given the code alone:
  /// an import with a comment above it makes JShell replace the variables declared before, and they
  /// lose their values.
  private static int leadIn(String source) {
    int at = 0;
    while (at < source.length()) {
      if (Character.isWhitespace(source.charAt(at))) {
        at++;
      } else if (source.startsWith("//", at)) {
        at = after(source, "\n", at);
      } else if (source.startsWith("/*", at)) {
        at = after(source, "*/", at + 2);
      } else {
        return at;
      }
    }
    return at;
  }

  private static int after(String source, String end, int from) {
    int at = source.indexOf(end, from);
    return at < 0 ? source.length() : at + end.length();
  }

  /// Runs work that may call the learner's code, such as the `toString` of a value, in the way
  /// cells run: it can be interrupted. To be called after [#run], on the same thread.
  ///
  /// @throws Exception what the work threw; [ExecutionControl.StoppedException] when stopped
  public <T extends @Nullable Object> T call(Callable<T> work) throws Exception {
    return control.run(work, JavaCells.class.getClassLoader());
  }

  /// What the learner should know about the cell that ran last, one line each.
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /// Stops the cell that runs now.
  public void interrupt() {
    control.interrupt();
  }

  /// Completion and inspection in the light of what is declared.
  public Assist assist() {
    return new Assist(shell.sourceCodeAnalysis());
  }

  @Override
  public void close() {
    shell.close();
  }

  /// JShell asks a variable's class only through its back end; the name it asks for is the one we
  /// need.
  private String binaryName(VarSnippet variable) {
    shell.varValue(variable);
    return control.lastAsked();
  }

  /// Hands JShell the one back end of this kernel.
  private record InThisJvm(CellControl control) implements ExecutionControlProvider {
    @Override
    public String name() {
      return "hitrate";
    }

    @Override
    public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters) {
      return control;
    }
  }
}
