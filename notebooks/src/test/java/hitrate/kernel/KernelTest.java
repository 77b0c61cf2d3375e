package hitrate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.testing.Await;
import hitrate.kernel.wire.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/// The kernel as front ends see it: a real process, spoken to over ZeroMQ. The tests share it and
/// leave nothing behind that another would trip over.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KernelTest {
  private KernelProcess kernel;
  private KernelClient client;

  KernelTest(@TempDir Path folder) throws IOException {
    kernel = KernelProcess.start(folder, Map.of());
    client = kernel.client;
  }

  @BeforeAll
  void ready() {
    client.ready();
  }

  @AfterAll
  void close() {
    kernel.close();
  }

  @Test
  void aCellIsBusyThenSaysItsInputThenItsResultThenIdle() {
    var told = client.execute("6 * 7");
    assertEquals(List.of("status", "execute_input", "execute_result", "status"), told.types());
    assertEquals("ok", told.status());
    assertEquals("42", told.text());
  }

  @Test
  void whatACellPrintsComesOnItsStreams() {
    var told = client.execute("System.out.println(\"café\"); System.err.println(\"careful\");");
    assertEquals("café\n", told.stdout());
    assertEquals("careful\n", told.stderr());
  }

  @Test
  void aFailingCellHasStatusError() {
    var told = client.execute("int half = 1 / 0;");
    assertEquals("error", told.status());
    assertEquals("ArithmeticException", told.reply().path("ename").asString());
    assertTrue(told.types().contains("error"));
    assertTrue(told.traceback().startsWith("ArithmeticException: / by zero"), told::traceback);

    assertEquals("error", client.execute("int x = \"no\";").status());
    assertEquals("error", client.execute("%%redis --strict\nNOSUCHCOMMAND").status());
    assertEquals("error", client.execute("%%unknown").status());
  }

  @Test
  void redisCellsAndJavaCellsShareOneNode() {
    assertEquals(
        "redis> SET shared 1\nOK\nredis> INCR shared\n(integer) 2\n",
        client.execute("%%redis\nSET shared 1\nINCR shared").stdout());
    assertEquals("2", client.execute("jedis.get(\"shared\")").text());
    assertEquals("\"2\"", client.execute("redis(\"GET shared\")").text());
    assertEquals("\"2\"", client.execute("node.call(\"GET\", \"shared\")").text());
  }

  @Test
  void anErrorOfRedisDoesNotFailTheCell() {
    var told = client.execute("%%redis\nSET word abc\nINCR word");
    assertEquals("ok", told.status());
    assertTrue(told.stdout().contains("(error) ERR value is not an integer"), told::stdout);
  }

  @Test
  void rowsAreATableAndAChartIsAPicture() {
    var table = client.execute("List.of(Map.of(\"ttl\", 5))");
    assertTrue(table.result("text/html").startsWith("<table>"), () -> table.result("text/html"));
    assertEquals("ttl\n---\n  5", table.text());

    var chart = client.execute("Charts.lines(\"t\", \"x\", \"y\")");
    assertTrue(chart.result("image/png").startsWith("iVBOR"), chart::traceback);
  }

  @Test
  void displayShowsInTheMiddleOfACell() {
    var told = client.execute("System.out.print(1);\ndisplay(2);\nSystem.out.print(3);\n4");
    assertEquals(
        List.of(
            "status",
            "execute_input",
            "stream",
            "display_data",
            "stream",
            "execute_result",
            "status"),
        told.types());
    assertEquals("2", told.data("display_data", "text/plain"));
  }

  @Test
  void aCheckSaysWhatItExpectedAndWhatItSaw() {
    assertEquals("ok: two and two\n", client.execute("check(\"two and two\", 4, 2 + 2L)").stdout());
    var failed = client.execute("check(\"The counter counts.\", 3, 0)");
    assertEquals("CheckFailed", failed.reply().path("ename").asString());
    assertTrue(
        failed
            .traceback()
            .startsWith("CheckFailed: The counter counts.\n  expected: 3\n  observed: 0"),
        failed::traceback);
  }

  @Test
  void helpAndNodeAnswer() {
    assertTrue(client.execute("%help").text().contains("%%redis --strict"));
    assertTrue(client.execute("%node").text().startsWith("redis://127.0.0.1:"));
    assertEquals("error", client.execute("%node\n1 + 1").status());
  }

  @Test
  void aRunningCellIsInterruptedByMessageAndTheKernelGoesOn() {
    var request = startLooping();
    assertEquals(
        "ok", client.askControl("interrupt_request", Message.json()).path("status").asString());
    var told = client.finish(request);
    assertEquals("error", told.status());
    assertEquals("Interrupted", told.reply().path("ename").asString());
    assertEquals("2", client.execute("1 + 1").text());
  }

  @Test
  void aRunningCellIsInterruptedBySignalAndTheKernelGoesOn() throws Exception {
    var request = startLooping();
    Await.end(new ProcessBuilder("kill", "-INT", String.valueOf(kernel.process.pid())).start());
    assertEquals("Interrupted", client.finish(request).reply().path("ename").asString());
    assertEquals("2", client.execute("1 + 1").text());
  }

  @Test
  void heartbeatAndKernelInfoAreAnsweredWhileACellRuns() {
    var request = startLooping();
    assertTrue(client.heartbeat());
    var info = client.ask("kernel_info_request", Message.json());
    assertEquals("java", info.path("language_info").path("name").asString());
    assertEquals("5.3", info.path("protocol_version").asString());
    client.askControl("interrupt_request", Message.json());
    client.finish(request);
  }

  @Test
  void cellsQueuedBehindOneThatFailsAreAborted() {
    var first = client.start("new Scanner(System.in).nextLine(); int zero = 0; 1 / zero", true);
    var second = client.start("System.out.println(\"must not run\");");
    client.ask("kernel_info_request", Message.json()); // which is behind it in the queue
    client.answerQuestion("go on");
    assertEquals("error", client.finish(first).status());
    var told = client.finish(second);
    assertEquals("aborted", told.status());
    assertEquals("", told.stdout());
  }

  @Test
  void aCellCanAskForALine() {
    var request = client.start("new Scanner(System.in).nextLine().length()", true);
    client.answerQuestion("four");
    assertEquals("4", client.finish(request).text());

    var unattended = client.execute("System.in.read()");
    assertTrue(unattended.traceback().contains("runs unattended"), unattended::traceback);
  }

  @Test
  void completionCountsCodePointsAsJupyterDoes() {
    var reply = complete("String clef = \"𝄞\"; clef.isEm", 28);
    assertEquals("isEmpty()", reply.path("matches").path(0).asString());
    assertEquals(24, reply.path("cursor_start").asInt());
    assertEquals(28, reply.path("cursor_end").asInt());
  }

  @Test
  void redisCommandsAreCompletedAndExplainedByTheNode() {
    var reply = complete("%%redis\nSET a 1\ngetd", 20);
    assertEquals("[\"getdel\"]", reply.path("matches").toString());
    var found =
        client.ask(
            "inspect_request",
            Message.json()
                .put("code", "%%redis\nINCR a")
                .put("cursor_pos", 9)
                .put("detail_level", 0));
    assertTrue(found.path("found").asBoolean());
    assertTrue(found.path("data").path("text/plain").asString().startsWith("INCR\n"));
  }

  @Test
  void isCompleteTellsAConsoleWhetherToRun() {
    assertEquals("complete", isComplete("int x = 1;"));
    assertEquals("incomplete", isComplete("for (;;) {"));
    assertEquals("invalid", isComplete("int = ) 3;"));
    assertEquals("complete", isComplete("%%redis\nPING"));
  }

  @Test
  void aMessageSignedWithAnotherKeyIsDroppedAndTheKernelGoesOn() {
    var frames = new ArrayList<byte[]>();
    for (String part : List.of("<IDS|MSG>", "00ff", "{}", "{}", "{}", "{}")) {
      frames.add(part.getBytes(StandardCharsets.US_ASCII));
    }
    client.sendRaw(frames);
    client.sendRaw(List.of(new byte[] {1, 2, 3}));
    assertEquals("2", client.execute("1 + 1").text());
  }

  @Test
  void aThreadThatDiesSaysSoWithoutAStackTrace() {
    var told =
        client.execute(
            "var thread = new Thread(() -> { throw new IllegalStateException(\"lost\"); });"
                + "thread.start(); thread.join();");
    assertTrue(told.stderr().contains("IllegalStateException: lost"), told::stderr);
    assertFalse(told.stderr().contains("java.base"), told::stderr);
  }

  private Message startLooping() {
    var request = client.start("System.out.println(\"looping\"); while (true);");
    client.untilBroadcast(request, new ArrayList<>(), m -> m.type().equals("stream"));
    return request;
  }

  private ObjectNode complete(String code, int cursor) {
    return client.ask(
        "complete_request", Message.json().put("code", code).put("cursor_pos", cursor));
  }

  private String isComplete(String code) {
    return client
        .ask("is_complete_request", Message.json().put("code", code))
        .path("status")
        .asString();
  }
}
