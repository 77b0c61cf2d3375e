package hitrate.labs.cli;

import hitrate.grader.text.Messages;
import hitrate.grader.text.Paint;
import hitrate.labs.console.ConsoleSession;
import hitrate.labs.console.Conversation;
import hitrate.labs.console.Endpoint;
import hitrate.labs.console.PlainConsole;
import hitrate.labs.console.ReplyFormat;
import hitrate.labs.console.Streams;
import hitrate.labs.console.TerminalConsole;
import hitrate.labs.workbook.Running;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jline.terminal.TerminalBuilder;
import org.jline.terminal.spi.SystemStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `./lab cli`: a console for Redis commands on a terminal, on a pipe, or for one command.
///
/// Options are named as redis-cli names them, so `-h` is the host and help is `--help` only.
@Command(name = "cli")
public final class CliCommand implements Callable<Integer> {
  private static final String DEFAULT_HOST = "127.0.0.1";
  private static final int DEFAULT_PORT = 6379;

  @Option(
      names = {"-h", "--host"},
      paramLabel = "HOST")
  private @Nullable String host;

  @Option(
      names = {"-p", "--port"},
      paramLabel = "PORT")
  private @Nullable Integer port;

  @Option(
      names = {"-a", "--pass"},
      paramLabel = "PASSWORD")
  private @Nullable String password;

  @Option(names = "--user", paramLabel = "USER")
  private @Nullable String user;

  @Option(
      names = {"-n", "--db"},
      paramLabel = "DB")
  private int database;

  @Option(names = {"-3", "--resp3"})
  private boolean resp3;

  @Option(names = "--json")
  private boolean json;

  @Option(names = "--raw")
  private boolean raw;

  @Option(names = "--no-raw")
  private boolean noRaw;

  @Parameters(paramLabel = "COMMAND", arity = "0..*", descriptionKey = "command")
  private List<String> command = List.of();

  private @Nullable CommandSpec spec;

  /// Called by picocli. Options end where the Redis command begins: `./lab cli EXPIRE k 5 -p`.
  @Spec
  void setSpec(CommandSpec spec) {
    this.spec = spec;
    spec.parser().stopAtPositional(true);
    spec.addOption(OptionSpec.builder("--help").usageHelp(true).build());
  }

  @Override
  public Integer call() throws IOException {
    var commandLine = Objects.requireNonNull(spec).commandLine();
    var messages = Messages.load(ConsoleSession.class, ConsoleSession.BUNDLE);
    try (var session =
        new ConsoleSession(new Conversation(endpoint()), messages, ConsoleSession.Place.TERMINAL)) {
      boolean interactive =
          command.isEmpty() && Streams.isTerminal(SystemStream.Input) && toTerminal();
      if (interactive) {
        return converse(session, messages);
      }
      var console = new PlainConsole(session, format(), commandLine.getOut(), commandLine.getErr());
      boolean clean = command.isEmpty() ? console.runLines(System.in) : console.runOne(command);
      return clean ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }
  }

  private int converse(ConsoleSession session, Messages messages) throws IOException {
    try {
      session.connect();
    } catch (IOException refused) {
      throw new UserError(session.explain(refused));
    }
    var history = Home.find().state().resolve("cli-history");
    try (var terminal = TerminalBuilder.builder().system(true).build()) {
      new TerminalConsole(session, format(), messages, Paint.forTerminal(), terminal, history)
          .run();
    }
    return CommandLine.ExitCode.OK;
  }

  /// The place named by the options; without any, the engine that `./lab start` runs.
  private Endpoint endpoint() {
    var started = Running.read(Home.find());
    boolean unspecified = host == null && port == null;
    String place = host == null ? DEFAULT_HOST : host;
    int door =
        port != null ? port : unspecified && started != null ? started.enginePort() : DEFAULT_PORT;
    String secret = password != null ? password : System.getenv("REDISCLI_AUTH");
    return new Endpoint(place, door, user == null ? "" : user, secret, database, resp3 || json);
  }

  private ReplyFormat format() {
    if (json) {
      return ReplyFormat.JSON;
    }
    boolean forPeople = noRaw || toTerminal();
    return raw || !forPeople ? ReplyFormat.RAW : ReplyFormat.TERMINAL;
  }

  private static boolean toTerminal() {
    return Streams.isTerminal(SystemStream.Output);
  }
}
