package hitrate.labs.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.testing.RealPrograms;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launcher finds a JDK, builds when it has to, and becomes the program that was asked for.
class LauncherTest {

  @TempDir Path folder;

  private Playground playground;

  @BeforeEach
  void aProjectThatWasNeverBuilt() throws Exception {
    playground = new Playground(folder);
  }

  @Test
  void withoutAJdkItSaysWhatToInstall() throws Exception {
    var run = playground.withMaven().withJdk("17.0.2").lab("list");
    assertEquals(1, run.exitCode());
    assertTrue(run.err().startsWith("No JDK 25 or newer found."), run.err());
    assertTrue(run.err().contains("sdk install java 25"), run.err());
    assertEquals(List.of(), playground.mavenCalls());
  }

  @Test
  void withoutMavenItSaysWhatToInstall() throws Exception {
    var run = playground.withJdk("25.0.1").lab("list");
    assertEquals(1, run.exitCode());
    assertTrue(run.err().contains("apt install maven"), run.err());
  }

  @Test
  void theFirstRunBuildsWithProgressAndBecomesTheProgram() throws Exception {
    var run = playground.withJdk("25.0.1").withMaven().lab("list", "--json");
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.err().contains("  [2/2] hitrate-core\n"), run.err());
    assertTrue(run.err().contains("Built in "), run.err());
    assertEquals(
        List.of("hitrate.labs.cli.Lab", "list", "--json"),
        run.words().subList(run.words().size() - 3, run.words().size()));
    assertEquals(1, playground.mavenCalls().size());
    var call = playground.mavenCalls().getFirst();
    assertTrue(call.startsWith("JAVA_HOME=" + playground.root + "/jvm/jdk-25.0.1 "), call);
    assertTrue(call.contains("-pl labs -am"), call);
  }

  @Test
  void theSecondRunStartsAtOnceAndFastFromItsCache() throws Exception {
    playground.withJdk("25.0.1").withMaven().lab("list");
    var run = playground.lab("list");
    assertEquals("", run.err());
    assertEquals(1, playground.mavenCalls().size());
    assertTrue(run.words().contains("-XX:AOTCache=" + playground.root + "/.lab/lab.aot"));
  }

  @Test
  void onlyWhatRunsLongIsCompiledWithAllEffort() throws Exception {
    playground.withJdk("25.0.1").withMaven();
    assertTrue(playground.lab("list").words().contains("-XX:TieredStopAtLevel=1"));
    for (var command : List.of("bench", "start", "node")) {
      assertFalse(playground.lab(command).words().contains("-XX:TieredStopAtLevel=1"), command);
    }
  }

  @Test
  void classesOfAnOldFormatAreNotVerifiedAtEachStart() throws Exception {
    var picocli = playground.root.resolve("labs/target/lib/picocli-9.jar");
    Files.writeString(picocli, "");
    var run = playground.withJdk("25.0.1").withMaven().lab("list");
    assertTrue(run.words().contains("-Xbootclasspath/a:" + picocli), run.out());
  }

  @Test
  void onATerminalTheProgressMovesWhileMavenIsSilent() throws Exception {
    var script = RealPrograms.find("script");
    // The stand-in for Maven ends only when two seconds have been shown.
    var seen = playground.root.resolve("stdout");
    playground.withJdk("25.0.1").withMaven().mavenWaitsFor(seen, "hitrate-core .* 2 s");
    var run =
        playground.run(
            playground.root, script, "-qec", "'" + playground.root + "/lab' list", "/dev/null");
    assertEquals(0, run.exitCode(), run.out());
    assertTrue(run.out().contains("  2 s"), run.out());
    assertTrue(run.out().contains("Built in "), run.out());
  }

  @Test
  void withoutItsCacheItStartsAllTheSame() throws Exception {
    playground.withJdk("25.0.1").withMaven().lab("list");
    Files.delete(playground.root.resolve(".lab/lab.aot"));
    var run = playground.lab("list");
    assertEquals("", run.err());
    assertFalse(run.out().contains("AOTCache"), run.out());
  }

  @Test
  void aChangedSourceBuildsAgain() throws Exception {
    playground.withJdk("25.0.1").withMaven().lab("list");
    playground.save("engine/core/src/main/java/Hit.java");
    var run = playground.lab("list");
    assertTrue(run.err().startsWith("Sources have changed"), run.err());
    assertEquals(2, playground.mavenCalls().size());
  }

  @Test
  void theLearnersOwnWorkNeedsNoBuild() throws Exception {
    playground.withJdk("25.0.1").withMaven().lab("list");
    playground.save("exercises/src/main/java/d1strings/PageCounter.java");
    playground.lab("grade");
    assertEquals(1, playground.mavenCalls().size());
  }

  @Test
  void aFailedBuildShowsItsErrorsAndItsLogAndIsTriedAgain() throws Exception {
    playground.withJdk("25.0.1").withMaven().mavenFails(true);
    var run = playground.lab("list");
    assertEquals(1, run.exitCode());
    assertEquals("", run.out());
    assertTrue(run.err().contains("  [ERROR] /x/Hit.java:[3,5] a semicolon is missing"), run.err());
    assertTrue(run.err().contains(playground.root + "/.lab/build-lab.log"), run.err());
    assertFalse(run.err().contains("stack trace"), run.err());
    assertTrue(
        Files.readString(playground.root.resolve(".lab/build-lab.log")).contains("semicolon"));

    playground.mavenFails(false);
    assertEquals(0, playground.lab("list").exitCode());
  }

  @Test
  void aNodeNeedsTheEngineAndLuaAlone() throws Exception {
    var run = playground.withJdk("25.0.1").withMaven().lab("node", "my redis.conf", "--save", "");
    assertEquals(0, run.exitCode(), run.err());
    var main = run.words().indexOf("hitrate.engine.node.Main");
    assertEquals(
        List.of("my redis.conf", "--save", ""), run.words().subList(main + 1, run.words().size()));
    var target = playground.root + "/engine/core/target/";
    assertTrue(run.words().contains(target + "hitrate-core.jar:" + target + "lib/lua.jar"));
    assertTrue(playground.mavenCalls().getFirst().contains("-pl engine/core -am"));
  }

  @Test
  void whoeverBuiltTheLabsHasBuiltTheNode() throws Exception {
    playground.withJdk("25.0.1").withMaven().lab("list");
    assertEquals("", playground.lab("node").err());
    assertEquals(1, playground.mavenCalls().size());
  }

  @Test
  void withoutACommandItStarts() throws Exception {
    var run = playground.withJdk("25.0.1").withMaven().lab();
    assertEquals("start", run.words().getLast());
  }

  @Test
  void itWorksThroughLinksFromAnyFolder() throws Exception {
    playground.withJdk("25.0.1").withMaven();
    var elsewhere = Files.createDirectories(folder.resolve("else/where"));
    Files.createSymbolicLink(elsewhere.resolve("first"), playground.root.resolve("lab"));
    Files.createSymbolicLink(elsewhere.resolve("second"), Path.of("first"));
    var run = playground.run(elsewhere, elsewhere.resolve("second"), "list");
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.words().contains("-Dhitrate.home=" + playground.root), run.out());
  }

  @Test
  void anOldJavaHomeIsPassedOverAndTheOldestGoodJdkTaken() throws Exception {
    var old = playground.jdk("old", "21.0.4");
    playground.withJdk("27-ea").withJdk("25").withMaven().with("JAVA_HOME", old.toString());
    playground.lab("list");
    assertTrue(
        playground
            .mavenCalls()
            .getFirst()
            .startsWith("JAVA_HOME=" + playground.root + "/jvm/jdk-25 "));
  }

  @Test
  void aGoodJavaHomeIsTakenBeforeAnyOther() throws Exception {
    var chosen = playground.jdk("chosen", "26.0.1");
    playground.withJdk("25").withMaven().with("JAVA_HOME", chosen.toString()).lab("list");
    assertTrue(playground.mavenCalls().getFirst().startsWith("JAVA_HOME=" + chosen + " "));
  }

  @Test
  void theJavaOnThePathIsFollowedToItsJdk() throws Exception {
    var home = playground.withMaven().jdk("somewhere/jdk", "25.0.3");
    Files.createSymbolicLink(playground.root.resolve("bin/java"), home.resolve("bin/java"));
    assertEquals(0, playground.lab("list").exitCode());
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed() throws Exception {
    Files.writeString(playground.root.resolve(".lab"), "in the way");
    var run = playground.withJdk("25.0.1").withMaven().lab("list");
    assertEquals(1, run.exitCode());
    assertTrue(run.err().contains("cannot be written: " + playground.root), run.err());
  }

  @Test
  void withoutHomeItRunsAllTheSame() throws Exception {
    playground.withJdk("25.0.1").withMaven().without("HOME");
    var run = playground.lab("list");
    assertEquals(0, run.exitCode(), run.err());
    assertFalse(run.err().contains("HOME"), run.err());
  }

  @Test
  void theLockOfAProcessThatIsGoneIsTakenOver() throws Exception {
    var lock = Files.createDirectories(playground.root.resolve(".lab/build.lock"));
    Files.writeString(lock.resolve("pid"), "999999999\n");
    assertEquals(0, playground.withJdk("25.0.1").withMaven().lab("list").exitCode());
    assertFalse(Files.exists(lock));
  }

  @Test
  void extraFlagsOfTheJvmAreHandedOn() throws Exception {
    var run =
        playground.withJdk("25").withMaven().with("HITRATE_JAVA_OPTS", "-Xmx64m -Da=b").lab("list");
    assertTrue(run.words().containsAll(List.of("-Xmx64m", "-Da=b")), run.out());
  }

  @Test
  void aFolderWithAnAccentIsOpenedWhateverTheLocale() throws Exception {
    playground.withJdk("25").withMaven().with("SHOW_LOCALE", "yes").with("LC_ALL", "C");
    assertTrue(playground.lab("list").words().contains("LC_ALL=C"));
    var bash = playground.root.resolve("bin/bash");
    var copy =
        "mkdir $'d\\303\\251'; cp -R lab labs grader engine exercises pom.xml jvm .lab"
            + " $'d\\303\\251'";
    playground.run(playground.root, bash, "-c", copy);
    var run = playground.run(playground.root, bash, "-c", "$'d\\303\\251'/lab list");
    assertTrue(run.words().contains("LC_ALL=C.UTF-8"), run.out() + run.err());
  }

  @Test
  void aTranslationReplacesTheTexts() throws Exception {
    var texts = playground.root.resolve("labs/src/main/launcher");
    var english = Files.readString(texts.resolve("en.sh"));
    Files.writeString(texts.resolve("pt.sh"), english.replace("No JDK 25", "Nenhum JDK 25"));
    for (var tag : List.of("pt", "pt_BR", "pt-BR", "pt_BR.UTF-8")) {
      var run = playground.with("HITRATE_LANG", tag).lab("list");
      assertTrue(run.err().startsWith("Nenhum JDK 25"), tag + ": " + run.err());
    }
  }
}
