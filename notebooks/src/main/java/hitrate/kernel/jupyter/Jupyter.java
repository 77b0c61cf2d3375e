package hitrate.kernel.jupyter;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The `jupyter` program of this machine, with our kernel in a folder of the project.
///
/// It is run by its own path and never as `python -m jupyter`: the `python` on PATH may be another
/// one than the one Jupyter was installed for.
public final class Jupyter {
  private static final int CELL_SECONDS = 300;
  private static final int START_SECONDS = 120;

  private final Path program;
  private final Path data;
  private final Map<String, String> environment;

  private Jupyter(Path program, Path data, Map<String, String> environment) {
    this.program = program;
    this.data = data;
    this.environment = environment;
  }

  /// The Jupyter that answers on this machine: the first on PATH, otherwise one in a usual place.
  ///
  /// @param data a folder for the kernel and whatever Jupyter keeps; made when needed
  /// @param environment the process's, for PATH and HOME
  public static Optional<Jupyter> find(Path data, Map<String, String> environment) {
    Stream<Path> onPath =
        Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator))
            .filter(folder -> !folder.isEmpty())
            .map(Path::of);
    Stream<Path> usual =
        Stream.of(
            Path.of("/usr/bin"),
            Path.of("/usr/local/bin"),
            Path.of("/opt/homebrew/bin"),
            home(environment).resolve(".local/bin"));
    return Stream.concat(onPath, usual)
        .map(folder -> folder.resolve("jupyter"))
        .distinct()
        .filter(Files::isExecutable)
        .map(program -> new Jupyter(program, data.toAbsolutePath(), environment))
        .filter(
            jupyter -> jupyter.answers("--version")) // a version manager's shim may lead nowhere
        .findFirst();
  }

  /// The program's path.
  public Path program() {
    return program;
  }

  /// Whether a part of Jupyter is installed: `lab`, `notebook`, `nbconvert`.
  public boolean has(String part) {
    return answers(part, "--version");
  }

  /// Puts our kernel where this Jupyter will find it.
  public void install(KernelSpec kernel) throws IOException {
    kernel.installInto(data);
  }

  /// What came of running a notebook without a front end.
  ///
  /// @param done whether every cell ran, or was allowed to fail
  /// @param notebook the notebook with its outputs; there is none when it was not done
  /// @param log what Jupyter said
  public record Run(boolean done, Path notebook, String log) {}

  /// Runs all cells of a notebook and writes it, with its outputs, into another file. A start of
  /// the kernel that fails is tried once more: on a machine short of time, Jupyter may lose
  /// patience with a kernel that is on its way.
  ///
  /// @param goOn whether to run the cells after one that fails
  /// @param variables added to the kernel's environment
  public Run run(Path notebook, Path result, boolean goOn, Map<String, String> variables)
      throws IOException, InterruptedException {
    var run = runOnce(notebook, result, goOn, variables);
    return !run.done() && isFailedStart(run.log())
        ? runOnce(notebook, result, goOn, variables)
        : run;
  }

  private Run runOnce(Path notebook, Path result, boolean goOn, Map<String, String> variables)
      throws IOException, InterruptedException {
    Path folder = result.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    var command = new ArrayList<>(List.of(program.toString(), "nbconvert"));
    command.addAll(List.of("--to", "notebook", "--execute"));
    if (goOn) {
      command.add("--allow-errors");
    }
    command.add("--ExecutePreprocessor.timeout=" + CELL_SECONDS);
    command.add("--ExecutePreprocessor.startup_timeout=" + START_SECONDS);
    command.add("--output-dir=" + folder);
    command.add("--output=" + result.getFileName());
    command.add(notebook.toAbsolutePath().toString());
    var builder = process(command).redirectErrorStream(true);
    builder.environment().putAll(variables);
    var process = builder.start();
    process.getOutputStream().close();
    String log = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Run(process.waitFor() == 0, result, log);
  }

  static boolean isFailedStart(String log) {
    return log.contains("Kernel died before replying to kernel_info")
        || log.contains("Kernel didn't respond in");
  }

  /// A process with this Jupyter's environment, for `jupyter` with other arguments.
  public ProcessBuilder process(String... arguments) {
    var command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    return process(command);
  }

  private ProcessBuilder process(List<String> command) {
    var builder = new ProcessBuilder(command);
    builder.environment().putAll(ownFolders());
    return builder;
  }

  /// Jupyter's folders inside the project, in front of the user's: what is installed there, such as
  /// extensions, is found, and nothing is written there.
  private Map<String, String> ownFolders() {
    var folders = new LinkedHashMap<String, String>();
    Path home = home(environment);
    String path =
        Stream.of(
                data.toString(),
                environment.getOrDefault("JUPYTER_PATH", ""),
                home.resolve(".local/share/jupyter").toString(),
                home.resolve("Library/Jupyter").toString())
            .filter(entry -> !entry.isEmpty())
            .reduce((a, b) -> a + File.pathSeparator + b)
            .orElseThrow();
    folders.put("JUPYTER_PATH", path);
    folders.put("JUPYTER_DATA_DIR", data.toString());
    folders.put("JUPYTER_RUNTIME_DIR", data.resolve("runtime").toString());
    return folders;
  }

  private boolean answers(String... arguments) {
    try {
      var process =
          process(arguments)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      boolean ended = process.waitFor(60, TimeUnit.SECONDS);
      if (!ended) {
        process.destroyForcibly();
      }
      return ended && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static Path home(Map<String, String> environment) {
    return Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")));
  }
}
