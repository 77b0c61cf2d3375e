package hitrate.labs.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PlaygroundTest {
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final Playground playground =
      Playground.start(new PrintStream(printed, true, StandardCharsets.UTF_8));

  @AfterEach
  void stop() {
    playground.close();
  }

  @Test
  void aReplyIsPrintedAsRedisCliPrintsIt() {
    playground.redis("SET 'two words' \"a\\nb\"");
    playground.redis("GET 'two words'");
    playground.redis("get nothing");
    playground.redis("NOSUCH");
    playground.redis("");
    assertEquals(
        """
        OK
        "a\\nb"
        (nil)
        (error) ERR unknown command 'NOSUCH', with args beginning with:\s
        """,
        printed());
  }

  @Test
  void unbalancedQuotesAreOneLine() {
    playground.redis("SET k \"open");
    assertEquals("Invalid argument(s)\n", printed());
  }

  @Test
  void whatJedisWritesTheConsoleReads() {
    playground.jedis().set("k", "v");
    playground.redis("GET k");
    assertEquals("\"v\"\n", printed());
  }

  @Test
  void aConnectionKeepsItsStateFromCallToCall() {
    playground.redis("SELECT 3");
    playground.redis("SET k v");
    playground.redis("SELECT 0");
    playground.redis("GET k");
    assertEquals("OK\nOK\nOK\n(nil)\n", printed());
  }

  @Test
  void statsCountHitsAndMisses() {
    playground.stats();
    for (var line : new String[] {"SET k v", "GET k", "GET k", "GET no"}) {
      playground.redis(line);
    }
    printed.reset();
    playground.stats();
    var lines = printed().lines().toList();
    assertEquals("hits      2", lines.get(0));
    assertEquals("misses    1", lines.get(1));
    assertEquals("hit rate  67%", lines.get(2));
    assertEquals("keys      1", lines.get(3));
  }

  @Test
  void withoutAReadThereIsNoRate() {
    playground.stats();
    assertEquals("hit rate  nothing was read yet", printed().lines().toList().get(2));
  }

  private String printed() {
    return printed.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }
}
