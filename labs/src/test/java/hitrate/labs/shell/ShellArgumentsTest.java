package hitrate.labs.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShellArgumentsTest {
  private static final List<String> OURS =
      List.of(
          "--execution",
          "local",
          "--feedback",
          "concise",
          "--startup",
          "DEFAULT",
          "--startup",
          "start.jsh",
          "--class-path",
          "labs.jar");

  @Test
  void withoutArgumentsOursAreUsed() {
    assertEquals(OURS, complete());
  }

  @Test
  void theUsersChoiceReplacesOurs() {
    assertEquals(
        List.of("--class-path", "labs.jar", "--execution", "jdi", "-v", "--no-startup"),
        complete("--execution", "jdi", "-v", "--no-startup"));
    assertEquals(List.of("--startup", "mine.jsh"), complete("--startup", "mine.jsh").subList(6, 8));
  }

  @Test
  void theUsersClassPathComesBehindOurs() {
    var all = complete("--class-path", "mine.jar", "-");
    assertEquals("labs.jar" + File.pathSeparator + "mine.jar", all.get(9));
    assertEquals("-", all.getLast());
    assertEquals(OURS.size() + 1, all.size());
  }

  @Test
  void anOptionThatJShellDoesNotHaveIsFound() {
    assertEquals(Optional.of("--nonsense"), given("-v", "--nonsense", "x.jsh").unknown());
    assertEquals(Optional.of("-z"), given("-z").unknown());
    assertEquals(
        Optional.empty(),
        given("--feedback=verbose", "-R-Xmx1g", "--feedback", "-x", "-").unknown());
  }

  @Test
  void scriptsAreToldFromTheValuesOfOptions() {
    assertFalse(given().readsScripts());
    assertFalse(given("--feedback", "verbose").readsScripts());
    assertFalse(given("--execution=jdi", "-v").readsScripts());
    assertTrue(given("-").readsScripts());
    assertTrue(given("-v", "lesson.jsh").readsScripts());
  }

  private static List<String> complete(String... words) {
    return List.of(given(words).complete(Path.of("start.jsh"), "labs.jar"));
  }

  private static ShellArguments given(String... words) {
    return new ShellArguments(List.of(words));
  }
}
