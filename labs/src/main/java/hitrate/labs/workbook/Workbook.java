package hitrate.labs.workbook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import hitrate.grader.text.Messages;
import hitrate.labs.console.Assistant;
import hitrate.labs.console.CommandCatalog;
import hitrate.labs.console.ConsoleSession;
import hitrate.labs.console.Conversation;
import hitrate.labs.console.Endpoint;
import hitrate.labs.workbook.live.Engine;
import hitrate.labs.workbook.live.EventStreams;
import hitrate.labs.workbook.live.FirstSteps;
import hitrate.labs.workbook.live.LiveFeed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// The workbook's web server: on the loopback interface only, every request through the [Gate].
///
/// ```
/// GET  /                   the page                GET  /api/live            figures, keys, events
/// GET  /assets/NAME        its files               GET  /api/learn           book and exercises
/// GET  /book/NAME          the built book          GET  /api/texts           the page's texts
/// GET  /alive              which start this is     POST /api/assist          hint and completion
/// POST /api/console        run a line              POST /api/console/stop    stop what runs
/// POST /api/steps/reset    begin the first steps again
/// ```
public final class Workbook implements AutoCloseable {
  /// What a workbook is made of. `book` is the folder of the built book, `building` whether it is
  /// being built now, `state` the folder `.lab`, `language` the learner's.
  public record Setting(
      Engine engine,
      Path book,
      BooleanSupplier building,
      Path state,
      Exercises exercises,
      Locale language) {}

  private static final String PAGE_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  private record Line(@Nullable String session, @Nullable String line) {}

  private record Assist(String hint, List<Assistant.Candidate> candidates) {}

  private record Learn(List<Shelf.Page> book, boolean building, List<Exercises.Item> exercises) {}

  private final Setting setting;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Gate gate;
  private final Texts texts;
  private final Assets assets = new Assets();
  private final Shelf shelf;
  private final Endpoint endpoint;
  private final WebConsoles consoles;
  private final EventStreams streams = new EventStreams();
  private final FirstSteps steps;
  private final LiveFeed feed;
  private @Nullable CommandCatalog catalog;

  private Workbook(Setting setting, int port) throws IOException {
    this.setting = setting;
    server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 64);
    gate = new Gate(server.getAddress().getPort());
    texts = new Texts(setting.language());
    shelf = new Shelf(setting.book());
    endpoint = Endpoint.of(setting.engine().host(), setting.engine().port());
    consoles = new WebConsoles(endpoint);
    var memory = new StepsMemory(setting.state());
    steps = new FirstSteps(memory.complete(), state -> moved(state, memory));
    feed = new LiveFeed(setting.engine(), steps, streams, Clock.systemUTC());
    server.setExecutor(threads);
    server.createContext("/", this::handle);
  }

  /// Starts a workbook on a loopback port, 0 for a free one. It does not close the engine.
  ///
  /// @throws java.net.BindException when the port is taken
  public static Workbook start(Setting setting, int port) throws IOException {
    var workbook = new Workbook(setting, port);
    workbook.server.start();
    return workbook;
  }

  /// `http://127.0.0.1:PORT/`
  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  /// The token that requests below `/api/` must bring.
  String token() {
    return gate.token();
  }

  @Override
  public void close() {
    streams.close();
    feed.close();
    consoles.close();
    server.stop(0);
    threads.close();
  }

  private void moved(FirstSteps.State state, StepsMemory memory) {
    memory.remember(state.complete());
    streams.publish("steps", JsonMapper.shared().writeValueAsString(state));
  }

  private void handle(HttpExchange http) throws IOException {
    var exchange = new Exchange(http);
    try (http) {
      try {
        setSafeHeaders(exchange);
        gate.check(exchange);
        route(exchange);
      } catch (Refusal refusal) {
        exchange.text(refusal.status(), String.valueOf(refusal.getMessage()));
      }
    }
  }

  private static void setSafeHeaders(Exchange exchange) {
    exchange.setHeader("Content-Security-Policy", PAGE_POLICY);
    exchange.setHeader("X-Content-Type-Options", "nosniff");
    exchange.setHeader("X-Frame-Options", "DENY");
    exchange.setHeader("Referrer-Policy", "no-referrer");
    exchange.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    exchange.setHeader("Cross-Origin-Opener-Policy", "same-origin");
  }

  private void route(Exchange exchange) throws IOException {
    String path = exchange.path();
    if (path.startsWith("/assets/")) {
      assets.serve(path.substring("/assets/".length()), exchange);
    } else if (path.startsWith("/book/")) {
      shelf.serve(path.substring("/book/".length()), exchange);
    } else {
      switch (exchange.method() + " " + path) {
        case "GET /" -> page(exchange);
        case "GET /alive" -> exchange.json(Map.of("start", gate.start()));
        case "GET /api/live" -> live(exchange);
        case "GET /api/learn" ->
            exchange.json(
                new Learn(
                    shelf.pages(), setting.building().getAsBoolean(), setting.exercises().list()));
        case "GET /api/texts" -> exchange.json(Texts.map(messages(exchange)));
        case "POST /api/assist" -> assist(exchange);
        case "POST /api/console" -> console(exchange);
        case "POST /api/console/stop" -> {
          consoles.interrupt(session(exchange.body(Line.class)));
          exchange.json(Map.of());
        }
        case "POST /api/steps/reset" -> {
          steps.reset();
          exchange.json(steps.state());
        }
        default -> throw new Refusal(404, "There is no such page.");
      }
    }
  }

  private void page(Exchange exchange) throws IOException {
    var messages = messages(exchange);
    var values =
        Map.of(
            "token", gate.token(),
            "start", gate.start(),
            "language", messages.bundle().getString("language"),
            "engine", endpoint.address());
    exchange.setHeader("Cache-Control", "no-store");
    exchange.send(200, "text/html; charset=utf-8", assets.page(messages, values));
  }

  private void live(Exchange exchange) throws IOException {
    var page = EventStreams.page();
    if (!streams.admit(page)) {
      throw new Refusal(503, messages(exchange).text("live.tooMany"));
    }
    String picture = JsonMapper.shared().writeValueAsString(feed.picture());
    streams.serve(page, "picture", picture, exchange.stream("text/event-stream"));
  }

  private void console(Exchange exchange) throws IOException {
    var request = exchange.body(Line.class);
    if (request.line() == null) {
      throw new Refusal(400, "The line is missing.");
    }
    String session = session(request);
    WebConsoles.checkName(session);
    var messages = texts.forConsole(exchange.header("Accept-Language"));
    consoles.run(session, request.line(), messages, exchange.stream("application/x-ndjson"));
  }

  private static String session(Line request) {
    return request.session() == null ? "" : request.session();
  }

  private void assist(Exchange exchange) throws IOException {
    var request = exchange.body(Line.class);
    String line = request.line() == null ? "" : request.line();
    var messages = texts.forConsole(exchange.header("Accept-Language"));
    var assistant =
        new Assistant(
            catalog(messages), ConsoleSession.localCommands(messages, ConsoleSession.Place.PAGE));
    exchange.json(new Assist(assistant.hint(line), assistant.complete(line)));
  }

  /// The engine's commands, asked for once.
  private synchronized CommandCatalog catalog(Messages messages) throws IOException {
    var known = catalog;
    if (known == null) {
      try (var session =
          new ConsoleSession(new Conversation(endpoint), messages, ConsoleSession.Place.PAGE)) {
        session.connect();
        known = session.catalog();
        catalog = known;
      }
    }
    return known;
  }

  private Messages messages(Exchange exchange) {
    return texts.forRequest(exchange.header("Accept-Language"));
  }
}
