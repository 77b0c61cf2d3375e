package hitrate.labs.exercise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `./lab reset`: an exercise's files as they were at first; what was there is kept aside.
@Command(name = "reset", mixinStandardHelpOptions = true)
public final class ResetCommand implements Callable<Integer> {
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  @Parameters(paramLabel = "EXERCISE", descriptionKey = "exercise")
  private String id = "";

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    return run(Desk.open(spec));
  }

  int run(Desk desk) throws IOException {
    var exercise = desk.choose(id);
    var backups = unused(desk.state().resolve("backup").resolve(exercise.id()));
    boolean changed = false;
    for (var name : exercise.files()) {
      var stub = exercise.stub().resolve(name);
      var file = desk.catalog().sources().resolve(name);
      if (Files.exists(file) && Files.mismatch(stub, file) < 0) {
        continue;
      }
      changed = true;
      if (Files.exists(file)) {
        var backup = backups.resolve(name);
        copy(file, backup);
        desk.say("reset.kept", desk.shown(backup));
      }
      copy(stub, file);
      desk.say("reset.restored", desk.shown(file));
    }
    if (!changed) {
      desk.say("reset.nothing", exercise.id());
    }
    desk.out().flush();
    return CommandLine.ExitCode.OK;
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
