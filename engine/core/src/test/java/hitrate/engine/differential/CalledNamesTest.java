package hitrate.engine.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hitrate.engine.client.RespClient;
import hitrate.engine.client.Words;
import hitrate.engine.node.CacheNode;
import hitrate.engine.testing.RedisProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The real server tells HSET from HMSET and XREAD from XREADGROUP by the name that was called, so
/// `rename-command` may make one of the other. So does ours.
class CalledNamesTest {
  private static final Map<String, String> NAMES =
      Map.of("hset", "put", "hmset", "isput", "xread", "readbygrop", "xreadgroup", "readgroup");

  private static final String CALLS =
      """
      PUT h a 1 b 2
      ISPUT h a 1 c 3
      PUT h a
      ISPUT h a
      XADD s 1-1 f v
      XADD s 2-1 f v
      XGROUP CREATE s g 0
      READGROUP STREAMS s 0 x x x
      READGROUP COUNT 1 STREAMS s 0
      READGROUP GROUP g me STREAMS s >
      READGROUP COUNT 1 STREAMS s >
      READGROUP COUNT 1 NOACK STREAMS s 0
      READGROUP COUNT 9 BLOCK 1 STREAMS s 2-1
      READBYGROP STREAMS s 0
      READBYGROP COUNT 1 STREAMS s 0
      READBYGROP GROUP g me COUNT 1 STREAMS s >
      READBYGROP GROUP g me STREAMS s $
      READBYGROP GROUP g me STREAMS s 0
      READBYGROP GROUP nosuch me STREAMS s 0
      READBYGROP GROUP g you NOACK STREAMS s >
      READBYGROP GROUP g you BLOCK 1 STREAMS s >
      XPENDING s g
      XINFO GROUPS s
      MULTI
      XADD s 3-1 f v
      READBYGROP GROUP g me STREAMS s >
      READGROUP COUNT 1 STREAMS s 0
      EXEC
      EVAL "return redis.pcall('readbygrop', 'GROUP', 'g', 'me', 'STREAMS', KEYS[1], '0')" 1 s
      EVAL "return {redis.pcall('put', KEYS[1], 'd', 4), redis.pcall('isput', KEYS[1], 'e', 5)}" 1 h
      HGETALL h
      COMMAND GETKEYS READGROUP STREAMS s t 0 0
      COMMAND GETKEYS READBYGROP GROUP g me STREAMS s 0
      """;

  @Test
  void someCommandsAreToldApartByTheNameThatWasCalled() throws IOException {
    var arguments = new ArrayList<String>();
    var node = CacheNode.builder();
    NAMES.forEach((name, other) -> {
      arguments.addAll(List.of("--rename-command", name, other));
      node.renameCommand(name, other);
    });
    try (var real = RedisProcess.start(arguments.toArray(String[]::new));
        var ours = node.start()) {
      assertEquals(replies(real.port()), replies(ours.port()));
    }
  }

  private static String replies(int port) throws IOException {
    var text = new StringBuilder();
    try (var client = RespClient.connect("127.0.0.1", port)) {
      for (String line : CALLS.lines().toList()) {
        text.append(line).append(" => ").append(client.call(Words.split(line))).append('\n');
      }
    }
    return text.toString();
  }
}
