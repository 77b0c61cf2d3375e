package hitrate.engine.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Command;
import hitrate.engine.resp.Reply;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What scripts call is counted as what clients send.
class CalledCommandsTest {
  private final BareNode node = new BareNode(Instant.EPOCH, 1);
  private final CommandStatistics statistics = node.dispatcher().statistics();

  @AfterEach
  void close() {
    node.close();
  }

  private Reply call(String... words) {
    return node.call(0, Stream.of(words).map(Bytes::of).toList());
  }

  private int number(String name) {
    Command command = node.commands().find(name);
    return Objects.requireNonNull(command).number();
  }

  @Test
  void aCallIsCountedAndItsChangeToo() {
    assertEquals(new Reply.Int(1), call("EVAL", "return redis.call('INCR', KEYS[1])", "1", "n"));
    assertEquals(1, statistics.calls(number("incr")));
    assertEquals(0, statistics.failed(number("incr")));
    assertEquals(1, node.dispatcher().changes());
  }

  @Test
  void aCallThatFailsIsCountedWithItsErrorAndTheScriptMayGoOn() {
    call("SET", "s", "word");
    var script = "redis.pcall('INCR', KEYS[1]) return redis.call('GET', KEYS[1])";
    assertEquals(Reply.Bulk.of("word"), call("EVAL", script, "1", "s"));
    assertEquals(1, statistics.calls(number("incr")));
    assertEquals(1, statistics.failed(number("incr")));
    assertEquals(Map.of("ERR", 1L), statistics.errors());
  }

  @Test
  void aCallThatIsRefusedBeforeItRunsIsARejectedOne() {
    assertInstanceOf(Reply.Error.class, call("EVAL", "return redis.call('GET')", "0"));
    assertEquals(0, statistics.calls(number("get")));
    assertEquals(1, statistics.rejected(number("get")));
  }
}
