package hitrate.labs.exam;

import hitrate.grader.text.Messages;
import hitrate.grader.text.Paint;
import hitrate.labs.cli.UserError;
import hitrate.labs.exam.bank.BankException;
import hitrate.labs.exam.bank.QuestionBank;
import hitrate.labs.exam.export.ExportFormat;
import hitrate.labs.exam.proof.Prover;
import hitrate.labs.terminal.TerminalWidth;
import hitrate.labs.terminal.Wrap;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `./lab exam`: practice for the exam, at the keyboard or, with `--answers`, from a file.
///
/// Exit codes: 0 done or passed, 1 a timed exam or a file of answers below the pass mark, 2 called
/// wrongly.
@Command(name = "exam", sortOptions = false)
public final class ExamCommand implements Callable<Integer> {
  private static final long SEEDS = 100_000;

  @Option(names = "--mode", paramLabel = "MODE")
  private Mode mode = Mode.review;

  @Option(names = "--domain", paramLabel = "N")
  private @Nullable Integer domain;

  @Option(names = "--topic", paramLabel = "ID")
  private @Nullable String topic;

  @Option(names = "--count", paramLabel = "N")
  private @Nullable Integer count;

  @Option(names = "--seed", paramLabel = "S")
  private @Nullable Long seed;

  @Option(names = "--resume")
  private boolean resume;

  @Option(names = "--new")
  private boolean fresh;

  @Option(names = "--answers", paramLabel = "FILE")
  private @Nullable Path answers;

  @Option(names = "--json")
  private boolean json;

  private static final String UNDER = "    ";

  @Option(names = "--list")
  private boolean list;

  @Option(names = "--export", paramLabel = "FORMAT")
  private @Nullable ExportFormat export;

  @Option(names = "--output", paramLabel = "FILE")
  private @Nullable Path output;

  private @Nullable CommandSpec spec;

  private final @Nullable ExamWorld givenWorld;

  /// The command as `./lab` uses it.
  public ExamCommand() {
    this.givenWorld = null;
  }

  /// The command in a world of the test's making.
  ExamCommand(ExamWorld world) {
    this.givenWorld = world;
  }

  /// Called by picocli.
  @Spec
  void setSpec(CommandSpec spec) {
    this.spec = spec;
    spec.addOption(
        OptionSpec.builder("-h", "--help").usageHelp(true).descriptionKey("help").build());
  }

  @Override
  public Integer call() throws IOException {
    var world = givenWorld == null ? ExamWorld.real() : givenWorld;
    var bank = bank(world);
    if (list) {
      list(bank, world.messages());
      return 0;
    }
    if (export != null) {
      export(bank, export, world.messages());
      return 0;
    }
    var desk =
        new Desk(
            world.files().saved(world.messages()),
            world.files().history(world.messages()),
            new Prover(world.servers(), world.messages()),
            world.clock());
    return answers == null ? sit(bank, desk, world) : mark(bank, desk, answers, world);
  }

  private static QuestionBank bank(ExamWorld world) throws IOException {
    try {
      return world.files().bank(world.messages());
    } catch (BankException e) {
      throw new UserError(world.messages().text("bank.broken") + "\n" + e.getMessage());
    }
  }

  private void list(QuestionBank bank, Messages messages) {
    if (json) {
      out().println(ResultJson.questions(bank));
      out().flush();
      return;
    }
    int columns = TerminalWidth.isTerminal() ? TerminalWidth.now() : Integer.MAX_VALUE;
    int width =
        bank.questions().stream().mapToInt(question -> question.id().length()).max().orElse(0);
    for (var question : bank.questions()) {
      var line =
          messages.text(
              "list.line",
              question.id() + " ".repeat(width - question.id().length()),
              question.domain().number(),
              "");
      var topic = bank.topicName(question.topic());
      Wrap.beside(line, UNDER, topic, columns, Paint.PLAIN).forEach(out()::println);
    }
    out().println(messages.text("list.total", bank.questions().size()));
    out().flush();
  }

  private void export(QuestionBank bank, ExportFormat format, Messages messages)
      throws IOException {
    var text = format.write(bank);
    if (output == null) {
      out().print(text);
      out().flush();
    } else {
      Files.writeString(output, text);
      err().println(messages.text("export.done", bank.questions().size(), output));
      err().flush();
    }
  }

  /// Marks the answers of a file.
  private int mark(QuestionBank bank, Desk desk, Path file, ExamWorld world) throws IOException {
    var paper = choice().paper(bank, desk.wrong(), world.messages());
    var asked = paper.items().stream().map(Paper.Item::question).toList();
    Map<String, Set<String>> given = AnswersFile.read(file, asked, world.messages());
    var score = Score.of(asked, given);
    if (json) {
      print(paper, score, Duration.ZERO);
    } else {
      var screen = screen(out(), world);
      new ResultView(screen, bank).show(score, Duration.ZERO, true);
    }
    return score.passed() ? 0 : 1;
  }

  /// Asks the candidate.
  private int sit(QuestionBank bank, Desk desk, ExamWorld world) throws IOException {
    var screen = screen(json ? err() : out(), world);
    var sitting = new Sitting(bank, desk, screen, world.keyboard().get(), world.nanoTime());
    var session = session(bank, desk, sitting, world);
    if (session == null) {
      screen.say("nothing.wrong");
      if (json) {
        print(
            choice().paper(bank, Set.of(), world.messages()),
            Score.of(List.of(), Map.of()),
            Duration.ZERO);
      }
      return 0;
    }
    var end = withCare(desk, session, screen, () -> sitting.conduct(session));
    if (json && end.left()) {
      out().println(ResultJson.unfinished(session));
      out().flush();
    } else if (json) {
      print(session.paper(), end.score().orElseGet(session::scoreOfAnswered), session.used());
    }
    boolean failed =
        session.paper().mode() == Mode.timed && end.score().filter(Score::passed).isEmpty();
    return failed && end.score().isPresent() ? 1 : 0;
  }

  /// The session to conduct, or null where there are no wrong answers to repeat.
  private @Nullable ExamSession session(
      QuestionBank bank, Desk desk, Sitting sitting, ExamWorld world) throws IOException {
    if (resume) {
      if (fresh || hasChoice()) {
        throw UserError.usage(world.messages().text("option.resume"));
      }
      return sitting.resume();
    }
    var saved = desk.unfinished();
    if (saved.isPresent() && !fresh && sitting.wantsToResume(saved.get())) {
      return sitting.resume();
    }
    var paper = choice().paper(bank, desk.wrong(), world.messages());
    return paper.size() == 0 ? null : sitting.begin(paper);
  }

  private boolean hasChoice() {
    return mode != Mode.review || domain != null || topic != null || count != null || seed != null;
  }

  private Choice choice() {
    long chosen = seed == null ? ThreadLocalRandom.current().nextLong(SEEDS) : seed;
    return new Choice(mode, domain, topic, count, chosen);
  }

  /// Conducts a session so that Ctrl-C keeps it.
  private static Sitting.End withCare(
      Desk desk,
      ExamSession session,
      Screen screen,
      java.util.function.Supplier<Sitting.End> work) {
    var keep =
        Thread.ofPlatform()
            .unstarted(() -> {
              desk.save(session);
              screen.endPrompt();
              screen.say("kept");
            });
    Runtime.getRuntime().addShutdownHook(keep);
    try {
      return work.get();
    } finally {
      Runtime.getRuntime().removeShutdownHook(keep);
    }
  }

  private void print(Paper paper, Score score, Duration used) {
    out().println(ResultJson.write(paper, score, used));
    out().flush();
  }

  private static Screen screen(PrintWriter out, ExamWorld world) {
    return new Screen(out, world.paint(), world.messages(), world.terminalWidth());
  }

  private PrintWriter out() {
    return Objects.requireNonNull(spec).commandLine().getOut();
  }

  private PrintWriter err() {
    return Objects.requireNonNull(spec).commandLine().getErr();
  }
}
