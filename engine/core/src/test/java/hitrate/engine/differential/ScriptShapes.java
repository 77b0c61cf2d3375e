package hitrate.engine.differential;

import java.util.List;
import java.util.Map;

/// Scripts, libraries and the calls of them for a [Crowd], and the states of a server that some may
/// run in and some may not: full, without replicas, a replica without its primary.
final class ScriptShapes {

  /// What a word of a shape stands for that begins with `@`.
  static final Map<String, String> TEXTS =
      Map.ofEntries(
          Map.entry("@call", "return redis.call(unpack(ARGV))"),
          Map.entry("@pcall", "return redis.pcall(unpack(ARGV))"),
          Map.entry("@call3", "redis.setresp(3) return redis.call(unpack(ARGV))"),
          Map.entry("@pcall3", "redis.setresp(3) return redis.pcall(unpack(ARGV))"),
          Map.entry("@after", "redis.call('incr', 'n') return redis.call(unpack(ARGV))"),
          Map.entry(
              "@before", "local r = redis.pcall(unpack(ARGV)) redis.call('incr', 'n') return r"),
          Map.entry(
              "@thrown",
              "local r = redis.pcall(unpack(ARGV)) error(type(r) == 'table' and r.err and r or"
                  + " 'fine')"),
          Map.entry(
              "@caught", "local ok, r = pcall(redis.call, unpack(ARGV)) return {tostring(ok), r}"),
          Map.entry(
              "@kind",
              "local r = redis.pcall(unpack(ARGV)) return type(r) .. #tostring(type(r) == 'table'"
                  + " and #r or r)"),
          Map.entry(
              "@kind3",
              "redis.setresp(3) local r = redis.pcall(unpack(ARGV)) if type(r) ~= 'table' then"
                  + " return type(r) end return {#r, type(r.map), type(r.set), type(r.double),"
                  + " type(r.err), type(r.ok)}"),
          Map.entry(
              "@replies",
              "local all = {true, false, nil, 3.99, -3.99, 'text', {ok='fine'}, {err='ERR no'},"
                  + " {err='no code'}, {1, 2, nil, 4}, {1, {2, {3}}}, {map={a=1}}, {set={a=true}},"
                  + " {double=1.5}, {big_number='123'},"
                  + " {verbatim_string={string='x',format='txt'}}, {double='x'}, {map=1},"
                  + " redis.error_reply('x y'), redis.error_reply('-X y'), redis.error_reply(''),"
                  + " redis.status_reply('s'), {}, {a=1}, 1e300, {'a', false, 'b'}} return"
                  + " all[tonumber(ARGV[1])]"),
          Map.entry(
              "@replies3",
              "redis.setresp(3) local all = {true, false, {map={a=1}}, {set={a=true}},"
                  + " {double=1.5}, {1, {double=2}}, {double=0}, {double=1/0}, {map={}}, {set={}},"
                  + " {big_number='12'}, {ok='x'}, {err='E x'}, {false, true}} return"
                  + " all[tonumber(ARGV[1])]"),
          Map.entry("@error", "error('thrown')"),
          Map.entry("@error-table", "error({err='MINE thrown'})"),
          Map.entry("@syntax", "return +"),
          Map.entry("@global", "x = 1"),
          Map.entry("@unknown", "return nosuch"),
          Map.entry("@reads", "#!lua flags=no-writes\nreturn redis.call(unpack(ARGV))"),
          Map.entry("@reads-try", "#!lua flags=no-writes\nreturn redis.pcall(unpack(ARGV))"),
          Map.entry("@oom", "#!lua flags=allow-oom\nreturn redis.call(unpack(ARGV))"),
          Map.entry("@stale", "#!lua flags=allow-stale\nreturn redis.call(unpack(ARGV))"),
          Map.entry(
              "@all",
              "#!lua flags=no-writes,allow-stale,allow-oom,no-cluster\n"
                  + "return redis.pcall(unpack(ARGV))"),
          Map.entry("@plain", "#!lua\nreturn redis.call(unpack(ARGV))"),
          Map.entry("@flag", "#!lua flags=nosuch\nreturn 1"),
          Map.entry("@engine", "#!python\nreturn 1"),
          Map.entry("@named", "#!lua name=x\nreturn 1"),
          Map.entry(
              "@one",
              "#!lua name=one\n"
                  + "redis.register_function('call', function(k, a) return redis.call(unpack(a))"
                  + " end)"),
          Map.entry(
              "@one-too",
              "#!lua name=one\n"
                  + "redis.register_function{function_name='call',"
                  + " flags={'no-writes','allow-stale'}, description='reads', callback=function(k,"
                  + " a) return redis.call(unpack(a)) end}"),
          Map.entry(
              "@two",
              "#!lua name=two\n"
                  + "local n = 0 redis.register_function('count', function(k, a) n = n + 1 return n"
                  + " end)"),
          Map.entry(
              "@three",
              "#!lua name=three\nredis.register_function{function_name='try', flags={'allow-oom'},"
                  + " callback=function(k, a) redis.setresp(3) return redis.pcall(unpack(a)) end}"),
          Map.entry(
              "@four",
              "#!lua name=four\nredis.register_function{function_name='look', flags={'no-writes'},"
                  + " callback=function(k, a) return redis.pcall(unpack(a)) end}"),
          Map.entry(
              "@clash",
              "#!lua name=clash\nredis.register_function('call', function(k, a) return 1 end)"),
          Map.entry("@empty", "#!lua name=empty\nreturn 1"),
          Map.entry(
              "@fails",
              "#!lua name=fails\nredis.register_function('f', function() end) error('at load')"),
          Map.entry("@calls", "#!lua name=calls\nredis.call('get', 'a')"),
          Map.entry(
              "@twice",
              "#!lua name=twice\n"
                  + "redis.register_function('f', function() end) redis.register_function('f',"
                  + " function() end)"),
          Map.entry(
              "@badflag",
              "#!lua name=bad\n"
                  + "redis.register_function{function_name='f', callback=function() end,"
                  + " flags={'nosuch'}}"),
          Map.entry("@badname", "#!lua name=bad\nredis.register_function('a b', function() end)"),
          Map.entry("@noname", "#!lua\nreturn 1"),
          Map.entry(
              "@old",
              "local d = redis.call('dump', KEYS[1]) if d then return redis.call('restore',"
                  + " KEYS[1], 0, d, 'replace', 'idletime', 1000) end"),
          Map.entry(
              "@used",
              "local d = redis.call('dump', KEYS[1]) if d then return redis.call('restore',"
                  + " KEYS[1], 0, d, 'replace', 'freq', 100) end"),
          Map.entry(
              "@move",
              "local d = redis.call('dump', KEYS[1]) if d then redis.call('del', KEYS[1], KEYS[2])"
                  + " return redis.call('restore', KEYS[2], 0, d) end"),
          Map.entry(
              "@idle",
              "local i = redis.pcall('object', 'idletime', KEYS[1]) if type(i) == 'number' then"
                  + " return i > 500 and 'old' or 'fresh' end return i"));

  private static final String SCRIPTS =
      "[@call|@pcall|@call3|@pcall3|@after|@before|@thrown|@caught|@kind|@kind3|@reads|@reads-try|@oom|@stale|@all|@plain]";
  private static final String ODD =
      "[@error|@error-table|@syntax|@global|@unknown|@flag|@engine|@named]";

  static final List<String> BEFORE_SCRIPTS =
      List.of(
          "SCRIPT FLUSH SYNC",
          "FUNCTION FLUSH SYNC",
          "CONFIG SET replica-serve-stale-data yes replica-read-only yes",
          "CONFIG RESETSTAT");

  /// Any command in a script.
  static final String ANY_IN_SCRIPT = "EVAL " + SCRIPTS + " 0 ANY";

  private static final String CALLED =
      "[ANY|GET a|SET a 1|INCR b|LPUSH l 1|LRANGE l 0 -1|HGETALL h|HSET h f 1|DEL a b|PING|PUBLISH"
          + " n1 x|EVAL x 0|BLPOP l 0|ZADD z 1.5 m|ZSCORE z m|ZRANGE z 0 -1 WITHSCORES|SISMEMBER s"
          + " 1|SADD s 1|SMEMBERS s|nosuch|GET|MULTI|SELECT 1|TYPE a|CONFIG GET maxmemory|XADD x"
          + " <newid> f v|XRANGE x - +|FLUSHALL|EXPIRE a -1]";

  static final List<String> ALL =
      CrowdShapes.all(
          CrowdShapes.times(
              6,
              "EVAL " + SCRIPTS + " 0 " + CALLED,
              "EVAL_RO " + SCRIPTS + " 0 " + CALLED,
              "FCALL [call|count|try|look|nosuch] 0 " + CALLED,
              "FCALL_RO [call|count|try|look|nosuch] 0 " + CALLED),
          CrowdShapes.times(
              4,
              "EVAL @replies 0"
                  + " [1|2|3|4|5|6|7|8|9|10|11|12|13|14|15|16|17|18|19|20|21|22|23|24|25|26]",
              "EVAL @replies3 0 [1|2|3|4|5|6|7|8|9|10|11|12|13|14]",
              "EVAL " + ODD + " 0",
              "FUNCTION LOAD [REPLACE]? [@one|@one-too|@two|@three|@four]",
              "FUNCTION LOAD [REPLACE]?"
                  + " [@one|@one-too|@two|@three|@four|@clash|@empty|@fails|@calls|@twice|@badflag|@badname|@noname]"),
          CrowdShapes.times(
              2,
              "FUNCTION DELETE [one|two|three|nosuch]",
              "FUNCTION LIST LIBRARYNAME [one|two|three|four|clash|nosuch] [WITHCODE]?",
              "FUNCTION DUMP",
              "FUNCTION RESTORE dumped [APPEND|REPLACE|FLUSH|nosuch]?",
              "FUNCTION STATS",
              "SCRIPT LOAD " + SCRIPTS,
              "INFO errorstats",
              "CONFIG SET maxmemory [0|1]",
              "CONFIG SET maxmemory 0",
              "CONFIG SET min-replicas-to-write [0|1]",
              "CONFIG SET min-replicas-to-write 0",
              "REPLICAOF NO ONE",
              "CONFIG SET replica-serve-stale-data [yes|no]"),
          List.of(
              "FUNCTION FLUSH [SYNC]?",
              "SCRIPT FLUSH [SYNC]?",
              "SCRIPT EXISTS x",
              "FUNCTION KILL",
              "SCRIPT KILL",
              "REPLICAOF 127.0.0.1 1",
              "CONFIG SET replica-read-only [yes|no]",
              "EVALSHA ffffffffffffffffffffffffffffffffffffffff 0",
              "EVAL @call [-1|1|x|2] GET a",
              "FCALL call [-1|1|x|2] GET a",
              "RESET",
              "HELLO 3",
              "HELLO 2",
              "DBSIZE"),
          CrowdShapes.TRANSACTIONS);

  private ScriptShapes() {}
}
