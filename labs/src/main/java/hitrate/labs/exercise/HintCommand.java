package hitrate.labs.exercise;

import hitrate.grader.exercise.Exercise;
import hitrate.grader.exercise.Task;
import hitrate.labs.cli.UserError;
import hitrate.labs.terminal.Wrap;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `./lab hint`: the next hint to the part that fails, one step at a time.
@Command(name = "hint", mixinStandardHelpOptions = true)
public final class HintCommand implements Callable<Integer> {
  @Parameters(paramLabel = "EXERCISE", arity = "0..1", descriptionKey = "exercise")
  private @Nullable String id;

  @Option(names = "--part", paramLabel = "N", descriptionKey = "part")
  private @Nullable String part;

  @Option(names = "--level", paramLabel = "N", descriptionKey = "level")
  private @Nullable Integer level;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    return run(Desk.open(spec));
  }

  int run(Desk desk) throws IOException {
    show(desk, desk.choose(id), part, level);
    return CommandLine.ExitCode.OK;
  }

  /// Shows a hint and remembers that it was shown; `watch` does so too.
  static void show(
      Desk desk, Exercise exercise, @Nullable String wantedPart, @Nullable Integer wantedLevel)
      throws IOException {
    var entry = desk.progress().load().of(exercise.id());
    var messages = desk.messages();
    var failing = entry.failing().isEmpty() ? "1" : Task.partOf(entry.failing());
    var part = wantedPart == null ? failing : wantedPart;
    var hints = exercise.hints().of(part);
    if (hints.isEmpty()) {
      throw UserError.usage(messages.text("hint.noPart", exercise.id(), part));
    }
    int seen = Math.min(entry.hints().getOrDefault(part, 0), hints.size());
    int level = wantedLevel == null ? Math.min(seen + 1, hints.size()) : wantedLevel;
    if (level < 1 || level > hints.size()) {
      throw UserError.usage(messages.text("hint.noLevel", part, hints.size()));
    }
    if (level > seen + 1) {
      throw new UserError(messages.text("hint.oneAtATime", part, seen, hints.size(), seen + 1));
    }
    var title = exercise.task().parts().getOrDefault(part, "");
    desk.tell(
        desk.paint()::strong, messages.text("hint.heading", part, title, level, hints.size()));
    desk.out().println();
    Wrap.lines(hints.get(level - 1), "  ", "  ", desk.width(), desk.paint())
        .forEach(desk.out()::println);
    desk.out().println();
    if (level == hints.size()) {
      desk.tell("hint.last");
    }
    desk.out().flush();
    // After the hint is shown: it may be that nothing can be kept.
    desk.progress().update(so -> so.with(exercise.id(), old -> old.hinted(part, level)));
  }
}
