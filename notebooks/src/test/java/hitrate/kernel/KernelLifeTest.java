package hitrate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.node.CacheNode;
import hitrate.engine.testing.Await;
import hitrate.kernel.wire.ConnectionFile;
import hitrate.kernel.wire.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How a kernel's process begins and ends.
class KernelLifeTest {
  @TempDir Path folder;

  @Test
  void shutdownEndsTheProcessEvenWhileACellRuns() throws Exception {
    try (var kernel = KernelProcess.start(folder, Map.of())) {
      kernel.client.ready();
      kernel.client.execute("1"); // JShell has started
      kernel.client.start("while (true);");
      var reply = kernel.client.askControl("shutdown_request", Message.json().put("restart", true));
      assertTrue(reply.path("restart").asBoolean());
      assertTrue(kernel.process.waitFor(60, TimeUnit.SECONDS), "the process goes on");
      assertEquals(0, kernel.process.exitValue());
      assertEquals("", Files.readString(kernel.log));
    }
  }

  @Test
  void theKernelEndsWhenJupyterIsGone() throws Exception {
    var jupyter = new ProcessBuilder("sleep", "600").start();
    var parent = Map.of("JPY_PARENT_PID", String.valueOf(jupyter.pid()));
    try (var kernel = KernelProcess.start(folder, parent)) {
      kernel.client.ready();
      jupyter.destroyForcibly();
      assertTrue(kernel.process.waitFor(60, TimeUnit.SECONDS), "the kernel was left behind");
    }
  }

  @Test
  void anotherServerCanBeTheTarget() throws Exception {
    try (var node = CacheNode.start();
        var kernel =
            KernelProcess.start(folder, Map.of(Main.TARGET_VARIABLE, node.uri().toString()))) {
      kernel.client.ready();
      kernel.client.execute("%%redis\nSET from notebook");
      assertEquals("Bulk[value=notebook]", node.call("GET", "from").toString());
      assertTrue(kernel.client.execute("%node").text().startsWith(node.uri() + ", a server"));
    }
  }

  @Test
  void aTargetThatDoesNotAnswerIsSaidInTheCell() throws Exception {
    int port;
    try (var gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = gone.getLocalPort();
    }
    var target = Map.of(Main.TARGET_VARIABLE, "redis://127.0.0.1:" + port);
    try (var kernel = KernelProcess.start(folder, target)) {
      kernel.client.ready();
      assertEquals(
          "The kernel could not start: cannot connect to 127.0.0.1:%d: Connection refused\n"
                  .formatted(port)
              + "Restart the kernel to try again.",
          kernel.client.execute("1 + 1").traceback());
      assertTrue(
          Files.readString(kernel.log).contains("start 2 of 2 failed"), "tried once more first");
    }
  }

  @Test
  void aPortThatIsTakenForAMomentIsTriedAgain() throws Exception {
    var connection = folder.resolve("connection.json");
    var file = KernelClient.freePorts(connection);
    var busy = new ServerSocket();
    busy.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), file.shellPort()));
    var log = folder.resolve("kernel.log");
    var process = kernelOn(connection, log);
    try (var client = new KernelClient(file)) {
      awaitText(log, "trying once more");
      busy.close();
      assertEquals("2", client.ready().execute("1 + 1").text());
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aPortThatStaysTakenIsOneLineAndExitCodeOne() throws Exception {
    var connection = folder.resolve("connection.json");
    ConnectionFile file = KernelClient.freePorts(connection);
    try (var busy = new ServerSocket()) {
      busy.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), file.shellPort()));
      var log = folder.resolve("kernel.log");
      var process = kernelOn(connection, log);
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
      assertEquals(1, process.exitValue());
      assertEquals(2, Files.readString(log).lines().count(), Files.readString(log));
    }
  }

  private static Process kernelOn(Path connection, Path log) throws IOException {
    return new ProcessBuilder(KernelProcess.command(connection))
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  private static void awaitText(Path log, String text) throws Exception {
    Await.text(text, () -> Files.readString(log));
  }
}
