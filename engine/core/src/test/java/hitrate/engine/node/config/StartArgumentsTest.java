package hitrate.engine.node.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.node.config.StartArguments.Refused;
import hitrate.engine.node.config.StartArguments.Unreadable;
import hitrate.engine.world.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What arguments, standard input and files come to. The expectations are what redis-server 7.0.15
/// does with the same.
class StartArgumentsTest {
  @TempDir private Path folder;

  private final Configuration configuration = new Configuration(Disk.system());

  private void start(String input, String... words) throws Refused, Unreadable {
    new StartArguments(configuration, Disk.system()).apply(List.of(words), input);
  }

  private String refusal(String input, String... words) {
    return String.valueOf(assertThrows(Refused.class, () -> start(input, words)).getMessage());
  }

  private static String fatal(int line, String shown, String reason) {
    return "\n"
        + "*** FATAL CONFIG FILE ERROR (Redis 7.0.15) ***\n"
        + "Reading the configuration file, at line "
        + "%d\n>>> '%s'\n%s".formatted(line, shown, reason);
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  void optionsWinOverInputAndInputOverTheFile() throws Exception {
    String file = file("a.conf", "timeout 1\ntcp-keepalive 1\nhz 11\n");
    start("timeout 2\ntcp-keepalive 2\n", file, "--timeout", "3", "-");
    assertEquals("3", configuration.value("timeout"));
    assertEquals("2", configuration.value("tcp-keepalive"));
    assertEquals("11", configuration.value("hz"));
  }

  @Test
  void anErrorTellsTheLineOfAllThatIsRead() throws Exception {
    String file = file("a.conf", "port 1\n# two\n");
    String wrong = "Bad directive or wrong number of arguments";
    assertEquals(fatal(2, "bogus", wrong), refusal("", "--bogus"));
    assertEquals(fatal(2, "bogus", wrong), refusal("timeout 1\nbogus\n", "-"));
    assertEquals(fatal(4, "bogus \"1\"", wrong), refusal("", file, "--bogus", "1"));
    assertEquals(fatal(2, "\"-p\" \"1\"", wrong), refusal("", "-p", "1"));
    assertEquals(
        fatal(2, "port \"1\" \"-\"", "wrong number of arguments"),
        refusal("", "--port", "1", "-", "--timeout", "7"));
  }

  @Test
  void aWordWithDashesIsTheValueOfAnOptionThatHasNone() throws Exception {
    start("", "--requirepass", "--x", "--timeout 5", "--hz", "12");
    assertEquals("--x", configuration.value("requirepass"));
    assertEquals("5", configuration.value("timeout"));
    assertEquals("12", configuration.value("hz"));
  }

  @Test
  void savePointsAddUpUntilAnEmptyOne() throws Exception {
    start("", file("a.conf", "save 1 1\nsave \"\"\nsave 2 2 3 3\nsave 4 4\n"));
    assertEquals("2 2 3 3 4 4", configuration.value("save"));
    start("", file("b.conf", "save 1 1"), "--save", "");
    assertEquals("", configuration.value("save"));
    start("", "--save", "60", "1", "--save", "300 2");
    assertEquals("60 1 300 2", configuration.value("save"));
    start("", "--save", "--port", "5");
    assertEquals("", configuration.value("save"));
    assertEquals("5", configuration.value("port"));
  }

  @Test
  void anIncludeTakesPatterns() throws Exception {
    Files.createDirectory(folder.resolve("more"));
    file("more/a.conf", "timeout 5\n");
    file("more/b.conf", "timeout 6\n");
    file("more/c.other", "timeout 7\n");
    start(
        "", file("a.conf", "include " + folder + "/more/*.conf\ninclude " + folder + "/none/*\n"));
    assertEquals("6", configuration.value("timeout"));
  }

  @Test
  void aFileThatIncludesItselfIsRefused() throws Exception {
    String line = "include " + folder + "/a.conf";
    assertEquals(
        fatal(1, line, "Files include each other without an end"),
        refusal("", file("a.conf", line + "\n")));
  }

  @Test
  void bytesThatAreNoTextDoNoHarmInAComment() throws Exception {
    Files.write(folder.resolve("a.conf"), "# caf\u00e9\ntimeout 5\n".getBytes(ISO_8859_1));
    start("", folder + "/a.conf");
    assertEquals("5", configuration.value("timeout"));
  }

  @Test
  void aFileThatIsNotThereIsTold() {
    var failure = assertThrows(Unreadable.class, () -> start("", folder + "/no.conf"));
    assertEquals(
        "Fatal error, can't open config file '" + folder + "/no.conf': No such file or directory",
        failure.getMessage());
  }

  @Test
  void anIncludeTakesPatternsOfFolders() throws Exception {
    Files.createDirectories(folder.resolve("one"));
    Files.createDirectories(folder.resolve("two"));
    file("one/x.conf", "timeout 5\n");
    file("two/x.conf", "timeout 6\n");
    start("", file("a.conf", "include " + folder + "/[ot]*/x.conf\n"));
    assertEquals("6", configuration.value("timeout"));
  }

  @Test
  void directivesOfOlderVersionsMeanNothing() throws Exception {
    start("", file("a.conf", "lua-replicate-commands yes\nlist-max-ziplist-value x\nsentinel\n"));
    String wrong = "Bad directive or wrong number of arguments";
    assertEquals(
        fatal(1, "list-max-ziplist-entries 1 2", wrong),
        refusal("list-max-ziplist-entries 1 2", "-"));
    assertEquals(
        fatal(1, "sentinel x", "sentinel directive while not in sentinel mode"),
        refusal("sentinel x", "-"));
  }

  @Test
  void modulesAreNamedAndTheirParametersNeedAValue() throws Exception {
    start("", file("a.conf", "loadmodule /no/such.so a b\nsearch.depth 1\n"));
    assertEquals(List.of("/no/such.so"), configuration.modules());
    assertTrue(configuration.hasModuleParameters());
    assertEquals(
        fatal(1, "search.depth", "Module config specified without value"),
        refusal("search.depth", "-"));
  }

  @Test
  void someParametersMayHaveNoWord() throws Exception {
    start("bind\nsave\nclient-output-buffer-limit\nlatency-tracking-info-percentiles\n", "-");
    assertEquals(
        List.of("", "", ""),
        Stream.of("bind", "save", "latency-tracking-info-percentiles")
            .map(configuration::value)
            .toList());
    assertEquals(
        fatal(1, "oom-score-adj-values", "wrong number of arguments"),
        refusal("oom-score-adj-values", "-"));
  }

  @Test
  void aUserIsDeclaredOnce() throws Exception {
    assertEquals(
        fatal(
            2,
            "user a off",
            "Error in user declaration 'a': Duplicate user found. A user can only be defined once"
                + " in config files"),
        refusal("", file("a.conf", "user a on\nuser a off\n")));
  }

  @Test
  void thereAreSixteenAddressesAtMost() {
    String many = "127.0.0.1 ".repeat(17).strip();
    assertEquals(
        fatal(1, "bind " + many, "Too many bind addresses specified."),
        refusal("bind " + many, "-"));
  }
}
