package hitrate.labs.workbook;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import hitrate.engine.testing.RealPrograms;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The Chromium installed on this machine, driven without a window.
///
/// Where none is installed the tests that need it are skipped and say so; with
/// `-Dhitrate.lanes=required` they fail instead.
final class Chromium implements AutoCloseable {
  private static final List<String> FLAGS =
      List.of(
          "--no-sandbox", // CI containers run as root
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private final Playwright playwright;
  private final Browser browser;

  private Chromium(Path program) {
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new LaunchOptions().setExecutablePath(program).setHeadless(true).setArgs(FLAGS));
  }

  static Chromium start() {
    return new Chromium(
        RealPrograms.find("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"));
  }

  Browser browser() {
    return browser;
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
