package hitrate.labs.workbook;

import hitrate.grader.text.Messages;
import hitrate.grader.text.Paint;
import hitrate.labs.book.Workshop;
import hitrate.labs.cli.Home;
import hitrate.labs.cli.Lab;
import hitrate.labs.cli.UserError;
import hitrate.labs.console.Streams;
import hitrate.labs.workbook.live.EmbeddedEngine;
import hitrate.labs.workbook.live.Engine;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jline.terminal.spi.SystemStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// `./lab start`: one engine and the workbook page, on the loopback interface, until Ctrl-C.
@Command(name = "start", mixinStandardHelpOptions = true)
public final class StartCommand implements Callable<Integer> {
  private static final int PAGE_PORT = 8080;
  private static final int ENGINE_PORT = 6379;
  private static final int MORE_PORTS = 20;
  private static final int LAST_PORT = 65_535;

  /// What `--json` prints.
  private record Facts(String workbook, String engine, long pid) {}

  @Option(names = "--port", paramLabel = "PORT")
  private @Nullable Integer port;

  @Option(names = "--redis-port", paramLabel = "PORT")
  private @Nullable Integer redisPort;

  @Option(names = "--no-open")
  private boolean noOpen;

  @Option(names = "--json")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  private final Messages messages = Lab.messages(System.getenv());
  private final Home home = Home.find();

  @Override
  public Integer call() throws IOException, InterruptedException {
    var out = Objects.requireNonNull(spec).commandLine().getOut();
    check("--port", port);
    check("--redis-port", redisPort);
    var other = Running.read(home);
    if (other != null && isWanted(other)) {
      report(other, out, "start.already", false);
      return CommandLine.ExitCode.OK;
    }
    if (other != null && isInTheWay(other)) {
      throw new UserError(
          messages.text(
              "start.own",
              other.workbook(),
              engine(other),
              other.pid(),
              other.workbook().getPort() + 1));
    }
    var engine = startEngine();
    try {
      boolean bookIsDue = BookInBackground.isDue(home, "en");
      var building = new AtomicBoolean(bookIsDue);
      var workbook = startWorkbook(engine, building::get);
      var running = Running.here(workbook.uri(), engine.host(), engine.port());
      stopWithProcess(workbook, engine, running);
      running.announce(home);
      report(running, out, "start.running", bookIsDue);
      if (bookIsDue) {
        var book = BookInBackground.start(home, "en", () -> building.set(false));
        Runtime.getRuntime().addShutdownHook(new Thread(book::close, "book-stop"));
      }
    } catch (IOException | RuntimeException failure) {
      engine.close();
      throw failure;
    }
    new CountDownLatch(1).await(); // until Ctrl-C ends the process
    return CommandLine.ExitCode.OK;
  }

  private void check(String option, @Nullable Integer asked) {
    if (asked != null && (asked < 0 || asked > LAST_PORT)) {
      throw UserError.usage(messages.text("start.noPort", option, asked));
    }
  }

  /// Whether what runs already is what this command line asks for.
  private boolean isWanted(Running other) {
    return (port == null || port == other.workbook().getPort())
        && (redisPort == null || redisPort == other.enginePort());
  }

  /// Whether what runs already holds one of the ports that this command line asks for.
  private boolean isInTheWay(Running other) {
    return (port != null && port == other.workbook().getPort())
        || (redisPort != null && redisPort == other.enginePort());
  }

  private static String engine(Running running) {
    return "redis://" + running.engineHost() + ":" + running.enginePort();
  }

  private Engine startEngine() {
    try {
      return EmbeddedEngine.start(redisPort == null ? ENGINE_PORT : redisPort);
    } catch (UncheckedIOException failure) {
      if (!(failure.getCause() instanceof BindException)) {
        throw failure;
      }
      if (redisPort == null) {
        return EmbeddedEngine.start(0);
      }
      throw new UserError(
          messages.text("start.busy", redisPort, "./lab start --redis-port " + (redisPort + 1)));
    }
  }

  private Workbook startWorkbook(Engine engine, BooleanSupplier building) throws IOException {
    var setting =
        new Workbook.Setting(
            engine,
            Workshop.files(home, "en").html(),
            building,
            home.state(),
            Exercises.of(home),
            messages.locale());
    int first = port == null ? PAGE_PORT : port;
    int last = port == null ? PAGE_PORT + MORE_PORTS : first;
    for (int each = first; each <= last; each++) {
      try {
        return Workbook.start(setting, each);
      } catch (BindException taken) {
        // The default port is only a wish: try its neighbours.
      }
    }
    if (port == null) {
      return Workbook.start(setting, 0);
    }
    throw new UserError(messages.text("start.busy", port, "./lab start --port " + (port + 1)));
  }

  private void stopWithProcess(Workbook workbook, Engine engine, Running running) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  workbook.close();
                  engine.close();
                  running.withdraw(home);
                },
                "workbook-stop"));
  }

  /// Says why another port than the usual one is used, when nobody asked for it.
  private void explainPort(PrintWriter out, @Nullable Integer asked, int usual, int used) {
    if (asked == null && used != usual) {
      out.println(messages.text("start.taken", usual, used));
    }
  }

  private void report(Running running, PrintWriter out, String headline, boolean bookIsDue) {
    String engine = engine(running);
    boolean ours = running.pid() == ProcessHandle.current().pid();
    if (json) {
      var facts = new Facts(running.workbook().toString(), engine, running.pid());
      out.println(JsonMapper.shared().writeValueAsString(facts));
    } else {
      var paint = Paint.forTerminal();
      out.println(paint.strong(messages.text(headline)));
      out.println();
      out.println(messages.text("start.workbook", paint.good(running.workbook().toString())));
      out.println(messages.text("start.engine", paint.good(engine)));
      if (ours) {
        explainPort(out, port, PAGE_PORT, running.workbook().getPort());
        explainPort(out, redisPort, ENGINE_PORT, running.enginePort());
      }
      out.println();
      out.println(messages.text("start.next"));
      for (int line = 0; messages.has("start.next." + line); line++) {
        out.println(messages.text("start.next." + line));
      }
      if (bookIsDue) {
        out.println();
        out.println(messages.text("start.book"));
      }
      out.println();
      out.println(
          paint.faint(
              ours
                  ? messages.text("start.stop")
                  : messages.text("start.stopOther", running.pid())));
    }
    out.flush();
    if (!noOpen && !json && Streams.isTerminal(SystemStream.Output)) {
      Browser.open(running.workbook());
    }
  }
}
