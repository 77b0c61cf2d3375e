package hitrate.engine.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.client.RespClient;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// DEBUG ends nodes in all ways that the real server knows.
@Timeout(60)
class DebugEndsTest {
  private static final int ABORT = 128 + 6;
  private static final int SEGMENTATION_FAULT = 128 + 11;
  private static final Pattern PART = Pattern.compile("------ (.*) ------");
  private static final String[] PARTS = {
    "STACK TRACE", "INFO OUTPUT", "CLIENT LIST OUTPUT", "CURRENT CLIENT INFO", "CONFIG DEBUG OUTPUT"
  };
  private static final String READY = "Ready to accept connections";

  @Test
  void aNodeStartsAgainWithItsDataOrAsAfterACrash() throws Exception {
    int port = NodeProcess.freePort();
    String[] arguments = {
      "--port", "" + port, "--save", "3600 1000", "--enable-debug-command", "yes"
    };
    try (var node = NodeProcess.start(arguments)) {
      node.linesUpTo(READY);
      endsWith(port, "saved", "DEBUG", "RESTART", "1");
      node.linesUpTo(READY);
      assertEquals("Bulk[value=v]", value(port, "saved"));
      endsWith(port, "lost", "DEBUG", "CRASH-AND-RECOVER");
      node.linesUpTo(READY);
      assertEquals("Bulk[value=v]", value(port, "saved"));
      assertEquals("Null[]", value(port, "lost"));
      endsWith(port, "lost", "DEBUG", "SEGFAULT");
      assertEquals(SEGMENTATION_FAULT, node.exitStatus());
    }
  }

  @Test
  void aCrashIsReportedAndEndsTheProcessAsOfTheRealServer() throws Exception {
    int port = NodeProcess.freePort();
    for (String how : List.of("SEGFAULT", "PANIC", "ASSERT")) {
      for (String setting : List.of("use-exit-on-panic no", "crash-log-enabled no")) {
        String[] words = {
          "--port",
          "" + port,
          "--save",
          "",
          "--enable-debug-command",
          "yes",
          "--" + setting.split(" ")[0],
          "no"
        };
        try (var node = NodeProcess.start(words)) {
          node.linesUpTo(READY);
          endsWith(port, "k", "DEBUG", how);
          String report = String.join("\n", node.rest());
          boolean isLogged = !setting.startsWith("crash");
          assertEquals(
              isLogged ? List.of(PARTS) : List.of(),
              PART.matcher(report).results().map(part -> part.group(1)).toList());
          assertEquals(isLogged || !how.equals("SEGFAULT"), report.contains("DEBUG " + how));
          assertEquals(isLogged, report.contains("argv[1]: '\"" + how + "\"'"), report);
          assertEquals(how.equals("SEGFAULT") ? SEGMENTATION_FAULT : ABORT, node.exitStatus());
        }
      }
    }
  }

  @Test
  void aPanicMayEndTheProcessOrderly() throws Exception {
    int port = NodeProcess.freePort();
    String[] words = {"--port", "" + port, "--enable-debug-command", "yes"};
    try (var node = NodeProcess.start(words)) {
      node.linesUpTo(READY);
      try (var client = RespClient.connect("127.0.0.1", port)) {
        client.call("CONFIG", "SET", "use-exit-on-panic", "yes");
      }
      endsWith(port, "k", "DEBUG", "PANIC");
      assertEquals(1, node.exitStatus());
    }
  }

  @Test
  void whatKeepsTheNodeBusyIsToldByItsWatchdog() throws Exception {
    int port = NodeProcess.freePort();
    String[] words = {"--port", "" + port, "--save", "", "--enable-debug-command", "yes"};
    try (var node = NodeProcess.start(words)) {
      node.linesUpTo(READY);
      node.signal("ALRM");
      try (var client = RespClient.connect("127.0.0.1", port)) {
        client.call("CONFIG", "SET", "watchdog-period", "1");
        assertEquals(
            "Array[items=[Bulk[value=watchdog-period], Bulk[value=200]]]",
            client.call("CONFIG", "GET", "watchdog-period").toString());
        client.call("DEBUG", "SLEEP", "0.9");
        client.call("CONFIG", "SET", "watchdog-period", "0");
      }
      String told = "";
      while (!told.contains("DebugCommand")) { // a busy machine may hold up the node before that
        node.linesUpTo("--- WATCHDOG TIMER EXPIRED ---");
        told = node.linesUpTo("--------").toString();
      }
    }
  }

  private static void endsWith(int port, String key, String... words) throws IOException {
    try (var client = RespClient.connect("127.0.0.1", port)) {
      client.call("SET", key, "v");
      assertThrows(RuntimeException.class, () -> client.call(words));
    }
  }

  private static String value(int port, String key) throws IOException {
    try (var client = RespClient.connect("127.0.0.1", port)) {
      return client.call("GET", key).toString();
    }
  }

  @Test
  void aNodeInsideAnotherProgramGoesOn() {
    try (var node = CacheNode.builder().config("enable-debug-command", "yes").start()) {
      String reply = node.call("DEBUG", "RESTART").toString();
      assertTrue(reply.contains("ERR failed to restart the server. Check server logs."), reply);
      assertTrue(node.call("PING").toString().contains("PONG"));
    }
  }
}
