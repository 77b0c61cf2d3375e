package hitrate.labs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where state is kept.
class HomeTest {
  @TempDir Path folder;

  @Test
  void aCopyOfOnesOwnKeepsItsStateInItself() {
    assertEquals(folder.resolve(".lab"), new Home(folder).state());
  }

  @Test
  void aCopyThatMayOnlyBeReadKeepsItInAFolderOfTheUsers() {
    var environment = Map.of("HOME", "/home/anna");
    var one = Home.elsewhere(Path.of("/opt/hitrate"), environment);
    assertTrue(one.startsWith("/home/anna/.local/state/hitrate"), one::toString);
    assertNotEquals(one, Home.elsewhere(Path.of("/srv/hitrate"), environment));
    var moved = Map.of("HOME", "/home/anna", "XDG_STATE_HOME", "/var/anna");
    assertTrue(Home.elsewhere(Path.of("/opt/x"), moved).startsWith("/var/anna/hitrate"));
  }
}
