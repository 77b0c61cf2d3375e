package hitrate.grader.isolation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.grader.run.Grader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class KitTest {
  @Test
  void theLearnersJvmSeesTheHostsClassesAllOfThemAndNoOthers() throws IOException {
    try (var kit = Kit.create(List.of())) {
      var own = Kit.libraryOf(Grader.class);
      var expected = new TreeSet<String>();
      for (var name : List.of("child", "wire")) {
        expected.addAll(classes(own, own.resolve("hitrate/grader").resolve(name)));
      }
      assertEquals(expected, classes(kit.host(), kit.host()));
    }
  }

  private static Set<String> classes(Path root, Path folder) throws IOException {
    var names = new TreeSet<String>();
    try (var files = Files.walk(folder)) {
      files
          .map(file -> root.relativize(file).toString())
          .filter(name -> name.endsWith(".class") && !name.endsWith("package-info.class"))
          .forEach(names::add);
    }
    return names;
  }

  @Test
  void aClosedKitLeavesNothingBehind() throws IOException {
    Path folder;
    try (var kit = Kit.create(List.of())) {
      folder = Objects.requireNonNull(kit.work().getParent());
      Files.writeString(kit.work().resolve("left"), "by the learner");
      assertTrue(Files.exists(folder));
    }
    assertFalse(Files.exists(folder));
  }
}
