package hitrate.engine.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The packages of the engine are layers: each imports only those above it in this table.
class LayersTest {

  private static final String ENGINE = "hitrate.engine.";

  /// From the bottom of the engine to its composition root.
  static final List<String> LAYERS =
      List.of(
          "bytes",
          "world",
          "memory",
          "resp",
          "struct",
          "keyspace",
          "command",
          "script",
          "security",
          "session",
          "persist",
          "replica",
          "cluster",
          "memcached",
          "node");

  /// Not a layer: a client for consoles, labs and tests. It speaks to a server from outside, so it
  /// uses `bytes` and `resp` only, and no layer uses it.
  private static final String CLIENT = "client";

  private static final List<String> OPEN_TO_CLIENT = List.of("bytes", "resp");

  @TestFactory
  List<DynamicTest> aLayerUsesOnlyTheLayersAboveIt() {
    return LAYERS.stream()
        .map(layer -> DynamicTest.dynamicTest(layer, () -> usesOnlyTheLayersAboveIt(layer)))
        .toList();
  }

  private static void usesOnlyTheLayersAboveIt(String layer) {
    var below = LAYERS.subList(LAYERS.indexOf(layer) + 1, LAYERS.size());
    if (!below.isEmpty()) {
      noClasses()
          .that()
          .resideInAPackage(ENGINE + layer + "..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(packages(below))
          .because("a package imports only those above it in the table of docs/architecture")
          .allowEmptyShould(true)
          .check(EngineClasses.all());
    }
  }

  @Test
  void noLayerUsesTheClient() {
    noClasses()
        .that()
        .resideInAnyPackage(packages(LAYERS))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ENGINE + CLIENT + "..")
        .because("the client is for those who use the engine")
        .check(EngineClasses.all());
  }

  @Test
  void theClientUsesBytesAndReplies() {
    noClasses()
        .that()
        .resideInAPackage(ENGINE + CLIENT + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            packages(LAYERS.stream().filter(layer -> !OPEN_TO_CLIENT.contains(layer)).toList()))
        .check(EngineClasses.all());
  }

  @Test
  void everyPackageHasItsPlaceInTheTable() {
    var strangers = new TreeSet<String>();
    for (var type : EngineClasses.all()) {
      var name = type.getPackageName();
      var layer = name.startsWith(ENGINE) ? name.substring(ENGINE.length()).split("\\.")[0] : name;
      if (!LAYERS.contains(layer) && !layer.equals(CLIENT)) {
        strangers.add(name);
      }
    }
    assertEquals(new TreeSet<String>(), strangers, "packages of engine/core outside the table");
  }

  @Test
  void packagesFormNoCycles() {
    slices().matching("hitrate.(**)").should().beFreeOfCycles().check(EngineClasses.all());
  }

  private static String[] packages(List<String> layers) {
    return layers.stream().map(layer -> ENGINE + layer + "..").toArray(String[]::new);
  }
}
