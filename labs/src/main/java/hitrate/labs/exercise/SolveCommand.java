package hitrate.labs.exercise;

import hitrate.grader.exercise.Exercise;
import hitrate.labs.cli.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `./lab solve`: the reference solution, after passing.
@Command(name = "solve", mixinStandardHelpOptions = true)
public final class SolveCommand implements Callable<Integer> {
  @Parameters(paramLabel = "EXERCISE", descriptionKey = "exercise")
  private String id = "";

  @Option(names = "--diff", descriptionKey = "diff")
  private boolean diff;

  @Option(names = "--force", descriptionKey = "force")
  private boolean force;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    return run(Desk.open(spec));
  }

  int run(Desk desk) throws IOException {
    var exercise = desk.choose(id);
    if (!desk.progress().load().of(exercise.id()).isDone()) {
      if (!force) {
        throw new UserError(desk.messages().text("solve.notYet", exercise.id()));
      }
      desk.progress().update(so -> so.with(exercise.id(), old -> old.forced(Instant.now())));
      desk.tell("solve.recorded");
      desk.out().println();
    }
    for (var name : exercise.files()) {
      show(desk, exercise, name);
    }
    desk.out().flush();
    return CommandLine.ExitCode.OK;
  }

  private void show(Desk desk, Exercise exercise, String name) throws IOException {
    var solution = desk.catalog().solutions().resolve(name);
    if (!Files.exists(solution)) {
      throw new UserError(desk.messages().text("solve.noSolution", exercise.id()));
    }
    desk.out().println(desk.paint().strong(desk.shown(solution).toString()));
    desk.out().println();
    var theirs = Files.readAllLines(solution);
    if (!diff) {
      theirs.forEach(desk.out()::println);
      return;
    }
    var file = desk.catalog().sources().resolve(name);
    List<String> own = Files.exists(file) ? Files.readAllLines(file) : List.of();
    for (var line : LineDiff.of(own, theirs)) {
      desk.out()
          .println(
              line.startsWith("-")
                  ? desk.paint().bad(line)
                  : line.startsWith("+") ? desk.paint().good(line) : line);
    }
  }
}
