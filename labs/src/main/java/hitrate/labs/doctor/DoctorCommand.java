package hitrate.labs.doctor;

import hitrate.grader.text.Messages;
import hitrate.grader.text.Paint;
import hitrate.labs.cli.Home;
import hitrate.labs.cli.Lab;
import hitrate.labs.doctor.Finding.Grade;
import hitrate.labs.terminal.TerminalWidth;
import hitrate.labs.terminal.Wrap;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// `./lab doctor`: what this machine offers, and how to mend what is missing. Exit code 1 when
/// something has to be mended; notes alone are no failure.
@Command(name = "doctor", mixinStandardHelpOptions = true)
public final class DoctorCommand implements Callable<Integer> {
  /// What goes to files and pipes is not broken into lines.
  static final int UNBROKEN = Integer.MAX_VALUE;

  @Option(names = "--json")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  private final Machine machine;
  private final Home home;
  private final Paint paint;
  private final IntSupplier columns;

  /// Called by picocli: looks at the machine it runs on.
  public DoctorCommand() {
    this(
        new ThisMachine(System.getenv()),
        Home.find(),
        Paint.forTerminal(),
        () -> TerminalWidth.isTerminal() ? TerminalWidth.now() : UNBROKEN);
  }

  DoctorCommand(Machine machine, Home home, Paint paint, IntSupplier columns) {
    this.machine = machine;
    this.home = home;
    this.paint = paint;
    this.columns = columns;
  }

  @Override
  public Integer call() {
    var messages = Messages.load(Lab.class, Lab.BUNDLE);
    var findings = Doctor.examine(machine, home, messages);
    long problems = findings.stream().filter(each -> each.grade() == Grade.PROBLEM).count();
    var out = Objects.requireNonNull(spec).commandLine().getOut();
    if (json) {
      var report = new Report(problems == 0, findings.stream().map(Check::of).toList());
      out.println(JsonMapper.builder().build().writeValueAsString(report));
    } else {
      print(findings, problems, out, messages);
    }
    out.flush();
    return problems == 0 ? 0 : 1;
  }

  private void print(List<Finding> findings, long problems, PrintWriter out, Messages messages) {
    int width = findings.stream().mapToInt(each -> each.title().length()).max().orElse(0);
    int margin =
        Stream.of(Grade.values()).mapToInt(grade -> word(grade, messages).length()).max().orElse(0);
    int wide = columns.getAsInt();
    var under = " ".repeat(margin + 2);
    for (var finding : findings) {
      var word = word(finding.grade(), messages);
      var mark =
          switch (finding.grade()) {
            case OK -> paint.good(word);
            case NOTE -> paint.note(word);
            case PROBLEM -> paint.bad(word);
          };
      var gap = " ".repeat(width - finding.title().length() + 2);
      var before = mark + " ".repeat(margin - word.length() + 2) + finding.title() + gap;
      Wrap.beside(before, under, finding.found(), wide, paint).forEach(out::println);
      if (finding.mend() != null) {
        finding
            .mend()
            .lines()
            .flatMap(line -> Wrap.lines(line, under, under, wide, paint).stream())
            .forEach(out::println);
      }
    }
    out.println();
    out.println(
        problems == 0
            ? messages.text("doctor.allWell")
            : messages.text("doctor.mendFirst", problems));
  }

  private static String word(Grade grade, Messages messages) {
    return messages.text("doctor.grade." + name(grade));
  }

  private static String name(Grade grade) {
    return grade.name().toLowerCase(Locale.ROOT);
  }

  /// What `--json` prints.
  record Report(boolean ok, List<Check> checks) {}

  /// One finding in JSON: `status` is `ok`, `note` or `problem`.
  record Check(String id, String status, String found, @Nullable String mend) {
    static Check of(Finding finding) {
      return new Check(finding.id(), name(finding.grade()), finding.found(), finding.mend());
    }
  }
}
