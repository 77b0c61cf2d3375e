package hitrate.labs.workbook;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import hitrate.engine.client.RespClient;
import hitrate.labs.workbook.live.EmbeddedEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The page in a real browser, as a learner uses it.
@Timeout(300)
class WorkbookInChromiumTest {
  private static final int PHONE_WIDTH = 360;

  /// The contrast of what a page shows.
  private static final String CONTRAST = script("contrast.js");

  private static Chromium chromium;

  @TempDir Path folder;

  private final List<String> complaints = new ArrayList<>();
  private final List<String> requests = new ArrayList<>();
  private EmbeddedEngine engine;
  private Workbook workbook;
  private @Nullable BrowserContext context;

  @BeforeAll
  static void startBrowser() {
    PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
    chromium = Chromium.start();
  }

  @AfterAll
  static void stopBrowser() {
    if (chromium != null) {
      chromium.close();
    }
  }

  private final AtomicBoolean building = new AtomicBoolean();

  @BeforeEach
  void startWorkbook() throws IOException {
    writeBook();
    engine = EmbeddedEngine.start(0);
    workbook = Workbook.start(setting(), 0);
  }

  private Workbook.Setting setting() {
    return new Workbook.Setting(
        engine,
        folder.resolve("book"),
        building::get,
        folder.resolve("state"),
        () ->
            List.of(
                new Exercises.Item("a1-choice", "Choose an engine", "passed", 4, 4),
                new Exercises.Item("d1-strings", "Counters and lifetimes", "started", 2, 6),
                new Exercises.Item("d4-sorted-sets", "A leaderboard", "open", 0, 0)),
        Locale.ENGLISH);
  }

  private void writeBook() throws IOException {
    Files.createDirectories(folder.resolve("book"));
    Files.writeString(
        folder.resolve("book/chapters.json"),
        """
        [{"kind": "chapter", "id": "d1-strings", "title": "Strings and their lifetime",
          "file": "d1.html", "summary": "What a string holds."}]
        """);
    Files.writeString(
        folder.resolve("book/d1.html"),
        "<!doctype html><html lang=en><title>Strings</title><h1>Strings and their lifetime</h1>");
  }

  @AfterEach
  void stopWorkbook() {
    if (context != null) {
      context.close();
    }
    workbook.close();
    engine.close();
  }

  private Page open(Browser.NewContextOptions options) {
    var fresh = chromium.browser().newContext(options);
    fresh.setDefaultTimeout(60_000);
    context = fresh;
    var page = fresh.newPage();
    page.onConsoleMessage(message -> {
      if (message.type().equals("error") || message.type().equals("warning")) {
        complaints.add(message.text());
      }
    });
    page.onPageError(complaints::add);
    page.onRequest(request -> requests.add(request.url()));
    page.navigate(workbook.uri().toString());
    assertThat(page.locator("body")).hasAttribute("data-ready", "yes");
    return page;
  }

  private static String script(String name) {
    try (var in = WorkbookInChromiumTest.class.getResourceAsStream(name)) {
      var text = new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8);
      return text.lines().filter(line -> !line.startsWith("//")).collect(joining("\n")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Page openOnDesktop() {
    return open(new Browser.NewContextOptions().setViewportSize(1440, 900));
  }

  private Page openOnPhone() {
    return open(
        new Browser.NewContextOptions()
            .setViewportSize(PHONE_WIDTH, 740)
            .setIsMobile(true)
            .setHasTouch(true));
  }

  private static void type(Page page, String line) {
    page.fill("#line", line);
    page.press("#line", "Enter");
  }

  private static Locator step(Page page, int number) {
    return page.locator("#steps > li").nth(number - 1);
  }

  private static void assertDone(Page page, int number) {
    assertThat(step(page, number)).hasClass("done");
  }

  @Test
  void theEndOfALongAnswerStaysInSightOnANarrowerScreen() {
    var page = openOnDesktop();
    page.locator("#line").fill("ECHO " + "x".repeat(20_000));
    page.locator("#line").press("Enter");
    page.locator("#line").fill("ECHO done");
    page.locator("#line").press("Enter");
    assertThat(page.locator("#output")).containsText("\"done\"");
    page.setViewportSize(PHONE_WIDTH, 740);
    page.locator("button[data-pane=console]").click();
    page.waitForFunction(
        "() => { const o = document.getElementById('output');"
            + " return o.scrollHeight - o.scrollTop - o.clientHeight < 40; }");
  }

  @Test
  void theFirstStepsTickThemselvesOff() {
    var page = openOnDesktop();
    assertThat(page.locator("#steps-progress")).hasText("0 of 5 done");
    step(page, 1).locator(".run").click();
    assertDone(page, 1);
    assertThat(page.locator("#output")).containsText("SET greeting hello EX 30");
    step(page, 2).locator(".run").click();
    assertDone(page, 2);
    assertThat(page.locator("#output")).containsText("\"hello\"");
    assertThat(page.locator("#rate")).hasText("100.0%");
    assertThat(step(page, 3).locator(".seen"))
        .hasText(Pattern.compile("greeting has \\d+ s left\\."));
    type(page, "SET greeting hello PX 300");
    assertDone(page, 3);
    step(page, 4).locator(".run").click();
    assertDone(page, 4);
    assertThat(page.locator("#rate")).hasText("50.0%");
    step(page, 5).locator(".run").first().click();
    step(page, 5).locator(".run").last().click();
    assertDone(page, 5);
    assertThat(page.locator("#steps-progress")).hasText("5 of 5 done");
    assertThat(page.locator("#steps-complete")).isVisible();
    page.click("#steps-again");
    assertThat(page.locator("#steps-progress")).hasText("0 of 5 done");
    assertEquals(List.of(), complaints);
  }

  @Test
  void whatAnotherClientDoesShowsAtOnce() throws Exception {
    var page = openOnDesktop();
    try (var client = RespClient.connect(engine.host(), engine.port())) {
      client.call("SET", "session:7", "<b>anna</b>", "EX", "60");
      client.call("GET", "nothing");
    }
    var row = page.locator("#keys tr");
    assertThat(row.locator("th")).hasText("session:7");
    assertThat(row.locator(".value")).hasText("<b>anna</b>"); // shown as text, not as markup
    assertThat(row.locator(".left")).hasText(Pattern.compile("(60|59|58|57) s"));
    page.click("#tab-events");
    assertThat(page.locator("#events li.miss span")).hasText("nothing");
    assertThat(page.locator("#misses")).hasText("1");
    assertDone(page, 1);
  }

  @Test
  void theConsoleIsUsedWithTheKeyboardAlone() {
    var page = openOnDesktop();
    page.keyboard().press("/");
    assertThat(page.locator("#line")).isFocused();
    page.keyboard().type("cle");
    page.keyboard().press("Tab");
    assertThat(page.locator("#line")).hasValue("clear ");
    page.keyboard().press("Enter");
    assertThat(page.locator("#output")).isEmpty();
    page.keyboard().type("SET k v");
    page.keyboard().press("Enter");
    page.keyboard().type("GET missing");
    page.keyboard().press("Enter");
    assertThat(page.locator("#output .nil")).hasText("(nil)");
    page.keyboard().press("ArrowUp");
    page.keyboard().press("ArrowUp");
    assertThat(page.locator("#line")).hasValue("SET k v");
    page.keyboard().press("ArrowDown");
    assertThat(page.locator("#line")).hasValue("GET missing");
    page.keyboard().press("Control+c");
    assertThat(page.locator("#line")).hasValue("");
    page.keyboard().type("NONSENSE");
    page.keyboard().press("Enter");
    assertThat(page.locator("#output .error")).containsText("unknown command");
  }

  @Test
  void severalPastedLinesRunOneByOneAndTheLastWaitsForEnter() {
    var page = openOnDesktop();
    page.fill("#line", "SE");
    page.evaluate(
        """
        () => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/plain", "T a 1\\r\\nINCR a\\n\\nGET a");
          document.getElementById("line").dispatchEvent(
            new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }
        """);
    assertThat(page.locator("#output .reply")).hasText(new String[] {"OK", "(integer) 2"});
    assertThat(page.locator("#line")).hasValue("GET a");
  }

  @Test
  void severalCompletionsCanBeChosenFromAList() {
    var page = openOnDesktop();
    page.fill("#line", "c");
    page.press("#line", "Tab");
    var list = page.locator("#completions");
    assertThat(list).isVisible();
    assertThat(page.locator("#line")).hasAttribute("aria-expanded", "true");
    page.press("#line", "ArrowDown");
    page.press("#line", "Escape");
    assertThat(list).isHidden();
  }

  @Test
  void theBookAppearsByItselfWhenItIsBuilt() throws IOException {
    var chapters = folder.resolve("book/chapters.json");
    var aside = folder.resolve("chapters.json");
    Files.move(chapters, aside);
    building.set(true);
    var page = openOnDesktop();
    page.navigate(workbook.uri() + "#/book");
    assertThat(page.locator("#book-pages")).containsText("is being built");
    assertThat(page.locator("#book-pages button")).hasCount(0);
    Files.move(aside, chapters);
    building.set(false);
    assertThat(page.locator("#book-pages")).containsText("Strings and their lifetime");
  }

  @Test
  void theBookOpensBesideTheConsole() {
    var page = openOnDesktop();
    page.click(".sections [data-view=book]");
    page.click("#book-pages a");
    assertThat(page.frameLocator("#book-frame").locator("h1"))
        .hasText("Strings and their lifetime");
    assertThat(page.locator("#line")).isVisible();
    page.click(".reader a[href='#/book']");
    assertThat(page.locator("#book-list")).isVisible();
    assertEquals(List.of(), complaints);
  }

  @Test
  void theExercisesShowHowFarTheLearnerIs() {
    var page = openOnDesktop();
    page.click(".sections [data-view=exercises]");
    assertThat(page.locator("#exercises-progress")).hasText("1 of 3 passed");
    assertThat(page.locator("#exercises .started .state")).hasText("2 of 6 points");
    assertThat(page.locator("#exercises .open .state")).hasText("not started");
  }

  @Test
  void theThemeFollowsTheSystemUntilTheLearnerChooses() {
    var page = open(new Browser.NewContextOptions().setColorScheme(ColorScheme.DARK));
    assertEquals("rgb(18, 23, 30)", background(page));
    page.click("#theme");
    assertEquals("rgb(255, 255, 255)", background(page));
    page.reload();
    assertThat(page.locator("body")).hasAttribute("data-ready", "yes");
    assertEquals("rgb(255, 255, 255)", background(page));
  }

  private static Object background(Page page) {
    return page.evaluate("getComputedStyle(document.body).backgroundColor");
  }

  @Test
  void nothingComesFromElsewhere() {
    var page = openOnDesktop();
    type(page, "PING");
    assertThat(page.locator("#output")).containsText("PONG");
    assertTrue(requests.size() > 5, requests.toString());
    for (String url : requests) {
      assertTrue(url.startsWith(workbook.uri().toString()), url);
    }
  }

  @Test
  void nothingJumpsWhileTheLearnerWorks() {
    var page = openOnDesktop();
    page.evaluate(
        """
        () => { window.shift = 0;
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) window.shift += entry.value;
          }).observe({ type: "layout-shift" }); }
        """);
    step(page, 1).locator(".run").click();
    assertDone(page, 1);
    step(page, 2).locator(".run").click();
    assertDone(page, 2);
    type(page, "SET other value PX 300");
    assertThat(page.locator("#keys tr")).hasCount(2);
    assertThat(page.locator("#keys tr")).hasCount(1);
    double shift = ((Number) page.evaluate("window.shift")).doubleValue();
    assertTrue(shift < 0.02, "cumulative layout shift " + shift);
  }

  @Test
  void aPhoneShowsOnePartAtATimeAndNothingSticksOut() {
    var page = openOnPhone();
    for (String pane : List.of("learn", "console", "live")) {
      page.click(".phone-tabs [data-pane=" + pane + "]");
      assertEquals(
          PHONE_WIDTH, ((Number) page.evaluate("document.documentElement.scrollWidth")).intValue());
      assertEquals(List.of(), page.evaluate(STICKING_OUT));
    }
    page.click(".phone-tabs [data-pane=learn]");
    step(page, 1).locator(".run").click();
    assertThat(page.locator("#line")).isVisible();
    assertThat(page.locator("#output")).containsText("OK");
    page.click("#key-earlier");
    assertThat(page.locator("#line")).hasValue("SET greeting hello EX 30");
  }

  private static final String STICKING_OUT =
      """
      [...document.querySelectorAll("body *")]
        .filter((e) => e.checkVisibility() && !e.closest("svg, .skip, .sr-only, .ghost"))
        .filter((e) => e.getBoundingClientRect().right > innerWidth + 1)
        .map((e) => e.tagName + "." + e.className)
      """;

  @ParameterizedTest
  @EnumSource(names = {"LIGHT", "DARK"})
  void allTextHasEnoughContrast(ColorScheme scheme) {
    var page =
        open(
            new Browser.NewContextOptions()
                .setViewportSize(1440, 900)
                .setColorScheme(scheme)
                .setReducedMotion(ReducedMotion.REDUCE));
    assertEquals(List.of(), page.evaluate(CONTRAST + ".faintText()"), "untouched");
    step(page, 1).locator(".run").click();
    assertDone(page, 1);
    type(page, "GET missing");
    type(page, "NONSENSE");
    assertThat(page.locator("#output .error")).isVisible();
    for (String view : List.of("start", "book", "exercises")) {
      page.click(".sections [data-view=" + view + "]");
      assertEquals(List.of(), page.evaluate(CONTRAST + ".faintText()"), view);
    }
    page.click("#tab-events");
    assertThat(page.locator("#events .miss")).isVisible();
    page.locator("#line").fill("SE");
    page.keyboard().press("Tab");
    assertThat(page.locator("#completions [aria-selected=true]")).isVisible();
    assertEquals(List.of(), page.evaluate(CONTRAST + ".faintText()"), "console in use");
  }

  @ParameterizedTest
  @EnumSource(names = {"LIGHT", "DARK"})
  void allMarksAndEdgesThatSaySomethingHaveEnoughContrast(ColorScheme scheme) {
    var page =
        open(
            new Browser.NewContextOptions()
                .setViewportSize(1440, 900)
                .setColorScheme(scheme)
                .setReducedMotion(ReducedMotion.REDUCE));
    step(page, 1).locator(".run").click();
    assertDone(page, 1);
    assertThat(page.locator(".mortal .bar i")).isVisible();
    page.locator("#line").fill("SE");
    page.keyboard().press("Tab");
    assertThat(page.locator("#completions [aria-selected=true]")).isVisible();
    assertEquals(
        List.of(),
        page.evaluate(
            CONTRAST
                + """
                .faintParts([
                  [".sections [aria-current]", "borderBottomColor"],
                  ["#pulse", "backgroundColor"],
                  ["#theme", "color"],
                  [".steps .done .mark", "backgroundColor"],
                  [".steps .due .mark", "borderTopColor"],
                  [".steps .later .mark", "borderTopColor"],
                  [".tape .axis", "stroke"],
                  [".tape .hits", "fill"],
                  [".tape .misses", "fill"],
                  [".spark path", "stroke"],
                  [".gauge .hit dt", "backgroundColor", "::before"],
                  [".gauge .miss dt", "borderTopColor", "::before"],
                  [".field", "outlineColor"],
                  ["#completions [aria-selected=true]", "backgroundColor"],
                  ["[role=tab][aria-selected=true]", "borderBottomColor"],
                  [".mortal .bar i", "backgroundColor"],
                  [".exercises .open .mark", "borderTopColor"],
                  [".exercises .started .mark", "borderTopColor"],
                  [".exercises .passed .mark", "backgroundColor"],
                ])
                """));
  }

  @Test
  void everyControlHasAName() {
    var page = openOnDesktop();
    assertEquals(
        List.of(),
        page.evaluate(
            """
            [...document.querySelectorAll("button, a, input, iframe, svg[role]")]
              .filter((e) => !(e.textContent.trim() || e.getAttribute("aria-label") || e.title))
              .map((e) => e.outerHTML)
            """));
  }

  @Test
  void theTabKeyGoesFromTheSkipLinksThroughAllControlsAndShowsWhereItIs() {
    var page = openOnDesktop();
    var stops = new ArrayList<String>();
    for (int i = 0; i < 60 && !stops.contains("panel-keys"); i++) {
      page.keyboard().press("Tab");
      stops.add((String) page.evaluate(FOCUSED));
    }
    assertEquals(List.of("#learn", "#line"), stops.subList(0, 2));
    for (String stop : List.of("engine", "theme", "line", "send", "tab-keys")) {
      assertTrue(stops.contains(stop), () -> stop + " is not among " + stops);
    }
    assertEquals(List.of(), stops.stream().filter(stop -> stop.startsWith("unseen")).toList());
    assertTrue(stops.indexOf("engine") < stops.indexOf("line"), stops::toString);
  }

  /// The place of the focus, marked `unseen` when nothing on the screen shows that it is there.
  private static final String FOCUSED =
      """
      (() => {
        const e = document.activeElement;
        const name = e.id || e.getAttribute("href") || e.className;
        const seen = (x) => {
          const style = getComputedStyle(x);
          return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2)
            || style.boxShadow !== "none";
        };
        const box = e.getBoundingClientRect();
        const onScreen = box.bottom > 0 && box.right > 0;
        return (onScreen && (seen(e) || seen(e.parentElement)))
          ? name : "unseen " + name;
      })()
      """;

  @Test
  void theSkipLinkLeadsToTheConsoleAndItsAnswersAreAnnounced() {
    var page = openOnDesktop();
    page.keyboard().press("Tab");
    page.keyboard().press("Tab");
    page.keyboard().press("Enter");
    assertThat(page.locator("#line")).isFocused();
    assertThat(page.locator("#output")).hasAttribute("role", "log"); // announced politely
    assertThat(page.locator("#steps-progress")).hasAttribute("role", "status");
    assertThat(page.locator("#notice")).hasAttribute("role", "status");
  }

  @Test
  void nothingMovesForThoseWhoAskedForThat() {
    var page = open(new Browser.NewContextOptions().setReducedMotion(ReducedMotion.REDUCE));
    assertEquals(
        List.of(),
        page.evaluate(
            """
            [...document.querySelectorAll("body *")]
              .filter((e) => { const s = getComputedStyle(e);
                return parseFloat(s.transitionDuration) > 0.01 || s.animationName !== "none"; })
              .map((e) => e.outerHTML.slice(0, 80))
            """));
  }

  @ParameterizedTest
  @ValueSource(ints = {1024, 1440, 1920})
  void bothHalvesFitOnADesktop(int width) {
    var page = open(new Browser.NewContextOptions().setViewportSize(width, 800));
    assertThat(page.locator("#steps-title")).isVisible();
    assertThat(page.locator("#line")).isInViewport();
    assertThat(page.locator("#tab-keys")).isInViewport();
    assertEquals(List.of(), page.evaluate(STICKING_OUT));
  }

  @Test
  void thePageSaysThatTheWorkbookStoppedAndComesBackWithTheNextOne() throws Exception {
    var page = openOnDesktop();
    int port = workbook.uri().getPort();
    workbook.close();
    assertThat(page.locator("#notice")).containsText("The workbook has stopped.");
    workbook = Workbook.start(setting(), port);
    assertThat(page.locator("#notice")).isHidden();
    type(page, "PING");
    assertThat(page.locator("#output")).containsText("PONG");
  }
}
