package hitrate.labs.exercise;

import hitrate.grader.exercise.Exercise;
import hitrate.grader.exercise.ExerciseCatalog;
import hitrate.grader.isolation.Limits;
import hitrate.grader.report.GradeReport;
import hitrate.grader.report.TestResult;
import hitrate.grader.run.Grader;
import hitrate.grader.target.TargetAddress;
import hitrate.grader.text.Messages;
import hitrate.grader.text.Paint;
import hitrate.labs.cli.Home;
import hitrate.labs.cli.UserError;
import hitrate.labs.terminal.TerminalWidth;
import hitrate.labs.terminal.Wrap;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// What the commands of the learner's loop work on: the exercises, the progress, a place to print.
///
/// @param catalog the exercises, in the learner's language
/// @param progress where the progress is kept
/// @param state the folder `.lab`
/// @param messages the texts
/// @param paint colour, or none
/// @param out where results go
/// @param terminalWidth in columns, of this moment
record Desk(
    ExerciseCatalog catalog,
    ProgressFile progress,
    Path state,
    Messages messages,
    Paint paint,
    PrintWriter out,
    IntSupplier terminalWidth) {
  /// Paragraphs for files and pipes are not broken into lines.
  static final int UNBROKEN = Integer.MAX_VALUE;

  private static final int WIDEST = 100;
  private static final int NARROWEST = 32;
  private static final String BUNDLE = "hitrate.labs.exercise.messages";

  /// The desk of a command that is about to run.
  static Desk open(@Nullable CommandSpec spec) throws IOException {
    var line = Objects.requireNonNull(spec).commandLine();
    IntSupplier width = TerminalWidth.isTerminal() ? TerminalWidth::now : () -> UNBROKEN;
    return open(Home.find(), line.getOut(), line.getErr(), Paint.forTerminal(), width);
  }

  static Desk open(
      Home home, PrintWriter out, PrintWriter err, Paint paint, IntSupplier terminalWidth)
      throws IOException {
    var messages = Messages.load(Desk.class, BUNDLE);
    if (!Files.isRegularFile(home.root().resolve(ExerciseCatalog.LIST))) {
      throw new UserError(messages.text("desk.noExercises", home.root()));
    }
    var catalog = ExerciseCatalog.read(home.root(), messages.locale());
    Consumer<Path> movedAside =
        file -> {
          err.println(paint.note(messages.text("desk.movedAside", file)));
          err.flush();
        };
    var progress = new ProgressFile(home.state(), movedAside);
    return new Desk(catalog, progress, home.state(), messages, paint, out, terminalWidth);
  }

  void say(String key, Object... values) {
    out.println(messages.text(key, values));
  }

  /// Says a sentence, in as many lines as it takes.
  void tell(String key, Object... values) {
    tell(text -> text, messages.text(key, values));
  }

  /// Says a sentence in one colour.
  void tell(UnaryOperator<String> colour, String text) {
    Wrap.beside("", "", text, width(), Paint.PLAIN).stream().map(colour).forEach(out::println);
  }

  /// Columns to write paragraphs in: lines much longer than a book's are hard to read.
  int width() {
    int columns = terminalWidth.getAsInt();
    return columns == UNBROKEN ? columns : Math.clamp(columns, NARROWEST, WIDEST);
  }

  /// The exercise the learner named, or else the first that is not done, or else the last.
  Exercise choose(@Nullable String id) throws IOException {
    if (id != null) {
      return catalog
          .find(id)
          .orElseThrow(() -> UserError.usage(messages.text("desk.noSuchExercise", id)));
    }
    return next(progress.load());
  }

  Exercise next(Progress so) {
    return catalog.all().stream()
        .filter(exercise -> !so.of(exercise.id()).isDone())
        .findFirst()
        .orElseGet(() -> catalog.all().getLast());
  }

  /// Reads a target as the user wrote it.
  TargetAddress target(String text) {
    try {
      return TargetAddress.parse(text);
    } catch (IllegalArgumentException e) {
      throw UserError.usage(messages.text("desk.badTarget", text));
    }
  }

  /// A grader whose learner's JVM cannot look into Hitrate's own folder, where the system can see
  /// to that. It is closed when this process ends, even by Ctrl-C.
  Grader grader(TargetAddress target, Consumer<TestResult> finished) throws IOException {
    var grader = Grader.open(options(target, finished));
    Runtime.getRuntime().addShutdownHook(new Thread(grader::close, "close-grader"));
    return grader;
  }

  /// How to grade: with the usual limits, and Hitrate's own folder hidden.
  Grader.Options options(TargetAddress target, Consumer<TestResult> finished) {
    return Grader.Options.standard()
        .withTarget(target)
        .withLimits(Limits.STANDARD)
        .withHidden(List.of(catalog.home()))
        .withListener(finished);
  }

  /// Keeps the result of the learner's own work.
  void keep(GradeReport report) throws IOException {
    var failing = report.firstFailure().map(TestResult::number).orElse("");
    progress.update(before ->
        before.with(
            report.exercise(),
            entry ->
                entry.graded(
                    report.score(), report.maxScore(), report.passed(), failing, Instant.now())));
  }

  /// The learner's file, as one would name it from the current folder.
  Path learnersFile(Exercise exercise) {
    return catalog.sources().resolve(exercise.files().getFirst());
  }

  /// `path` without the folder of Hitrate in front.
  Path shown(Path path) {
    return path.startsWith(catalog.home()) ? catalog.home().relativize(path) : path;
  }
}
