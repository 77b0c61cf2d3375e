package hitrate.engine.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hitrate.engine.client.RespClient;
import hitrate.engine.node.CacheNode;
import hitrate.engine.testing.RedisProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What `lua-enable-deprecated-api` shows to scripts and functions.
class DeprecatedLuaTest {
  private static final List<List<String>> CALLS =
      List.of(
          script("return {type(newproxy), type(setfenv), type(getfenv)}"),
          script("return type(print)"),
          script("return type(newproxy(true))"),
          script("return type(getmetatable(newproxy(true)))"),
          script("local f = function() return x end setfenv(f, {x = 'y'}) return f()"),
          script("return type(getfenv(1))"),
          script("return getfenv(1) == _G"),
          script("return getfenv(redis.call) == _G"),
          script("getfenv(1).x = 1"),
          script("setfenv(1, {redis = redis}) return redis.call('PING')"),
          script("return type(setfenv)"),
          script("setfenv(1, {}) return x"),
          script("return getfenv('x')"),
          script("return getfenv(-1)"),
          script("return setfenv(tostring, {})"),
          List.of(
              "FUNCTION",
              "LOAD",
              "#!lua name=one\n"
                  + "redis.register_function('f', function() return type(setfenv) end)"),
          List.of("FCALL", "f", "0"),
          List.of(
              "FUNCTION",
              "LOAD",
              "#!lua name=two\n"
                  + "local p = newproxy()\n"
                  + "redis.register_function('g', function() return type(p) end)"),
          List.of("FCALL", "g", "0"),
          List.of("CONFIG", "GET", "lua-*"),
          List.of("CONFIG", "GET", "lua-enable-deprecated-api"),
          List.of("CONFIG", "SET", "lua-enable-deprecated-api", "yes"),
          script("return redis.call('SET', 'key', 'value')"));

  private static List<String> script(String code) {
    return List.of("EVAL", code, "0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "no"})
  void scriptsSeeWhatTheyMay(String isShown) throws Exception {
    try (var reference = RedisProcess.start("--lua-enable-deprecated-api", isShown);
        var node = CacheNode.builder().config("lua-enable-deprecated-api", isShown).start()) {
      assertEquals(replies(reference.port()), replies(node.port()));
    }
  }

  private static List<String> replies(int port) throws IOException {
    var replies = new ArrayList<String>();
    try (var client = RespClient.connect("127.0.0.1", port)) {
      for (List<String> call : CALLS) {
        replies.add(call + " -> " + client.call(call.toArray(String[]::new)));
      }
    }
    return replies;
  }
}
