package hitrate.labs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.node.CacheNode;
import hitrate.grader.text.Paint;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CliCommandTest {
  private final CacheNode node = CacheNode.start();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @AfterEach
  void stop() {
    node.close();
  }

  private int cli(String... words) {
    var line = new ArrayList<>(List.of("cli", "-p", Integer.toString(node.port())));
    line.addAll(List.of(words));
    return Lab.commandLine(Paint.PLAIN, Map.of())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(line.toArray(String[]::new));
  }

  @Test
  void runsOneCommandAndEndsWithZero() {
    assertEquals(0, cli("--no-raw", "SET", "greeting", "hello"));
    assertEquals(0, cli("--no-raw", "GET", "greeting"));
    assertEquals("OK\n\"hello\"\n", out.toString());
  }

  @Test
  void endsWithOneWhenTheReplyIsAnError() {
    assertEquals(1, cli("NONSENSE"));
    assertTrue(out.toString().startsWith("ERR unknown command 'NONSENSE'"), out.toString());
  }

  @Test
  void leavesOptionsBehindTheCommandToTheServer() {
    assertEquals(0, cli("--json", "SET", "-n", "--json"));
    assertEquals(0, cli("--json", "GET", "-n"));
    assertEquals("\"OK\"\n\"--json\"\n", out.toString());
  }

  @Test
  void choosesTheDatabase() {
    assertEquals(0, cli("-n", "1", "SET", "k", "v"));
    assertEquals(0, cli("--json", "GET", "k"));
    assertEquals("OK\nnull\n", out.toString());
  }

  @Test
  void endsWithOneAndOneLineWhenNobodyAnswers() {
    node.close();
    assertEquals(1, cli("PING"));
    assertEquals(
        "Nothing answers at 127.0.0.1:%d (Connection refused). Start an engine with: ./lab start\n"
            .formatted(node.port()),
        err.toString());
  }

  @Test
  void endsWithTwoWhenCalledWrongly() {
    assertEquals(2, cli("--port", "many"));
    assertTrue(err.toString().contains("See './lab cli --help'."), err.toString());
  }

  @Test
  void explainsEachOptionInItsHelp() {
    assertEquals(0, cli("--help"));
    var help = out.toString();
    assertTrue(help.startsWith("Usage: ./lab cli "), help);
    for (String option : List.of("--host", "--port", "--pass", "--db", "--json", "--raw")) {
      assertTrue(help.lines().anyMatch(line -> line.contains(option)), option);
    }
    assertTrue(help.contains("The number of the database."), help);
  }
}
