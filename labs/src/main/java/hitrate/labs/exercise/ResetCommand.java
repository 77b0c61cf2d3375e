package hitrate.labs.exercise;

import hitrate.labs.terminal.TerminalWidth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `./lab reset`: an exercise's files as they were at first; what was there is kept aside. It asks
/// before it takes work away, where there is somebody to ask.
@Command(name = "reset", mixinStandardHelpOptions = true)
public final class ResetCommand implements Callable<Integer> {
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  @Parameters(paramLabel = "EXERCISE", descriptionKey = "exercise")
  private String id = "";

  @Option(
      names = {"-y", "--yes"},
      descriptionKey = "yes")
  private boolean yes;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    var console = System.console();
    return run(
        Desk.open(spec),
        TerminalWidth.isTerminal() ? () -> console == null ? null : console.readLine() : null);
  }

  /// @param answers what the learner types; null where nobody sits at the keys
  int run(Desk desk, @Nullable Supplier<@Nullable String> answers) throws IOException {
    var exercise = desk.choose(id);
    var changed = new ArrayList<String>();
    for (var name : exercise.files()) {
      var file = desk.catalog().sources().resolve(name);
      if (!Files.exists(file) || Files.mismatch(exercise.stub().resolve(name), file) >= 0) {
        changed.add(name);
      }
    }
    if (changed.isEmpty()) {
      desk.tell("reset.nothing", exercise.id());
    } else if (!agreed(desk, changed, answers)) {
      desk.tell("reset.left");
      desk.out().flush();
      return CommandLine.ExitCode.SOFTWARE;
    }
    var backups = unused(desk.state().resolve("backup").resolve(exercise.id()));
    for (var name : changed) {
      var file = desk.catalog().sources().resolve(name);
      if (Files.exists(file)) {
        var backup = backups.resolve(name);
        copy(file, backup);
        desk.say("reset.kept", desk.shown(backup));
      }
      copy(exercise.stub().resolve(name), file);
      desk.say("reset.restored", desk.shown(file));
    }
    desk.out().flush();
    return CommandLine.ExitCode.OK;
  }

  /// Whether the learner's work may go; a file that is missing may come back unasked.
  private boolean agreed(
      Desk desk, List<String> changed, @Nullable Supplier<@Nullable String> answers) {
    var work =
        changed.stream()
            .map(desk.catalog().sources()::resolve)
            .filter(Files::exists)
            .map(file -> desk.shown(file).toString())
            .toList();
    if (yes || work.isEmpty() || answers == null) {
      return true;
    }
    desk.tell("reset.ask", String.join(", ", work));
    desk.out().print(desk.messages().text("reset.prompt") + " ");
    desk.out().flush();
    var answer = answers.get();
    return answer != null
        && List.of(desk.messages().text("reset.agreement").split(" "))
            .contains(answer.strip().toLowerCase(Locale.ROOT));
  }

  /// A folder named after the time, and after a number when that second has one already.
  private static Path unused(Path folder) {
    var stamp = LocalDateTime.now(ZoneId.systemDefault()).format(STAMP);
    var candidate = folder.resolve(stamp);
    for (int number = 2; Files.exists(candidate); number++) {
      candidate = folder.resolve(stamp + "-" + number);
    }
    return candidate;
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(Objects.requireNonNull(to.getParent()));
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
  }
}
