package hitrate.engine.node;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.node.config.Configuration;
import hitrate.engine.node.config.ParameterError;
import hitrate.engine.world.Disk;
import hitrate.engine.world.SimDisk;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is wrong before there is a node: lines that name commands and users, files that cannot be
/// opened. The expectations are what redis-server 7.0.15 says to the same.
class StartChecksTest {
  private final Configuration configuration = new Configuration(Disk.system());

  private void declare(String line) throws ParameterError {
    configuration.directive(List.of(line.split(" ", -1)));
  }

  private String refusal(String line) {
    return assertThrows(ParameterError.class, () -> declare(line)).reason();
  }

  @Test
  void commandsAreRenamedOneAfterAnother() throws ParameterError {
    configuration.judgeWith(new StartChecks(Disk.system()));
    declare("rename-command GET ");
    declare("rename-command set S");
    declare("rename-command s t");
    assertEquals("No such command in rename-command", refusal("rename-command get x"));
    assertEquals("No such command in rename-command", refusal("rename-command set x"));
    assertEquals("No such command in rename-command", refusal("rename-command config|get x"));
    assertEquals("Target command name already exists", refusal("rename-command del T"));
    assertEquals(Map.of("get", "", "set", "t"), configuration.renamedCommands());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bob on nosuchrule | bob | Syntax error",
        "bob on ~x foo | on | Syntax error",
        "bob foo | user | Syntax error",
        "bob on ~x +get foo bar | ~x | Syntax error",
        "bob on (+get) (foo) x | on | Syntax error",
        "bob on (+get -set) x | on | Syntax error",
        "bob on (+get | bob | Unknown command or category name in ACL",
        "bob on ~x (+get +set | on | Unknown command or category name in ACL",
        "bob on !x | bob | The password hash must be exactly 64 characters and contain only"
            + " lowercase hexadecimal characters",
        "bob on <x | bob | The password you are trying to remove from the user does not exist",
      })
  void aUserThatMakesNoSenseIsToldBeforeTheNodeStarts(String user, String place, String reason) {
    configuration.judgeWith(new StartChecks(Disk.system()));
    assertEquals(
        "Error in user declaration '%s': %s".formatted(place, reason), refusal("user " + user));
  }

  @Test
  void anUnknownCommandMayBecomeKnown() {
    configuration.judgeWith(new StartChecks(Disk.system()));
    assertDoesNotThrow(() -> declare("user bob on +nosuch -@nosuch (+nosuch) ~x"));
  }

  private static String run(int status, String... words) {
    var printed = new ByteArrayOutputStream();
    var out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    int actual = Main.run(List.of(words), new ByteArrayInputStream(new byte[0]), out, out);
    String text = printed.toString(StandardCharsets.UTF_8);
    assertEquals(status, actual, text);
    return text;
  }

  @Test
  void helpIsTakenForAMistakeAndTheVersionIsNot() {
    assertTrue(run(1, "--help").startsWith("Usage: "));
    assertEquals(run(1, "-h", "x"), run(1, "--help"));
    assertTrue(run(0, "-v", "--port", "1").startsWith("Hitrate server v=7.0.15 "));
  }

  @Test
  void memoryIsTestedWithoutANode() {
    assertEquals("Testing 1 MB of memory: .... passed.\n", run(0, "--test-memory", "1"));
    for (var words : List.of(List.of(), List.of("0"), List.of("x"), List.of("1", "2"))) {
      var all = new ArrayList<>(List.of("--test-memory"));
      words.forEach(word -> all.add("" + word));
      assertTrue(run(1, all.toArray(String[]::new)).startsWith("Say how many megabytes"));
    }
  }

  @Test
  void theSystemIsLookedAt() throws IOException {
    var disk = new SimDisk();
    assertEquals(
        """
        [slow-clocksource]...skipped
        [xen-clocksource]...skipped
        [overcommit]...skipped
        [THP]...skipped
        """,
        lookAt(disk, 0));
    var clocks = "/sys/devices/system/clocksource/clocksource0/";
    disk.replaceText(Path.of(clocks + "current_clocksource"), "tsc\n");
    disk.replaceText(Path.of("/proc/sys/vm/overcommit_memory"), "1\n");
    var huge = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
    disk.replaceText(huge, "always [madvise] never\n");
    assertEquals(4, lookAt(disk, 0).split("OK").length - 1);
    disk.replaceText(huge, "[always] madvise never\n");
    assertTrue(lookAt(disk, 1).contains("[THP]...WARNING:\nHuge pages are given always"));
  }

  private static String lookAt(Disk disk, int status) {
    var printed = new ByteArrayOutputStream();
    var out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    assertEquals(status, MachineChecks.run(List.of("--check-system"), disk, out, out));
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aLogThatCannotBeOpenedIsAMistakeInTheConfiguration(@TempDir Path folder) {
    String fatal = "\n*** FATAL CONFIG FILE ERROR (Redis 7.0.15) ***\nCan't open the log file: ";
    assertEquals(fatal + "No such file or directory\n", run(1, "--logfile", folder + "/no/log"));
    assertEquals(fatal + "Is a directory\n", run(1, "--logfile", folder.toString()));
  }
}
