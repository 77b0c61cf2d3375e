package hitrate.engine.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.node.config.Configuration;
import hitrate.engine.node.config.ParameterError;
import hitrate.engine.world.Clock;
import hitrate.engine.world.Disk;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What goes to the system's log.
class SyslogTest {
  private final List<String> sent = new ArrayList<>();

  private NodeLog log(String... directives) throws ParameterError {
    var configuration = new Configuration(Disk.system());
    for (String directive : directives) {
      configuration.directive(List.of(directive.split(" ")));
    }
    var out = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    var log = new NodeLog(Clock.system(), out, 42, "notice");
    log.syslog(Syslog.of(configuration, 42, sent::add));
    return log;
  }

  @Test
  void linesGoThereWithTheirPriority() throws ParameterError {
    NodeLog log = log("syslog-enabled yes", "syslog-ident cache", "syslog-facility local3");
    log.write(NodeLog.Level.WARNING, "careful");
    log.write(NodeLog.Level.NOTICE, "look");
    log.write(NodeLog.Level.DEBUG, "left out");
    log.write(NodeLog.Level.WARNING, "first");
    String time = "[A-Z][a-z]{2} [ 123]\\d \\d\\d:\\d\\d:\\d\\d ";
    assertEquals(3, sent.size());
    assertTrue(sent.get(0).matches("<156>" + time + "cache\\[42]: careful"), sent.get(0));
    assertTrue(sent.get(1).matches("<157>" + time + "cache\\[42]: look"), sent.get(1));
    assertTrue(sent.get(2).matches("<156>" + time + "cache\\[42]: first"), sent.get(2));
  }

  @Test
  void nothingGoesThereUnlessAskedFor() throws ParameterError {
    log().write(NodeLog.Level.WARNING, "careful");
    assertEquals(List.of(), sent);
    assertNull(Syslog.of(new Configuration(Disk.system()), 1, sent::add));
  }
}
