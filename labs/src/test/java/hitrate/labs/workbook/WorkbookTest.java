package hitrate.labs.workbook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.client.RespClient;
import hitrate.labs.console.Endpoint;
import hitrate.labs.console.ScriptedServer;
import hitrate.labs.workbook.live.EmbeddedEngine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class WorkbookTest {
  @TempDir Path folder;

  private EmbeddedEngine engine;
  private Workbook workbook;
  private Browserless browser;

  private final AtomicBoolean building = new AtomicBoolean();

  @BeforeEach
  void start() throws IOException {
    engine = EmbeddedEngine.start(0);
    workbook = Workbook.start(setting(), 0);
    browser = new Browserless(workbook.uri().getPort());
  }

  private Workbook.Setting setting() {
    return new Workbook.Setting(
        engine,
        folder.resolve("book"),
        building::get,
        folder.resolve("state"),
        () -> List.of(new Exercises.Item("d1-strings", "Counters", "started", 2, 6)),
        Locale.ENGLISH);
  }

  @AfterEach
  void stop() throws IOException {
    browser.close();
    workbook.close();
    engine.close();
  }

  private Browserless inside() {
    return browser.with(Gate.TOKEN_HEADER, workbook.token());
  }

  private String console(String line) throws IOException {
    return console("session-1", line);
  }

  private String console(String session, String line) throws IOException {
    var request =
        "{\"session\": \"%s\", \"line\": \"%s\"}".formatted(session, line.replace("\"", "\\\""));
    var response = inside().post("/api/console", request);
    assertEquals(200, response.status(), response.body());
    return response.body();
  }

  @Nested
  class ThePage {
    @Test
    void comesWithItsTextsAndItsToken() throws IOException {
      var page = browser.get("/");
      assertEquals(200, page.status());
      assertTrue(page.body().contains("<title>Hitrate workbook</title>"));
      assertTrue(page.body().contains(workbook.token()));
      assertTrue(page.body().contains(engine.host() + ":" + engine.port()));
      assertFalse(page.body().contains("{{"), "a place that was not filled");
    }

    @Test
    void forbidsScriptsAndFramesFromElsewhere() throws IOException {
      var page = browser.get("/");
      var policy = page.header("Content-Security-Policy");
      assertTrue(policy.startsWith("default-src 'none'; script-src 'self';"), policy);
      assertTrue(policy.contains("frame-ancestors 'none'"), policy);
      assertFalse(policy.contains("unsafe"), policy);
      assertEquals("nosniff", page.header("X-Content-Type-Options"));
      assertEquals("no-store", page.header("Cache-Control"));
    }

    @Test
    void namesNothingThatIsNotOnThisServer() throws IOException {
      for (String path : List.of("/", "/assets/workbook.css", "/assets/bench.css")) {
        var content = browser.get(path).body();
        assertFalse(content.contains("https://"), path);
        assertFalse(content.matches("(?s).*(src|href)=\"(http:)?//.*"), path);
        assertFalse(content.contains("@import"), path);
      }
    }

    @Test
    void hasAssetsThatAreSentAgainOnlyWhenTheyChanged() throws IOException {
      var first = browser.get("/assets/workbook.js");
      assertEquals("text/javascript; charset=utf-8", first.header("Content-Type"));
      var again = browser.with("If-None-Match", first.header("ETag")).get("/assets/workbook.js");
      assertEquals(304, again.status());
    }

    @Test
    void hasEveryTextThatItsScriptsAskFor() throws IOException {
      var texts = inside().get("/api/texts").body();
      var asked = Pattern.compile("\\bt\\(\"([a-z0-9.A-Z]+)\"");
      for (String script :
          List.of(
              "workbook.js",
              "base.js",
              "live.js",
              "gauge.js",
              "watch.js",
              "console.js",
              "learn.js")) {
        var source = browser.get("/assets/" + script).body();
        asked
            .matcher(source)
            .results()
            .forEach(found ->
                assertTrue(
                    texts.contains("\"" + found.group(1) + "\":"),
                    script + " asks for " + found.group(1)));
      }
    }

    @Test
    void answersHeadWithHeadersOnly() throws IOException {
      assertEquals(200, browser.request("HEAD", "/", "").status());
      assertEquals(200, browser.get("/alive").status());
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "/nothing",
          "/assets/nothing.js",
          "/assets/page.html",
          "/assets/../page.properties",
          "/assets/%2e%2e/page.properties",
          "/book/index.html"
        })
    void isTheOnlyOneThatExists(String path) throws IOException {
      assertEquals(404, browser.get(path).status());
    }
  }

  @Nested
  class TheGate {
    @Test
    void refusesOtherHostNames() throws IOException {
      var response = browser.with("Host", "evil.example:" + workbook.uri().getPort()).get("/");
      assertEquals(403, response.status());
      assertEquals("This server answers to 127.0.0.1 and localhost only.\n", response.body());
    }

    @Test
    void refusesTheRightNameWithTheWrongPort() throws IOException {
      assertEquals(403, browser.with("Host", "127.0.0.1:1").get("/").status());
    }

    @Test
    void letsLocalhostIn() throws IOException {
      var host = "localhost:" + workbook.uri().getPort();
      assertEquals(200, browser.with("Host", host).get("/").status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/texts", "/api/learn", "/api/live", "/api/nothing"})
    void asksForTheToken(String path) throws IOException {
      assertEquals(401, browser.get(path).status());
      assertEquals(401, browser.with(Gate.TOKEN_HEADER, "0".repeat(32)).get(path).status());
    }

    @Test
    void refusesRequestsFromOtherOrigins() throws IOException {
      inside().with("Origin", "https://evil.example");
      assertEquals(403, browser.get("/api/texts").status());
      browser.with("Origin", "null");
      assertEquals(403, browser.get("/api/texts").status());
      browser.with("Origin", "http://127.0.0.1:" + workbook.uri().getPort());
      assertEquals(200, browser.get("/api/texts").status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site", "none"})
    void refusesWhatTheBrowserCallsAnotherSite(String site) throws IOException {
      assertEquals(403, inside().with("Sec-Fetch-Site", site).get("/api/texts").status());
    }

    @Test
    void refusesFormPosts() throws IOException {
      inside().with("Content-Type", "application/x-www-form-urlencoded");
      assertEquals(415, browser.post("/api/console", "line=FLUSHALL").status());
    }

    @Test
    void refusesOtherMethods() throws IOException {
      assertEquals(405, inside().request("DELETE", "/api/texts", "").status());
    }

    @Test
    void refusesLargeAndMalformedBodies() throws IOException {
      var large = "{\"line\": \"" + "x".repeat(Exchange.BODY_LIMIT) + "\"}";
      assertEquals(413, inside().post("/api/console", large).status());
      try (var other = new Browserless(workbook.uri().getPort())) {
        other.with(Gate.TOKEN_HEADER, workbook.token());
        assertEquals(400, other.post("/api/console", "{not json").status());
        assertEquals(400, other.post("/api/console", "null").status());
        assertEquals(400, other.post("/api/console", "{\"session\": \"session-1\"}").status());
        assertEquals(400, other.post("/api/console", "{\"line\": \"PING\"}").status());
      }
    }

    @Test
    void hasAnotherTokenAtEachStart() throws IOException {
      try (var second = Workbook.start(setting(), 0)) {
        assertNotEquals(workbook.token(), second.token());
      }
    }
  }

  @Nested
  class TheConsole {
    @Test
    void runsACommandAndShowsItsReplyAndThePrompt() throws IOException {
      var prompt = engine.host() + ":" + engine.port() + "> ";
      assertEquals(
          """
          {"kind":"reply","text":"OK"}
          {"kind":"end","text":"%s"}
          """
              .formatted(prompt),
          console("SET greeting \"hello world\""));
      assertTrue(
          console("GET greeting").startsWith("{\"kind\":\"reply\",\"text\":\"\\\"hello world"));
    }

    @Test
    void tellsErrorsAndMissingValuesFromReplies() throws IOException {
      assertTrue(console("NONSENSE").startsWith("{\"kind\":\"error\",\"text\":\"(error) ERR"));
      assertTrue(console("GET nothing").startsWith("{\"kind\":\"nil\",\"text\":\"(nil)\"}"));
      assertTrue(console("GET \"x").startsWith("{\"kind\":\"problem\",\"text\":\"Invalid"));
    }

    @Test
    void givesEachPageItsOwnDatabase() throws IOException {
      console("session-1", "SELECT 1");
      console("session-1", "SET k one");
      assertTrue(console("session-2", "GET k").contains("(nil)"));
      assertTrue(console("session-1", "GET k").contains("one"));
    }

    @Test
    void keepsTheEngineAliveAndThePageOpen() throws IOException {
      assertTrue(console("shutdown nosave").contains("SHUTDOWN would stop the engine"));
      assertTrue(console("quit").contains("There is nothing to leave here."));
      assertTrue(console("PING").contains("PONG"));
    }

    @Test
    void answersHelpAndClear() throws IOException {
      assertTrue(console("help").startsWith("{\"kind\":\"note\",\"text\":\"help COMMAND"));
      assertTrue(console("clear").startsWith("{\"kind\":\"clear\""));
    }

    @Test
    void boundsTheNumberOfSessions() throws IOException {
      for (int i = 0; i < 60; i++) {
        console("session-" + i, "PING");
      }
      assertTrue(engine.figures().clients() < 40, engine.figures().toString());
    }

    @Test
    void stopsACommandThatWaits() throws Exception {
      try (var server =
              new ScriptedServer(
                  words -> words.getFirst().equals("MONITOR") ? "+OK\r\n" : "+PONG\r\n");
          var consoles = new WebConsoles(Endpoint.of("127.0.0.1", server.port()))) {
        var messages = new Texts(Locale.ENGLISH).forConsole("");
        var out = new PipedOutputStream();
        var in = new BufferedReader(new InputStreamReader(new PipedInputStream(out), UTF_8));
        var running =
            CompletableFuture.runAsync(() -> {
              try {
                consoles.run("session-1", "MONITOR", messages, out);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
        assertTrue(in.readLine().contains("Reading messages"));
        assertTrue(in.readLine().contains("OK"));
        server.push("+1.0 \"get\" \"k\"\r\n");
        assertTrue(in.readLine().contains("get"));
        consoles.interrupt("session-1");
        assertTrue(in.readLine().contains("Stopped."));
        assertTrue(in.readLine().contains("\"end\""));
        running.get(60, TimeUnit.SECONDS);
      }
    }

    @Test
    void hintsAndCompletesFromWhatTheEngineSays() throws IOException {
      var answer = inside().post("/api/assist", "{\"line\": \"cle\"}").body();
      assertTrue(answer.contains("\"word\":\"clear\""), answer);
    }
  }

  @Nested
  class TheLiveView {
    private Browserless open() throws IOException {
      var stream = new Browserless(workbook.uri().getPort());
      stream.send("GET", "/api/live?token=" + workbook.token(), "");
      var head = stream.head();
      assertEquals(200, head.status());
      assertEquals("text/event-stream", head.header("Content-Type"));
      return stream;
    }

    @Test
    void beginsWithTheWholePicture() throws IOException {
      try (var stream = open()) {
        var picture = stream.event("picture", "");
        assertTrue(picture.contains("\"steps\":{\"done\":0,\"key\":\"\"}"), picture);
        assertTrue(picture.contains("\"hits\":0"), picture);
      }
    }

    @Test
    void showsFiguresKeysEventsAndStepsOfAnyClient() throws Exception {
      try (var stream = open();
          var client = RespClient.connect(engine.host(), engine.port())) {
        client.call("SET", "greeting", "hello", "EX", "30");
        client.call("GET", "greeting");
        client.call("GET", "nothing");
        stream.event("steps", "{\"done\":2,\"key\":\"greeting\"}");
        stream.event("figures", "\"hits\":1,\"misses\":1,\"keys\":1");
      }
      try (var stream = open()) {
        var picture = stream.event("picture", "");
        assertTrue(picture.contains("\"kind\":\"MISS\",\"name\":\"miss\",\"key\":\"nothing\""));
      }
    }

    @Test
    void followsAWholeRoundOfFirstStepsAndRemembersIt() throws Exception {
      try (var stream = open();
          var client = RespClient.connect(engine.host(), engine.port())) {
        client.call("SET", "greeting", "hello", "PX", "150");
        client.call("GET", "greeting");
        stream.event("steps", "\"done\":3");
        client.call("GET", "greeting");
        client.call("SET", "greeting", "hello");
        client.call("GET", "greeting");
        stream.event("steps", "\"done\":6");
        assertTrue(Files.exists(folder.resolve("state/first-steps-done")));
      }
      try (var later = Workbook.start(setting(), 0);
          var stream = new Browserless(later.uri().getPort())) {
        stream.send("GET", "/api/live?token=" + later.token(), "");
        stream.head();
        stream.event("picture", "\"steps\":{\"done\":6");
      }
      inside().post("/api/steps/reset", "{}");
      assertFalse(Files.exists(folder.resolve("state/first-steps-done")));
    }

    @Test
    void turnsTheThirteenthPageAwayWithAReason() throws Exception {
      var streams = new ArrayList<Browserless>();
      try {
        for (int i = 0; i < 12; i++) {
          streams.add(open());
        }
        var refused = inside().get("/api/live");
        assertEquals(503, refused.status());
        assertEquals("Too many workbook pages are open. Close one of them.\n", refused.body());
      } finally {
        for (var stream : streams) {
          stream.close();
        }
      }
    }

    @Test
    void endsWhenTheWorkbookStops() throws Exception {
      try (var stream = open()) {
        stream.event("picture", "");
        workbook.close();
        assertThrows(IOException.class, () -> stream.event("never", ""));
      }
    }
  }

  @Nested
  class TheBook {
    private void write(String name, String content) throws IOException {
      Files.createDirectories(folder.resolve("book"));
      Files.writeString(folder.resolve("book").resolve(name), content);
    }

    @Test
    void isAbsentUntilItIsBuilt() throws IOException {
      assertEquals(
          "{\"book\":[],\"building\":false,\"exercises\":[{\"id\":\"d1-strings\",\"title\":\"Counters\",\"state\":\"started\",\"points\":2,\"maxPoints\":6}]}",
          inside().get("/api/learn").body());
      write("chapters.json", "[{\"kind\": half written");
      assertTrue(inside().get("/api/learn").body().startsWith("{\"book\":[],"));
    }

    @Test
    void isSaidToBeComingWhileItIsBuilt() throws IOException {
      building.set(true);
      assertTrue(inside().get("/api/learn").body().startsWith("{\"book\":[],\"building\":true,"));
    }

    @Test
    void appearsWhenItIsBuilt() throws IOException {
      write(
          "chapters.json",
          """
          [{"kind": "chapter", "id": "d1-strings", "title": "Strings", "file": "d1.html",
            "summary": "What a string holds.", "anchors": ["d1-strings"]}]
          """);
      assertTrue(
          inside()
              .get("/api/learn")
              .body()
              .startsWith(
                  "{\"book\":[{\"kind\":\"chapter\",\"id\":\"d1-strings\",\"title\":\"Strings\""));
    }

    @Test
    void mayBeFramedByTheWorkbookOnly() throws IOException {
      write("d1.html", "<h1>Strings</h1>");
      var page = browser.get("/book/d1.html");
      assertEquals(200, page.status());
      assertEquals("<h1>Strings</h1>", page.body());
      assertEquals("SAMEORIGIN", page.header("X-Frame-Options"));
      assertTrue(page.header("Content-Security-Policy").contains("frame-ancestors 'self'"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secret.html", "%2e%2e/secret.html", "link.html", "", "secret.exe"})
    void givesAwayNothingOutsideItsFolder(String name) throws IOException {
      write("index.html", "<h1>Book</h1>");
      Files.writeString(folder.resolve("secret.html"), "secret");
      Files.createSymbolicLink(folder.resolve("book/link.html"), folder.resolve("secret.html"));
      assertEquals(404, browser.get("/book/" + name).status());
    }
  }
}
