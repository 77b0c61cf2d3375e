package hitrate.labs.exercise;

import hitrate.grader.exercise.Exercise;
import hitrate.grader.report.GradeReport;
import hitrate.grader.report.ReportFormat;
import hitrate.grader.run.Grader;
import hitrate.grader.target.TargetAddress;
import hitrate.grader.text.Paint;
import hitrate.labs.cli.UserError;
import hitrate.labs.exercise.Gradebook.Mark;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// `./lab gradebook`: marks a whole class. Every submission meets a grader of its own, so nothing
/// that one leaves behind reaches the next.
@Command(name = "gradebook", mixinStandardHelpOptions = true)
public final class GradebookCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "EXERCISE", descriptionKey = "exercise")
  private String id = "";

  @Parameters(index = "1", paramLabel = "FOLDER", descriptionKey = "folder")
  private Path folder = Path.of("");

  @Option(names = "--out", paramLabel = "DIR", descriptionKey = "out")
  private @Nullable Path out;

  @Option(names = "--target", paramLabel = "TARGET", descriptionKey = "target")
  private String target = "embedded";

  @Option(names = "--format", paramLabel = "FORMAT", split = ",", descriptionKey = "format")
  private List<ReportFormat> formats = List.of();

  @Option(names = "--again", descriptionKey = "again")
  private boolean again;

  @Option(names = "--json", descriptionKey = "json")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  private final Stopping stopping = new Stopping();

  @Override
  public Integer call() throws IOException {
    Runtime.getRuntime().addShutdownHook(new Thread(stopping, "close-grader"));
    return run(Desk.open(spec));
  }

  int run(Desk desk) throws IOException {
    var exercise = desk.choose(id);
    var address = desk.target(target);
    if (!Files.isDirectory(folder)) {
      throw UserError.usage(desk.messages().text("gradebook.noFolder", folder));
    }
    var results = out == null ? beside(folder) : out;
    var pile = HandedIn.in(folder, results);
    if (pile.all().isEmpty()) {
      throw new UserError(desk.messages().text("gradebook.nothing", folder));
    }
    GradeReport pending;
    try (var grader = open(desk, address, results)) {
      pending = grader.pending(exercise);
    }
    var names = pile.all().stream().map(HandedIn::name).toList();
    var book = new Gradebook(desk, exercise, pending, results, names);
    var progress = new Counter(desk, json, names.size());
    for (var each : pile.all()) {
      var mark = mark(desk, book, each, pending, progress);
      if (stopping.isUnderWay()) {
        return CommandLine.ExitCode.SOFTWARE; // and the process is about to end
      }
      progress.graded(each.name(), mark);
    }
    book.save();
    conclude(desk, book, pile);
    return CommandLine.ExitCode.OK;
  }

  private static Path beside(Path folder) {
    var whole = folder.toAbsolutePath().normalize();
    return whole.resolveSibling(whole.getFileName() + "-graded");
  }

  /// The mark of one submission: the one of an earlier run, or a new one, which is in the table
  /// before the next one begins.
  private Mark mark(Desk desk, Gradebook book, HandedIn each, GradeReport pending, Counter progress)
      throws IOException {
    var fingerprint = Optional.<String>empty();
    try {
      fingerprint = Optional.of(each.fingerprint(book.exercise(), target));
    } catch (FileSystemException e) {
      // The report says so.
    }
    if (!again && fingerprint.isPresent()) {
      var known = book.recall(each.name(), fingerprint.get());
      if (known.isPresent()) {
        return known.get();
      }
    }
    progress.begins(each.name());
    var report = grade(desk, book.exercise(), each, pending);
    if (stopping.isUnderWay()) {
      return new Mark(Mark.NOT_TESTED, 0, 0, Map.of(), ""); // which nobody sees
    }
    var mark = book.enter(each.name(), fingerprint.orElse(""), report, formats);
    book.save();
    return mark;
  }

  /// A submission that cannot be read gets no points; whoever comes after it is graded.
  private GradeReport grade(Desk desk, Exercise exercise, HandedIn each, GradeReport pending)
      throws IOException {
    try (var grader = open(desk, desk.target(target), folder)) {
      stopping.guard(grader);
      return grader.grade(exercise, each.place());
    } catch (IOException e) {
      if (!(e instanceof FileSystemException) && !stopping.isUnderWay()) {
        throw e; // no fault of the submission's
      }
      return new GradeReport(
          pending.exercise(),
          pending.title(),
          pending.target(),
          pending.isolation(),
          pending.started(),
          Duration.ZERO,
          desk.messages().text("gradebook.unreadable", String.valueOf(e.getMessage())),
          pending.tests());
    }
  }

  /// Neither Hitrate nor what others handed in can be looked into, where the system can see to it.
  private Grader open(Desk desk, TargetAddress address, Path results) throws IOException {
    var hidden = List.of(desk.catalog().home(), folder, results);
    return Grader.open(desk.options(address, result -> {}).withHidden(hidden));
  }

  private void conclude(Desk desk, Gradebook book, HandedIn.Pile pile) {
    if (json) {
      desk.out().println(asJson(book));
    } else {
      var marks = book.marks().values().stream().flatMap(Optional::stream).toList();
      long passed = marks.stream().filter(mark -> mark.status().equals(Mark.PASSED)).count();
      double mean = marks.stream().mapToInt(Mark::score).average().orElse(0);
      int most = marks.stream().mapToInt(Mark::maxScore).max().orElse(0);
      desk.out().println();
      desk.say("gradebook.total", marks.size(), passed, "%.1f".formatted(mean), most);
      if (!pile.others().isEmpty()) {
        var names = String.join(", ", pile.others().stream().map(Counter::shown).toList());
        desk.say("gradebook.others", pile.others().size(), names);
      }
      desk.say("gradebook.table", book.table());
    }
    desk.out().flush();
  }

  private static String asJson(Gradebook book) {
    var root = JsonMapper.shared().createObjectNode();
    root.put("exercise", book.exercise().id());
    root.put("gradebook", book.table().toAbsolutePath().toString());
    var list = root.putArray("submissions");
    book.marks()
        .forEach((name, mark) ->
            mark.ifPresent(value -> {
              var node = list.addObject();
              node.put("name", name);
              node.put("status", value.status());
              node.put("score", value.score());
              node.put("maxScore", value.maxScore());
              node.put("reason", value.reason());
              node.put("folder", book.of(name).toAbsolutePath().toString());
            }));
    return root.toString();
  }

  /// Ctrl-C: from then on what fails has failed for that, and no mark is made of it.
  private static final class Stopping implements Runnable {
    private volatile boolean underWay;
    private volatile @Nullable Grader grader;

    boolean isUnderWay() {
      return underWay;
    }

    void guard(Grader next) {
      grader = next;
    }

    @Override
    public void run() {
      underWay = true;
      var last = grader;
      if (last != null) {
        last.close();
      }
    }
  }

  /// Tells how far it is: a line for each submission, and on a terminal another for the one under
  /// way, with the time that is left.
  private static final class Counter {
    private static final int FEW = 3;

    private final Desk desk;
    private final boolean silent;
    private final int all;
    private int done;
    private int timed;
    private final long began = System.nanoTime();

    Counter(Desk desk, boolean silent, int all) {
      this.desk = desk;
      this.silent = silent;
      this.all = all;
    }

    void begins(String name) {
      timed++;
      if (!silent && desk.paint() == Paint.ANSI) {
        long seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds();
        long left = seconds * (all - done) / timed;
        var rest =
            timed > FEW ? "  " + desk.messages().text("gradebook.left", (left + 59) / 60) : "";
        var text = desk.messages().text("gradebook.grading", done + 1, all, shown(name));
        desk.out().print(desk.paint().faint(text + rest));
        desk.out().flush();
      }
    }

    void graded(String name, Mark mark) {
      done++;
      if (silent) {
        return;
      }
      if (desk.paint() == Paint.ANSI) {
        desk.out().print("\r\u001b[K");
      }
      var points = desk.messages().text("result.points", mark.score(), mark.maxScore());
      var reason = mark.status().equals(Mark.NOT_TESTED) ? "  " + firstLine(mark.reason()) : "";
      desk.out().println("%7s  %s%s".formatted(points, shown(name), reason));
      desk.out().flush();
    }

    private static String firstLine(String text) {
      return shown(text.lines().findFirst().orElse(""));
    }

    /// A name as one line: it may hold anything that a file system takes.
    static String shown(String name) {
      return name.replaceAll("\\p{Cntrl}", "?");
    }
  }
}
