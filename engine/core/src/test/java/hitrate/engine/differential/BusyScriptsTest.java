package hitrate.engine.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.RespClient;
import hitrate.engine.client.Words;
import hitrate.engine.node.CacheNode;
import hitrate.engine.testing.Await;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;

/// While a script runs for too long, other clients are told so and can end it.
@ResourceLock(Servers.LOCK)
@Timeout(60)
class BusyScriptsTest {
  private static final String ENDLESS = "while true do end";
  private static final String BUSY =
      "BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.";

  /// One connection runs a script, another one watches; both servers are asked the same.
  private static final class Story implements AutoCloseable {
    private final String host;
    private final int port;
    private final RespClient runner;
    private final RespClient watcher;
    private final List<String> heard = new ArrayList<>();

    Story(String host, int port) throws IOException {
      this.host = host;
      this.port = port;
      runner = RespClient.connect(host, port);
      watcher = RespClient.connect(host, port);
    }

    /// Begins a script and comes back when the server says that it is busy.
    Story runs(String script) {
      watcher.call("CONFIG", "SET", "busy-reply-threshold", "1");
      runner.send(Words.split("EVAL \"" + script.replace("\"", "\\\"") + "\" 1 k"));
      return waits();
    }

    Story waits() {
      Await.text("BUSY", () -> watcher.call("PING").toString());
      return this;
    }

    Story asks(String... lines) {
      for (String line : lines) {
        String reply = watcher.call(Words.split(line)).toString();
        heard.add(line + " -> " + reply.replaceAll("(?s)(duration_ms.*?)\\d+", "$1"));
      }
      return this;
    }

    Story asksOnAnotherConnection(String... lines) throws IOException {
      try (var another = RespClient.connect(host, port)) {
        for (String line : lines) {
          heard.add(line + " -> " + another.call(Words.split(line)));
        }
      }
      return this;
    }

    Story hearsTheScript() {
      heard.add("script -> " + runner.receive());
      return this;
    }

    @Override
    public void close() {
      watcher.call("CONFIG", "SET", "busy-reply-threshold", "5000");
      watcher.call("FLUSHALL");
      runner.close();
      watcher.close();
    }
  }

  private interface Telling {
    void tell(Story story) throws IOException;
  }

  private static List<String> told(Side side, Telling telling) throws IOException {
    try (var story = new Story("127.0.0.1", side.port())) {
      telling.tell(story);
      return story.heard;
    }
  }

  private static void bothTellTheSame(Telling telling) throws IOException {
    try (var reference = Servers.reference();
        var subject = Subject.start();
        var ours = subject.side()) {
      assertEquals(told(reference, telling), told(ours, telling));
    }
  }

  @Test
  void othersMayOnlyCallWhatIsMeantForSuchTimes() throws IOException {
    bothTellTheSame(story ->
        story
            .runs(ENDLESS)
            .asks("GET x", "NOSUCH", "GET", "SHUTDOWN", "SHUTDOWN ABORT", "SHUTDOWN SAVE", "SET a")
            .asks("SCRIPT EXISTS x", "EVAL 'return 1' 0", "CLIENT LIST", "SUBSCRIBE x")
            .asks("AUTH x", "WATCH k", "UNWATCH", "RESET", "PUBLISH a b", "CONFIG GET port")
            .asksOnAnotherConnection("MULTI", "GET x", "EXEC", "GET x", "MULTI", "DISCARD")
            .asksOnAnotherConnection("MULTI", "AUTH x", "EXEC", "PING")
            .asks("SCRIPT KILL")
            .hearsTheScript()
            .asks("PING", "SCRIPT KILL"));
  }

  @Test
  void aFunctionIsEndedByACommandOfItsOwn() throws IOException {
    bothTellTheSame(story -> {
      story.watcher.call(
          "FUNCTION",
          "LOAD",
          "REPLACE",
          "#!lua name=busy\nredis.register_function('run', function() while true do end end)");
      story.watcher.call("CONFIG", "SET", "busy-reply-threshold", "1");
      story.runner.send(Words.split("FCALL run 1 k v"));
      story
          .waits()
          .asks("GET x", "SCRIPT KILL", "FUNCTION STATS", "SHUTDOWN", "FUNCTION KILL")
          .hearsTheScript()
          .asks("FUNCTION STATS", "FUNCTION KILL", "FUNCTION FLUSH");
    });
  }

  @Test
  void aLibraryHasHalfASecondToLoad() throws IOException {
    bothTellTheSame(story ->
        story.asks(
            "FUNCTION LOAD \"#!lua name=busy\\nwhile true do end\"",
            "FUNCTION LOAD \"#!lua name=busy\\nredis.register_function('f', function() end)\"",
            "FCALL f 0",
            "FUNCTION FLUSH"));
  }

  @Test
  void aScriptThatHasWrittenGoesOn() throws IOException {
    bothTellTheSame(story ->
        story
            .runs("redis.call('INCR', KEYS[1]) for i = 1, 4e7 do local x = i end return 'through'")
            .asks("SCRIPT KILL")
            .hearsTheScript()
            .asks("GET k"));
  }

  @Test
  void anEndlessScriptInATransactionLetsTheRestOfItRun() throws IOException {
    bothTellTheSame(story -> {
      story.runner.call("MULTI");
      story.runner.call("SET", "q", "1");
      story.runner.call("EVAL", ENDLESS, "0");
      story.runner.call("GET", "q");
      story.watcher.call("CONFIG", "SET", "busy-reply-threshold", "1");
      story.runner.send(Words.split("EXEC"));
      story.waits().asks("SCRIPT KILL").hearsTheScript().asks("GET q");
    });
  }

  @Test
  void aClientThatWasServedJustBeforeGoesOnAfterTheScript() throws IOException {
    bothTellTheSame(story -> {
      try (var waiter = RespClient.connect(story.host, story.port)) {
        waiter.sendRaw(Bytes.of("BLPOP list 0\r\nGET k\r\n").toArray());
        Await.text("blocked_clients:1", () -> story.watcher.call("INFO", "clients").toString());
        story.watcher.call("CONFIG", "SET", "busy-reply-threshold", "1");
        story.runner.sendRaw(Bytes.of("RPUSH list a\r\nEVAL '" + ENDLESS + "' 0\r\n").toArray());
        story.waits().asks("SCRIPT KILL").hearsTheScript().hearsTheScript();
        story.heard.add("served -> " + waiter.receive());
        story.heard.add("behind it -> " + waiter.receive());
      }
    });
  }

  @Test
  void noScriptCatchesItsOwnEnd() throws IOException {
    try (var node = CacheNode.start()) {
      for (String script :
          List.of(
              "while true do pcall(function() while true do end end) end",
              "while true do redis.pcall('GET', 'x') end",
              "local f = function() while true do end end while true do xpcall(f, f) end",
              "local f = function() while true do end end"
                  + " while true do coroutine.resume(coroutine.create(f)) end",
              "local w = coroutine.wrap(function() while true do pcall(function() while true do end"
                  + " end) coroutine.yield() end end) while true do w() end")) {
        try (var story = new Story(node.host(), node.port())) {
          story.runs(script).asks("SCRIPT KILL").hearsTheScript();
          assertTrue(
              story.heard.get(1).contains("ERR Script killed by user with SCRIPT KILL... script: "),
              () -> script + ": " + story.heard);
        }
      }
    }
  }

  @Test
  void whatArrivedTogetherWithTheScriptIsAnswered() throws IOException {
    try (var node = CacheNode.start();
        var story = new Story(node.host(), node.port());
        var third = RespClient.connect(node.host(), node.port())) {
      story.watcher.call("CONFIG", "SET", "busy-reply-threshold", "1");
      story.runner.send(Words.split("PING"));
      story.runner.send(Words.split("EVAL '" + ENDLESS + "' 0"));
      story.runner.send(Words.split("PING"));
      third.send(Words.split("PING"));
      story.waits();
      assertTrue(third.receive().toString().matches(".*(BUSY|PONG).*"));
      assertTrue(story.watcher.call("SCRIPT", "KILL").toString().contains("OK"));
      assertTrue(story.runner.receive().toString().contains("PONG"));
      assertTrue(story.runner.receive().toString().contains("killed by user"));
      assertTrue(story.runner.receive().toString().contains("PONG"));
    }
  }

  @Test
  void aCallerWithoutSocketIsServedToo() throws IOException {
    try (var node = CacheNode.start();
        var story = new Story(node.host(), node.port())) {
      story.runs(ENDLESS);
      assertTrue(node.call("GET", "k").toString().contains(BUSY));
      assertTrue(node.call("SCRIPT", "KILL").toString().contains("OK"));
      story.hearsTheScript();
    }
  }

  @Test
  void aNodeCanBeClosedWhateverRuns() throws IOException {
    var node = CacheNode.start();
    try (var runner = RespClient.connect(node.host(), node.port())) {
      runner.send(Words.split("EVAL \"redis.call('SET', 'k', 'v') " + ENDLESS + "\" 0"));
      node.close();
      assertThrows(RuntimeException.class, runner::receive);
    }
  }

  @Test
  void shutdownNosaveEndsEvenWhatHasWritten() throws IOException {
    try (var node = CacheNode.start()) {
      var story = new Story(node.host(), node.port());
      story.runs("redis.call('SET', 'k', 'v') " + ENDLESS);
      assertThrows(RuntimeException.class, () -> story.watcher.call("SHUTDOWN", "NOSAVE"));
      assertThrows(RuntimeException.class, story.runner::receive);
    }
  }
}
