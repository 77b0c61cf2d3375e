package hitrate.labs.notebook;

import hitrate.grader.text.Messages;
import hitrate.kernel.Main;
import hitrate.kernel.Signals;
import hitrate.kernel.jupyter.Jupyter;
import hitrate.kernel.jupyter.KernelSpec;
import hitrate.kernel.source.Notebooks;
import hitrate.labs.cli.Home;
import hitrate.labs.cli.Lab;
import hitrate.labs.cli.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// `./lab notebook`: installs the kernel into `.lab/jupyter` and opens the learner's copy of a
/// notebook in Jupyter; with `--run` it runs the copy without a front end and says what failed.
@Command(name = "notebook", mixinStandardHelpOptions = true)
public final class NotebookCommand implements Callable<Integer> {
  @Parameters(arity = "0..1", index = "0", paramLabel = "NOTEBOOK", descriptionKey = "name")
  private @Nullable String name;

  @Parameters(arity = "0..*", index = "1..*", paramLabel = "-- OPTION", descriptionKey = "passed")
  private List<String> passed = List.of();

  @Option(names = "--run")
  private boolean run;

  @Option(names = "--fresh")
  private boolean fresh;

  @Option(names = "--install")
  private boolean install;

  @Option(names = "--target", paramLabel = "URI")
  private @Nullable String target;

  @Spec private @Nullable CommandSpec spec;

  private final Map<String, String> environment;
  private final Messages messages;
  private final Home home;

  /// For the command line.
  public NotebookCommand() {
    this(System.getenv(), Home.find());
  }

  NotebookCommand(Map<String, String> environment, Home home) {
    this.environment = environment;
    this.messages = Lab.messages(environment);
    this.home = home;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    var desk = new Desk(new Notebooks(home.root().resolve("notebooks")), folder("notebooks"));
    String id = chosen(desk.notebooks().ids());
    Jupyter jupyter =
        Jupyter.find(folder("jupyter"), environment)
            .orElseThrow(() -> new UserError(messages.text("notebook.noJupyter")));
    jupyter.install(kernel());
    if (install) {
      say(messages.text("notebook.installed", folder("jupyter")));
      return CommandLine.ExitCode.OK;
    }
    if (fresh) {
      Path old = desk.setAside(id);
      if (old != null) {
        say(messages.text("notebook.aside", old));
      }
    }
    Path copy = desk.copyOf(id);
    return run ? run(jupyter, id, copy) : open(jupyter, copy);
  }

  private Path folder(String name) {
    return home.state().resolve(name);
  }

  private String chosen(List<String> ids) {
    String wanted = name == null ? ids.getFirst() : name.replaceFirst("\\.ipynb$", "");
    if (!ids.contains(wanted)) {
      String known = String.join(", ", ids);
      throw UserError.usage(messages.text("notebook.unknown", wanted, known));
    }
    return wanted;
  }

  /// The kernel of the JDK and the jars that run this command. The cache for a fast start is made
  /// once, and again when a jar is newer.
  private KernelSpec kernel() throws IOException, InterruptedException {
    var kernel = KernelSpec.ofThisJvm(List.of());
    if (!kernel.isOfJars()) {
      return kernel;
    }
    Path cache = folder("jupyter").resolve("kernel.aot");
    if (kernel.isUpToDate(cache)) {
      return kernel.withCache(cache);
    }
    say(messages.text("notebook.rehearsing"));
    return kernel.rehearsed(cache);
  }

  // ---- with a front end ----

  private int open(Jupyter jupyter, Path copy) throws IOException, InterruptedException {
    String frontEnd =
        List.of("lab", "notebook").stream()
            .filter(jupyter::has)
            .findFirst()
            .orElseThrow(() -> new UserError(messages.text("notebook.noFrontEnd", name(copy))));
    say(messages.text("notebook.opening", copy));
    var arguments = new ArrayList<>(List.of(frontEnd));
    arguments.addAll(passed);
    arguments.add(copy.getFileName().toString());
    var builder = jupyter.process(arguments.toArray(String[]::new)).inheritIO();
    builder.directory(Objects.requireNonNull(copy.toAbsolutePath().getParent()).toFile());
    builder.environment().putAll(target());
    // Ctrl-C is Jupyter's: it asks whether to end, and this process ends with it.
    Signals.onInterrupt(() -> {});
    var process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    return process.waitFor() == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  // ---- without one ----

  private int run(Jupyter jupyter, String id, Path copy) throws IOException, InterruptedException {
    if (!jupyter.has("nbconvert")) {
      throw new UserError(messages.text("notebook.noConvert"));
    }
    Path result = folder("notebooks").resolve("runs").resolve(id + ".ipynb");
    var done = jupyter.run(copy, result, true, target());
    if (!done.done()) {
      throw new UserError(messages.text("notebook.notRun", lastLine(done.log())));
    }
    int failed = report(result);
    say(messages.text(failed == 0 ? "notebook.green" : "notebook.red", failed, result));
    return failed == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private int report(Path result) throws IOException {
    int failed = 0;
    JsonNode notebook = new ObjectMapper().readTree(Files.readString(result));
    for (JsonNode cell : notebook.path("cells")) {
      for (JsonNode output : cell.path("outputs")) {
        if (output.path("output_type").asString("").equals("error")) {
          failed++;
          say(messages.text("notebook.failed", cell.path("id").asString("")));
          output.path("traceback").forEach(line -> say(line.asString().indent(4).stripTrailing()));
        }
      }
    }
    return failed;
  }

  private Map<String, String> target() {
    return target == null ? Map.of() : Map.of(Main.TARGET_VARIABLE, target);
  }

  private static String name(Path copy) {
    return copy.getFileName().toString().replaceFirst("\\.ipynb$", "");
  }

  private static String lastLine(String log) {
    return log.strip().lines().reduce((first, second) -> second).orElse("");
  }

  private void say(String line) {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    out.println(line);
    out.flush();
  }
}
