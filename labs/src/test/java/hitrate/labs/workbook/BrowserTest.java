package hitrate.labs.workbook;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BrowserTest {
  private static final URI PAGE = URI.create("http://127.0.0.1:8080/");

  @Test
  void eachSystemHasItsOwnWayToOpenAPage() {
    assertEquals(
        List.of("open", "http://127.0.0.1:8080/"), Browser.command(PAGE, "Mac OS X", Map.of()));
    assertEquals(
        List.of("rundll32", "url.dll,FileProtocolHandler", "http://127.0.0.1:8080/"),
        Browser.command(PAGE, "Windows 11", Map.of()));
    assertEquals(
        List.of("xdg-open", "http://127.0.0.1:8080/"),
        Browser.command(PAGE, "Linux", Map.of("WAYLAND_DISPLAY", "wayland-0")));
  }

  @Test
  void withoutADesktopNothingIsOpened() {
    assertEquals(List.of(), Browser.command(PAGE, "Linux", Map.of()));
  }
}
