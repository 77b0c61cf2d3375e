package hitrate.engine.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.RespClient;
import hitrate.engine.client.Words;
import hitrate.engine.resp.ReplyReader;
import hitrate.engine.testing.Await;
import hitrate.engine.testing.RealPrograms;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/// Somebody steps through scripts, with redis-cli and by hand: both servers show the same, and what
/// a session changed stays or goes as in the real one.
@ResourceLock(Servers.LOCK)
@Timeout(120)
class ScriptDebuggerTest {
  private static final String SCRIPT =
      """
      local a = 1
      local t = {1,2,"x",{y=3}}
      local function double(x)
        local z = x * 2
        redis.breakpoint()
        return z
      end
      redis.debug("hi", t, nil, 1.5)
      redis.call('set', KEYS[1], ARGV[1])
      for i=1,3 do a = a + i end
      local b = double(a)
      return redis.call('get', KEYS[1])
      """;
  private static final String VALUES =
      """
      redis.setresp(3)
      redis.call('hset','h','f','v')
      redis.call('hgetall','h')
      redis.call('rpush','l','a','b')
      redis.call('lrange','l',0,-1)
      redis.call('sadd','s','a')
      redis.call('smembers','s')
      redis.call('zadd','z','1.5','a')
      redis.call('zscore','z','a')
      redis.call('get','none')
      redis.pcall('get','h')
      redis.call('set','b',string.rep('x',400))
      redis.call('get','b')
      redis.call('mget','1','2','3','4','5','6','7','8','9','10','11','12','13')
      redis.pcall('debug','x')
      redis.pcall()
      redis.pcall('get')
      redis.pcall('get',{})
      redis.call('set','q','a\\r\\nb\\0"')
      redis.call('get','q')
      redis.error_reply('x')
      local d = {1,{2,{3,{4,{5,{6,{7,{8,{9,{10,{11,{12}}}}}}}}}}}}
      local e = {a=true}
      local n = {1e300, 0.1+0.2, 1/3, 1e15, 2^53, -1.5, 1/0}
      local ok = pcall(function() error('x') end)
      local co = coroutine.wrap(function(x)
        local y = x
        coroutine.yield(y)
      end)
      co(5)
      for k,v in pairs({q=1}) do
        local w = k
      end
      redis.debug()
      return redis.breakpoint()
      """;
  private static final String ORDERS =
      """
      help|list|list 3|list 3 1|list 100|list 1 1000|whole|l -1|l x 2|print|print a|print nosuch
      step|s|print|p t|p KEYS|p ARGV|p redis|break|break 5|break 5 6|b|b -5 -9|b 99|b 0|b x|b
      trace|n|next|t|w|e 1+1|e a|eval return a|eval a = 5|eval nosuch()|eval (|e error("x")
      eval for i=1,2 do end|e return {1,{2}}|e redis.call('incr','zz')|e|maxlen|maxlen 20|p t
      maxlen 5|maxlen 0|m x|redis get k|redis set k 5|redis get k|r|r nosuch|r get|nosuch|S
      b 4|c|t|print z|print x|print a|list 0 1|c|print z|N|T|continue
      """;

  @TempDir private Path folder;

  /// What a script is called with, over a connection of its own, and what is ordered then.
  private record Session(String mode, List<String> call, List<String> orders) {
    static Session of(String mode, String script, String orders) {
      return new Session(
          mode, List.of("EVAL", script, "1", "k", "v"), List.of(orders.strip().split("[|\n]")));
    }
  }

  private static List<String> told(Side side, Session session) throws IOException {
    var told = new ArrayList<String>();
    side.call("FLUSHALL");
    side.call("SET", "k", "before");
    try (var wire = side.connect()) {
      told.add("" + wire.call("SCRIPT", "DEBUG", session.mode));
      wire.send(RespClient.encode(session.call.stream().map(Bytes::of).toList()));
      byte[] reply = wire.reply();
      for (String order : session.orders) {
        told.add(order + " <- " + shown(reply));
        if (reply == null || shown(reply).contains("<endsession>")) {
          break;
        }
        wire.send(RespClient.encode(List.of(order.split(" ")).stream().map(Bytes::of).toList()));
        reply = wire.reply();
      }
      told.add("last: " + shown(reply));
      if (shown(reply).contains("<endsession>")) {
        told.add(shown(wire.reply()) + shown(wire.reply()));
      }
    }
    told.add("k is " + side.call("GET", "k"));
    return told;
  }

  private static String shown(byte @org.jspecify.annotations.Nullable [] reply) throws IOException {
    return reply == null
        ? "(closed)"
        : (ReplyReader.parse(reply) + "").replaceAll("@0x[0-9a-f]+", "@address");
  }

  private static void bothTellTheSame(Session session) throws IOException {
    try (var reference = Servers.reference();
        var subject = Subject.start();
        var ours = subject.side()) {
      List<String> expected = told(reference, session);
      List<String> actual = told(ours, session);
      assertEquals(String.join("\n", expected), String.join("\n", actual));
    }
  }

  @Test
  void allOrdersAreObeyed() throws IOException {
    bothTellTheSame(Session.of("YES", SCRIPT, ORDERS));
    bothTellTheSame(Session.of("SYNC", SCRIPT, ORDERS));
  }

  @Test
  void valuesAndRepliesAreShownAlike() throws IOException {
    bothTellTheSame(Session.of("YES", VALUES, "n|".repeat(25) + "p|" + "n|p|t|".repeat(10) + "c"));
  }

  @Test
  void aSessionEndsHoweverItsScriptDoes() throws IOException {
    for (String script :
        List.of(
            "return 1",
            "return {1,2,{3}}",
            "syntax error",
            "error('x')",
            "local x = nosuch.y\nreturn 1",
            "redis.call('nosuch')\nreturn 1",
            "redis.pcall('nosuch')\nreturn 1",
            "#!lua\nreturn 1\n\n",
            "#!lua flags=no-writes\nredis.call('set', 'k', 'changed')",
            "redis.call('set', 'k', 'changed')\nreturn redis.call('get', 'k')")) {
      for (String mode : List.of("yes", "sync")) {
        bothTellTheSame(Session.of(mode, script, "n|n|p x|c"));
        bothTellTheSame(Session.of(mode, script, "n|abort"));
      }
    }
    bothTellTheSame(new Session("yes", List.of("EVAL", "return 1", "x"), List.of("c")));
    bothTellTheSame(new Session("yes", List.of("EVALSHA", "f".repeat(40), "0"), List.of()));
    bothTellTheSame(new Session("no", List.of("EVAL", "return 1", "0"), List.of()));
    bothTellTheSame(new Session("maybe", List.of("EVAL", "return 1", "0"), List.of()));
  }

  @Test
  void othersGoOnMeanwhileAndSeeNothingOfIt() throws IOException {
    try (var subject = Subject.start();
        var ours = subject.side();
        var debugging = ours.connect()) {
      ours.call("SET", "k", "before");
      debugging.call("SCRIPT", "DEBUG", "YES");
      debugging.call("EVAL", "redis.call('set', 'k', 'after') return redis.call('get', 'k')", "0");
      assertEquals("Bulk[value=before]", "" + ours.call("GET", "k"));
      ours.call("SET", "k", "between");
      String end = "" + debugging.call("continue");
      assertEquals(true, end.contains("<endsession>"), end);
      assertEquals("$5\r\nafter\r\n", new String(debugging.reply(), StandardCharsets.UTF_8));
      assertEquals("Bulk[value=between]", "" + ours.call("GET", "k"));
    }
  }

  @Test
  void redisCliShowsTheSame() throws Exception {
    Path script = Files.writeString(folder.resolve("script.lua"), SCRIPT);
    try (var reference = Servers.reference();
        var subject = Subject.start();
        var ours = subject.side()) {
      for (String mode : List.of("--ldb", "--ldb-sync-mode")) {
        assertEquals(typed(reference, mode, script), typed(ours, mode, script));
      }
    }
  }

  private String typed(Side side, String mode, Path script) throws Exception {
    side.call("FLUSHALL");
    Path orders =
        Files.writeString(
            folder.resolve("orders"), "n\nn\np\nlist\nb 11\nc\nr get k\nt\nrestart\nn\nquit\n");
    Path shown = folder.resolve("shown");
    var program = RealPrograms.find("redis-cli").toString();
    var cli =
        new ProcessBuilder(
                program, "-p", "" + side.port(), mode, "--eval", "" + script, "k", ",", "v")
            .redirectInput(orders.toFile())
            .redirectErrorStream(true)
            .redirectOutput(shown.toFile())
            .start();
    Await.end(cli);
    return Files.readString(shown) + side.call("GET", "k");
  }

  @Test
  void ordersThatComeTooEarlyWait() throws IOException {
    try (var subject = Subject.start();
        var ours = subject.side();
        var wire = ours.connect()) {
      wire.call("SCRIPT", "DEBUG", "YES");
      wire.sendAside(
          List.of(Words.split("EVAL 'return 1' 0"), Words.split("list"), Words.split("c")));
      String all = shown(wire.reply()) + shown(wire.reply()) + shown(wire.reply());
      assertEquals(true, all.contains("Stopped at 1") && all.contains("<endsession>"), all);
      assertEquals("Int[value=1]", shown(wire.reply()));
    }
  }
}
