package hitrate.engine.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Modules depend one way: what teaches uses the engine, and the engine knows nothing of it.
class ModuleWallsTest {

  /// Each module may use those before it.
  private static final List<String> ORDER =
      List.of(
          "hitrate-core",
          "hitrate-service",
          "hitrate-bench",
          "hitrate-exercises",
          "hitrate-solutions",
          "hitrate-grader",
          "hitrate-notebooks",
          "hitrate-book",
          "hitrate-labs");

  /// What the learner writes against: the engine's public API and the client libraries only.
  private static final Set<String> LEARNERS = Set.of("hitrate-exercises", "hitrate-solutions");

  /// The folders that hold the learner's work and its answers; programs read them, and only tests
  /// may have the answers on their class path.
  private static final Set<String> READ_NOT_LINKED = LEARNERS;

  @Test
  void everyModuleHasItsPlaceInTheOrder() {
    for (var module : Modules.names()) {
      assertTrue(ORDER.contains(Modules.artifact(module)), module + " is in no place of the order");
    }
  }

  @Test
  void aModuleUsesOnlyModulesBeforeIt() {
    var wrong = new ArrayList<String>();
    for (var module : Modules.names()) {
      var artifact = Modules.artifact(module);
      for (var use : Modules.uses(module)) {
        if (ORDER.indexOf(use.artifact()) >= ORDER.indexOf(artifact)) {
          wrong.add(artifact + " -> " + use.artifact());
        }
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void exercisesAndSolutionsSeeTheEngineOnly() {
    for (var module : Modules.names()) {
      if (LEARNERS.contains(Modules.artifact(module))) {
        for (var use : Modules.uses(module)) {
          assertEquals("hitrate-core", use.artifact(), module);
          assertFalse(use.isOfTests(), module + " sees what only our tests are to see");
        }
      }
    }
  }

  @Test
  void nobodyShipsWhatTheEnginesTestsLend() {
    for (var module : Modules.names()) {
      for (var use : Modules.uses(module)) {
        if (use.isOfTests()) {
          assertEquals("test", use.scope(), module + " -> " + use.artifact());
        }
      }
    }
  }

  @Test
  void whatTheEnginesTestsLendNeedsNoOtherTest() {
    var wrong = new ArrayList<String>();
    for (var file : ProjectTree.files()) {
      if (file.startsWith("engine/core/src/test/java/hitrate/engine/testing")) {
        for (var line : ProjectTree.lines(file)) {
          var name =
              line.replaceFirst("^import (?:static )?(hitrate(?:\\.[a-z]+)*\\.[A-Z]\\w*).*", "$1");
          var source = "engine/core/src/main/java/" + name.replace('.', '/') + ".java";
          if (!name.equals(line) && !Files.exists(ProjectTree.root().resolve(source))) {
            wrong.add(file + ": " + name);
          }
        }
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void nobodyShipsTheAnswers() {
    for (var module : Modules.names()) {
      for (var use : Modules.uses(module)) {
        if (READ_NOT_LINKED.contains(use.artifact())) {
          assertEquals("test", use.scope(), module + " -> " + use.artifact());
        }
      }
    }
  }
}
