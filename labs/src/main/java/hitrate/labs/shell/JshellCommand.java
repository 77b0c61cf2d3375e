package hitrate.labs.shell;

import hitrate.grader.text.Messages;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import jdk.jshell.tool.JavaShellToolBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;
import picocli.CommandLine.UnmatchedArgumentException;

/// `./lab jshell`: the JDK's own JShell with engine, Jedis and helpers on its class path and a node
/// running. Everything it does not know is handed to JShell: files to load, `-` for a script on
/// standard input, `--feedback verbose`, `-R-Xmx1g`.
///
/// Snippets run inside this JVM (JShell's execution engine `local`), so that the node starts
/// without a second JVM and a debugger sees both; `--execution jdi` gives them a JVM of their own.
@Command(name = "jshell")
public final class JshellCommand implements Callable<Integer> {
  /// The bundle of the texts.
  static final String BUNDLE = "hitrate.labs.shell.messages";

  private static final String START_SCRIPT = "/hitrate/labs/shell/start.jsh";
  private static final int FIRST_COLUMN = 36;

  @Unmatched private final List<String> given = new ArrayList<>();

  private @Nullable CommandSpec spec;

  /// Called by picocli.
  @Spec
  void setSpec(CommandSpec spec) {
    this.spec = spec;
    spec.addOption(
        OptionSpec.builder("-h", "--help").usageHelp(true).descriptionKey("help").build());
  }

  @Override
  public Integer call() throws Exception {
    var arguments = new ShellArguments(given);
    var unknown = arguments.unknown();
    if (unknown.isPresent()) {
      throw new UnmatchedArgumentException(
          Objects.requireNonNull(spec).commandLine(), List.of(unknown.get()));
    }
    if (!arguments.readsScripts()) {
      welcome(Objects.requireNonNull(spec).commandLine().getOut());
    }
    var script = Files.createTempFile("hitrate", ".jsh");
    try {
      writeStartScript(script);
      var memory = ShellMemory.load();
      int exitCode =
          JavaShellToolBuilder.builder()
              .persistence(memory.entries())
              .start(arguments.complete(script, System.getProperty("java.class.path")));
      memory.save();
      return exitCode;
    } finally {
      Files.deleteIfExists(script);
    }
  }

  private static void welcome(PrintWriter out) {
    var messages = Messages.load(JshellCommand.class, BUNDLE);
    out.println(messages.text("welcome"));
    for (var step : List.of("redis", "jedis", "stats")) {
      var typed = messages.text("welcome." + step);
      var says = messages.text("welcome." + step + "Says");
      out.println("  " + typed + " ".repeat(FIRST_COLUMN - typed.length()) + says);
    }
    out.println(messages.text("welcome.leave"));
    out.flush();
  }

  private static void writeStartScript(Path file) throws IOException {
    try (var in = JshellCommand.class.getResourceAsStream(START_SCRIPT)) {
      Files.write(file, Objects.requireNonNull(in, START_SCRIPT).readAllBytes());
    }
  }
}
