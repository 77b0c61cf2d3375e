package hitrate.labs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.grader.text.Paint;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class LabTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void withoutAWordItShowsTheHelpText() {
    assertEquals(0, run(Paint.PLAIN, Map.of()));
    assertTrue(out.toString().startsWith("Usage: ./lab "), out::toString);
    assertTrue(out.toString().contains("In-memory caching, learned by doing."), out::toString);
  }

  @Test
  void theHelpTextNeedsNoCommandItself() {
    var whole = Lab.commandLine(Paint.PLAIN, Map.of());
    var listed = Lab.commandLine(Paint.PLAIN, Map.of(), List.of());
    assertEquals(whole.getUsageMessage(), listed.getUsageMessage());
    whole
        .getSubcommands()
        .forEach((name, command) -> assertEquals(name, command.getCommandSpec().name()));
  }

  @Test
  void aCommandThatIsNamedIsThereWithAllItsOptions() {
    var line = Lab.commandLine(Paint.PLAIN, Map.of(), List.of("grade", "--help"));
    assertEquals(0, captured(line).execute("grade", "--help"));
    assertTrue(out.toString().contains("--json"), out::toString);
  }

  @Test
  void versionNamesTheBuildAndTheJava() {
    assertEquals(0, run(Paint.PLAIN, Map.of(), "--version"));
    assertTrue(
        out.toString().matches("Hitrate \\d+\\.\\d+\\.\\S+ on Java 25\\S*\\s+"), out::toString);
  }

  @Test
  void anUnknownWordIsOneLineAndExitCodeTwo() {
    assertEquals(2, run(Paint.PLAIN, Map.of(), "frobnicate"));
    assertEquals(3, err.toString().lines().count(), err::toString);
    assertTrue(
        err.toString().startsWith("error: there is no command 'frobnicate'.\n"), err::toString);
    assertEquals(2, run(Paint.PLAIN, Map.of(), "lst"));
    assertTrue(err.toString().contains("\nDid you mean ./lab list?\n"), err::toString);
    assertTrue(err.toString().contains("See './lab --help'."), err::toString);
    assertEquals("", out.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "list more      | nothing is known to do with 'more'.",
        "list --jsn     | there is no option --jsn.",
        "reset          | EXERCISE is missing.",
        "gradebook      | EXERCISE, FOLDER are missing.",
        "hint --level x | --level wants a number; not x.",
        "exam --mode x  | --mode wants one of review, timed, domain, wrong; not x.",
        "grade --format x,y | --format wants one of JSON, GRADESCOPE, JUNIT, CLASSROOM50,"
            + " EXERCISM, GITHUB; not x.",
      })
  void whatIsWrongOnTheCommandLineIsSaidInOurOwnWords(String typed, String said) {
    assertEquals(2, run(Paint.PLAIN, Map.of(), typed.split(" ")));
    assertTrue(err.toString().startsWith("error: " + said + "\n"), err::toString);
    var command = typed.split(" ")[0];
    assertTrue(err.toString().endsWith("See './lab " + command + " --help'.\n"), err::toString);
  }

  @Test
  void aUsersMistakeIsOneLineWithoutAStackTrace() {
    assertEquals(1, runFailing(new UserError("no exercise 'x1'; try ./lab list"), Map.of()));
    assertEquals("error: no exercise 'x1'; try ./lab list\n", err.toString());
  }

  @Test
  void aWrongUseEndsWithExitCodeTwo() {
    assertEquals(2, runFailing(UserError.usage("--level is 1 to 4"), Map.of()));
  }

  @Test
  void aRefusalOfTheSystemIsOneLine() {
    assertEquals(1, runFailing(new FileNotFoundException("a.txt (Permission denied)"), Map.of()));
    assertEquals(1, err.toString().lines().count(), err::toString);
  }

  @Test
  void aFileThatIsNotThereIsNamedWithoutAClass() {
    assertEquals(1, runFailing(new NoSuchFileException("/proc/x"), Map.of()));
    assertEquals("error: there is no file or folder /proc/x.\n", err.toString());
  }

  @Test
  void aRefusalInWordsOfOurOwnNamesNoClass() {
    assertEquals(1, runFailing(new IOException("cannot use redis://x: refused"), Map.of()));
    assertEquals("error: cannot use redis://x: refused\n", err.toString());
  }

  @Test
  void aBugSaysThatItIsOneAndHidesItsStackTrace() {
    assertEquals(1, runFailing(new IllegalStateException("two\nlines"), Map.of()));
    assertEquals(1, err.toString().lines().count(), err::toString);
    assertTrue(err.toString().contains("this is a bug in Hitrate"), err::toString);
  }

  @Test
  void debuggingBringsTheStackTraceBack() {
    runFailing(new IllegalStateException("boom"), Map.of(Lab.DEBUG_VARIABLE, "1"));
    assertTrue(err.toString().contains("\tat "), err::toString);
  }

  @Test
  void colourAppearsOnATerminalOnly() {
    run(Paint.ANSI, Map.of(), "frobnicate");
    assertTrue(err.toString().contains("\u001b[31merror:"), err::toString);
    assertEquals(Paint.PLAIN, Paint.choose(false, Map.of()));
    assertEquals(Paint.ANSI, Paint.choose(true, Map.of("TERM", "xterm")));
    assertEquals(Paint.PLAIN, Paint.choose(true, Map.of("NO_COLOR", "1")));
    assertEquals(Paint.PLAIN, Paint.choose(true, Map.of("TERM", "dumb")));
    assertFalse(Paint.PLAIN.bad("x").contains("\u001b"));
  }

  private int run(Paint paint, Map<String, String> environment, String... words) {
    return captured(Lab.commandLine(paint, environment)).execute(words);
  }

  private int runFailing(Exception failure, Map<String, String> environment) {
    var line = Lab.commandLine(Paint.PLAIN, environment);
    // Handlers reach only the subcommands that are there when they are set.
    var child = new CommandLine(new Failing(failure));
    child.setExecutionExceptionHandler(line.getExecutionExceptionHandler());
    line.addSubcommand("fail", child);
    return captured(line).execute("fail");
  }

  private CommandLine captured(CommandLine line) {
    return line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
  }

  @Command(name = "fail")
  record Failing(Exception failure) implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
      throw failure;
    }
  }
}
