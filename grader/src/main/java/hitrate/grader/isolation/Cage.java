package hitrate.grader.isolation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// How far the operating system shuts the learner's JVM in.
///
/// @param kind what holds it
/// @param hidden folders that are empty inside the cage
public record Cage(Kind kind, List<Path> hidden) {
  /// The environment variable that names a [Kind] in lower case, or `auto`.
  public static final String VARIABLE = "HITRATE_CAGE";

  private static final int PROBE_SECONDS = 10;

  public Cage {
    hidden = List.copyOf(hidden);
  }

  /// What holds the learner's JVM.
  public enum Kind {
    /// A process with limits, as the same user as the grader.
    PROCESS,
    /// Linux namespaces besides: it sees no process but its own, may write to its working folder
    /// only, does not see the hidden folders, and takes everything it started with it.
    NAMESPACES
  }

  /// The strongest cage that works here, found by trying it. `hidden` are folders that the
  /// learner's code should not read; one that the JVM itself needs is left visible.
  public static Cage strongest(Kit kit, List<Path> hidden, Map<String, String> environment) {
    var wanted = environment.getOrDefault(VARIABLE, "auto");
    var java = Path.of(System.getProperty("java.home"));
    var folders = new ArrayList<Path>();
    for (var folder : hidden) {
      var real = folder.toAbsolutePath().normalize();
      if (Files.isDirectory(real) && !java.startsWith(real) && !kit.work().startsWith(real)) {
        folders.add(real);
      }
    }
    var namespaces = new Cage(Kind.NAMESPACES, folders);
    boolean tried = !wanted.equalsIgnoreCase(Kind.PROCESS.name());
    return tried && namespaces.works(kit) ? namespaces : new Cage(Kind.PROCESS, List.of());
  }

  /// `command` as it has to be started.
  List<String> around(Kit kit, List<String> command) {
    var whole = new ArrayList<String>();
    if (kind == Kind.NAMESPACES) {
      whole.addAll(List.of("unshare", "--user", "--map-root-user", "--mount", "--pid"));
      whole.addAll(List.of("--fork", "--kill-child", "--mount-proc", "--"));
      whole.addAll(List.of("sh", kit.script("cage.sh").toString(), kit.work().toString()));
      whole.add(String.join("\n", hidden.stream().map(Path::toString).toList()));
    }
    if (Path.of("/bin/sh").toFile().canExecute()) {
      whole.addAll(List.of("sh", kit.script("start.sh").toString()));
    }
    whole.addAll(command);
    return whole;
  }

  /// Tries the cage: it must start, let its working folder be written to and nothing beside it, and
  /// hide what it should.
  private boolean works(Kit kit) {
    var script =
        """
        : >"$1/probe" && rm "$1/probe" || exit 1
        ( : >"$2/probe" ) 2>/dev/null && exit 2
        kill -0 "$3" 2>/dev/null && exit 3
        shift 3
        for folder in "$@"; do [ -z "$(ls -A "$folder")" ] || exit 4; done
        """;
    var command = new ArrayList<>(List.of("sh", "-c", script, "probe"));
    command.add(kit.work().toString());
    command.add(kit.classes().toString());
    command.add(Long.toString(ProcessHandle.current().pid()));
    hidden.forEach(folder -> command.add(folder.toString()));
    try {
      var process =
          new ProcessBuilder(around(kit, command))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return false;
      }
      return process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
