package hitrate.labs.cli;

import static java.util.stream.Collectors.joining;

import hitrate.bench.Bench;
import hitrate.grader.text.Messages;
import hitrate.grader.text.Paint;
import hitrate.labs.book.BookCommand;
import hitrate.labs.doctor.DoctorCommand;
import hitrate.labs.exam.ExamCommand;
import hitrate.labs.exercise.GradeCommand;
import hitrate.labs.exercise.GradebookCommand;
import hitrate.labs.exercise.HintCommand;
import hitrate.labs.exercise.ListCommand;
import hitrate.labs.exercise.ResetCommand;
import hitrate.labs.exercise.SolveCommand;
import hitrate.labs.exercise.WatchCommand;
import hitrate.labs.guided.GuideCommand;
import hitrate.labs.notebook.NotebookCommand;
import hitrate.labs.shell.JshellCommand;
import hitrate.labs.terminal.StandardOutput;
import hitrate.labs.terminal.TerminalWidth;
import hitrate.labs.workbook.StartCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// The root of `./lab`: knows its subcommands, answers `--help` and `--version`, and turns every
/// mistake of the user into one line.
///
/// Exit codes: 0 done, 1 failed, 2 called wrongly, 130 interrupted by Ctrl-C, 141 nobody reads its
/// output any more.
public final class Lab {
  /// The bundle of every text that `./lab` prints.
  public static final String BUNDLE = "hitrate.labs.messages";

  /// The environment variable that brings back stack traces, for those who work on Hitrate.
  public static final String DEBUG_VARIABLE = "HITRATE_DEBUG";

  /// The commands in the order of the help text.
  private static final List<Map.Entry<String, Class<?>>> COMMANDS =
      List.of(
          Map.entry("start", StartCommand.class),
          Map.entry("cli", CliCommand.class),
          Map.entry("guide", GuideCommand.class),
          Map.entry("list", ListCommand.class),
          Map.entry("watch", WatchCommand.class),
          Map.entry("grade", GradeCommand.class),
          Map.entry("gradebook", GradebookCommand.class),
          Map.entry("hint", HintCommand.class),
          Map.entry("reset", ResetCommand.class),
          Map.entry("solve", SolveCommand.class),
          Map.entry("exam", ExamCommand.class),
          Map.entry("jshell", JshellCommand.class),
          Map.entry("notebook", NotebookCommand.class),
          Map.entry("book", BookCommand.class),
          Map.entry("bench", Bench.class),
          Map.entry("doctor", DoctorCommand.class));

  /// The least that picocli can do.
  private static final int NARROWEST_HELP = 55;

  private static final int WIDEST_HELP = 100;

  private Lab() {}

  /// Runs one command line and ends the process with its exit code.
  public static void main(String[] arguments) {
    var paint = Paint.forTerminal();
    var words = List.of(arguments);
    var output = StandardOutput.install(reason -> unwritten(reason, paint), System::exit);
    var line = commandLine(paint, System.getenv(), words);
    if (words.isEmpty() || words.contains("--help") || words.contains("-h")) {
      fit(line, TerminalWidth.of(paint));
    }
    int exitCode = line.execute(arguments);
    System.exit(output.exitCode(exitCode));
  }

  private static void unwritten(String reason, Paint paint) {
    var messages = messages(System.getenv());
    var err = new PrintWriter(System.err, true, Charset.defaultCharset());
    printError(err, messages, paint, messages.text("error.output", reason));
  }

  /// The whole command tree. Tests give it writers by `setOut` and `setErr`.
  public static CommandLine commandLine(Paint paint, Map<String, String> environment) {
    return commandLine(paint, environment, COMMANDS.stream().map(Map.Entry::getKey).toList());
  }

  /// The commands that are `named`, and of the others what a list of commands shows. To read the
  /// annotations of all of them would be half of the time that `./lab list` takes.
  static CommandLine commandLine(
      Paint paint, Map<String, String> environment, Collection<String> named) {
    var messages = messages(environment);
    var line = new CommandLine(root());
    for (var command : COMMANDS) {
      var name = command.getKey();
      line.addSubcommand(
          name, named.contains(name) ? command.getValue() : CommandSpec.create().name(name));
    }
    line.setResourceBundle(messages.bundle());
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(paint == Paint.ANSI ? Ansi.ON : Ansi.OFF));
    line.setParameterExceptionHandler((mistake, words) -> explain(mistake, messages, paint));
    line.setExecutionExceptionHandler((failure, command, parsed) ->
        explain(failure, command.getErr(), messages, paint, environment));
    return line;
  }

  /// Breaks the lines of help texts for a terminal of so many columns.
  static void fit(CommandLine line, int columns) {
    line.setUsageHelpWidth(Math.clamp(columns, NARROWEST_HELP, WIDEST_HELP));
  }

  /// The texts of `./lab` in the user's language.
  public static Messages messages(Map<String, String> environment) {
    return Messages.load(Lab.class, BUNDLE, Messages.userLocale(environment));
  }

  /// `lab` itself, which without a command prints the help text. It is not described by
  /// annotations: to read them takes a third of the time of `./lab --help`.
  private static CommandSpec root() {
    var help = new Help();
    var root = CommandSpec.wrapWithoutInspection(help).name("lab");
    help.root = root;
    root.usageMessage().synopsisSubcommandLabel("COMMAND");
    root.versionProvider(new Version());
    root.addOption(
        OptionSpec.builder("-h", "--help").usageHelp(true).descriptionKey("help").build());
    root.addOption(
        OptionSpec.builder("-V", "--version").versionHelp(true).descriptionKey("version").build());
    return root;
  }

  private static final class Help implements Runnable {
    private @Nullable CommandSpec root;

    @Override
    public void run() {
      var line = Objects.requireNonNull(root).commandLine();
      line.usage(line.getOut(), line.getColorScheme());
    }
  }

  /// A wrong word on the command line: what is wrong, and where help is.
  private static int explain(ParameterException mistake, Messages messages, Paint paint) {
    var command = mistake.getCommandLine();
    var name = command.getCommandSpec().qualifiedName();
    var err = command.getErr();
    printError(err, messages, paint, what(mistake, messages));
    if (mistake instanceof UnmatchedArgumentException unmatched) {
      var near = unmatched.getSuggestions();
      if (!near.isEmpty()) {
        var before = unmatched.isUnknownOption() ? "" : "./" + name + " ";
        err.println(messages.text("error.didYouMean", before + near.getFirst()));
      }
    }
    err.println(messages.text("error.seeHelp", name));
    err.flush();
    return CommandLine.ExitCode.USAGE;
  }

  /// The mistake in our own words, in the user's language; in picocli's where it is a rare one.
  private static String what(ParameterException mistake, Messages messages) {
    boolean noCommand =
        mistake instanceof UnmatchedArgumentException unmatched
            && unmatched.getCommandLine().getParent() == null
            && !unmatched.isUnknownOption();
    return noCommand
        ? messages.text(
            "error.noCommand", ((UnmatchedArgumentException) mistake).getUnmatched().getFirst())
        : inWords(mistake, messages);
  }

  private static String inWords(ParameterException mistake, Messages messages) {
    return switch (mistake) {
      case UnmatchedArgumentException word ->
          messages.text(
              word.isUnknownOption() ? "error.noOption" : "error.tooMany",
              word.getUnmatched().getFirst());
      case MissingParameterException missing
          when missing.getMissing().stream().allMatch(ArgSpec::isPositional) ->
          missingFrom(missing.getMissing().getFirst(), messages);
      case ParameterException wrong
          when wrong.getValue() != null && wrong.getArgSpec() instanceof OptionSpec option ->
          wrongValue(option, wrong.getValue(), messages);
      default -> oneLine(mistake.getMessage());
    };
  }

  /// The first word that is missing and all that had to follow.
  private static String missingFrom(ArgSpec first, Messages messages) {
    var all = first.command().positionalParameters();
    var missing =
        all.subList(all.indexOf(first), all.size()).stream()
            .filter(ArgSpec::required)
            .map(ArgSpec::paramLabel)
            .toList();
    return messages.text("error.missing", missing.size(), String.join(", ", missing));
  }

  private static String wrongValue(OptionSpec option, String value, Messages messages) {
    var type = option.auxiliaryTypes()[0];
    var name = option.longestName();
    if (type.isEnum()) {
      var all = Stream.of(type.getEnumConstants()).map(String::valueOf).collect(joining(", "));
      return messages.text("error.wantsOneOf", name, all, value);
    }
    boolean number = type.isPrimitive() || Number.class.isAssignableFrom(type);
    return messages.text(number ? "error.wantsNumber" : "error.badValue", name, value);
  }

  /// A failure while running: the user's own mistakes and the system's refusals in one line; a bug
  /// says that it is one.
  private static int explain(
      Exception failure,
      PrintWriter err,
      Messages messages,
      Paint paint,
      Map<String, String> environment) {
    if (!environment.getOrDefault(DEBUG_VARIABLE, "").isEmpty()) {
      failure.printStackTrace(err);
    }
    int exitCode = CommandLine.ExitCode.SOFTWARE;
    switch (failure) {
      case UserError mistake -> {
        printError(err, messages, paint, mistake.getMessage());
        exitCode = mistake.exitCode();
      }
      case UncheckedIOException refused ->
          printError(
              err, messages, paint, refusal(Objects.requireNonNull(refused.getCause()), messages));
      case IOException refused -> printError(err, messages, paint, refusal(refused, messages));
      default ->
          printError(err, messages, paint, messages.text("error.bug", oneLine(describe(failure))));
    }
    err.flush();
    return exitCode;
  }

  /// What the system refused, with the file that it is about.
  private static String refusal(IOException refused, Messages messages) {
    return switch (refused) {
      case NoSuchFileException file -> messages.text("error.noSuchFile", file.getFile());
      case AccessDeniedException file -> messages.text("error.accessDenied", file.getFile());
      default -> describe(refused);
    };
  }

  private static void printError(
      PrintWriter err, Messages messages, Paint paint, @Nullable String text) {
    err.println(paint.bad(messages.text("error.prefix")) + " " + text);
  }

  /// An exception as one line: its simple name and its message. A plain `IOException` says nothing
  /// by its name.
  private static String describe(Throwable failure) {
    var kind = failure.getClass().getSimpleName();
    var message = failure.getMessage();
    if (message != null && failure.getClass() == IOException.class) {
      return message;
    }
    return message == null ? kind : kind + ": " + message;
  }

  private static String oneLine(@Nullable String text) {
    return text == null ? "" : text.strip().replaceAll("\\s*\\R\\s*", " ");
  }

  /// `Hitrate 0.1.0 on Java 25.0.1`, the version from the build.
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
      var build = new Properties();
      try (var in = Lab.class.getResourceAsStream("/hitrate/labs/version.properties")) {
        build.load(Objects.requireNonNull(in, "version.properties"));
      }
      var line = "Hitrate %s on Java %s".formatted(build.getProperty("version"), Runtime.version());
      return new String[] {line};
    }
  }
}
