package hitrate.engine.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What the clients of a [Crowd] do. What comes by chance or by the clock is left out.
///
/// A shape is split into words as a line at the command line. `[a|b c]` takes one of its choices, a
/// `?` behind it leaves it out sometimes and a `+` repeats it; `<value>` and its like are chosen by
/// [Commands], as is all of `ANY`.
final class CrowdShapes {

  /// Any command that makes the same of the same data each time.
  static final String ANY = "ANY";

  /// What empties a server for another crowd.
  static final List<String> ALWAYS_BEFORE =
      List.of(
          "REPLICAOF NO ONE",
          "CONFIG SET maxmemory 0 min-replicas-to-write 0 maxmemory-policy noeviction",
          "FLUSHALL",
          "DEBUG SET-ACTIVE-EXPIRE 0",
          "CONFIG SET notify-keyspace-events ''",
          "ACL DELUSER u0 u1",
          "ACL LOG RESET",
          "CONFIG RESETSTAT");

  private static final List<String> DATA =
      List.of(
          "SET [a|b|ab] [1|2]",
          "SET [a|b|ab] 1 PXAT 1",
          "MSET a 1 ab 2",
          "GETDEL [a|b]",
          "INCR [a|b|ab]",
          "DEL [a|b|ab|l|s|z|h]+",
          "PEXPIREAT [a|b|l|h] 1",
          "EXPIRE [a|l] 10000",
          "RENAME [a|b|l|z] [ab|b|l|z]",
          "COPY [a|b] ab REPLACE",
          "HSET h f 1",
          "HDEL h f",
          "RPUSH l x",
          "LPOP l",
          "LMOVE l m LEFT RIGHT",
          "SADD s 1",
          "SREM s 1",
          "ZADD z 1 a",
          "ZPOPMIN z",
          "XADD x <newid> f v",
          "SORT l STORE m",
          "EVAL redis.call('set',KEYS[1],1)return\tredis.call('get',KEYS[2]) 2 a [b|ab]",
          "EVAL return\tredis.call('del',KEYS[1],KEYS[2]) 2 a b",
          "EVAL_RO return\tredis.call('get',KEYS[1]) 1 [a|b]",
          "MOVE a 1",
          "SWAPDB 0 1",
          "SELECT [0|0|1]",
          "FLUSHDB",
          "FLUSHALL");

  static final List<String> TRANSACTIONS =
      List.of("MULTI", "MULTI", "EXEC", "EXEC", "EXEC", "DISCARD", "WATCH [a|b|l]");

  private static final List<String> DOORS =
      List.of("HELLO 2", "HELLO 3", "HELLO 3", "RESET", "CLIENT REPLY [ON|SKIP]", "PING", "QUIT");

  static final List<String> CACHES =
      all(
          times(
              6,
              "CLIENT TRACKING ON",
              "CLIENT TRACKING [ON|OFF]",
              "CLIENT TRACKING ON [REDIRECT id0|REDIRECT id1|REDIRECT id2]? [OPTIN|OPTOUT]?"
                  + " [NOLOOP]?",
              "CLIENT TRACKING ON BCAST [PREFIX a|PREFIX b|PREFIX"
                  + " ab|PREFIX l]? [PREFIX b|PREFIX h]? [NOLOOP]?",
              "CLIENT CACHING [YES|NO]",
              "GET [a|b|ab]",
              "MGET a b ab"),
          times(
              2,
              "HELLO 3",
              "CLIENT TRACKINGINFO",
              "SUBSCRIBE __redis__:invalidate",
              "UNSUBSCRIBE __redis__:invalidate",
              "HGETALL h",
              "LRANGE l 0 -1",
              "EXISTS a b",
              "CLIENT NO-EVICT ON",
              "CLIENT KILL ID [id0|id1|id2|id3]"),
          times(10, ANY, ScriptShapes.ANY_IN_SCRIPT),
          times(
              2,
              "EVAL @move 2 [a|b|l|h] [a|b|ab]",
              "CLIENT TRACKING ON BCAST PREFIX [a|b|ab] PREFIX [a|b|ab|c]",
              "CLIENT TRACKING ON BCAST REDIRECT [id0|id1|id2|id3] [NOLOOP]?",
              "SELECT [0|0|1]",
              "RPUSH l 1",
              "BLPOP l 0",
              "BLMOVE l m LEFT LEFT 0",
              "PSUBSCRIBE __redis__:*"),
          DATA,
          TRANSACTIONS,
          DOORS);

  static final List<String> LISTENERS =
      all(
          times(
              4,
              "SUBSCRIBE [n1|n2|m1]+",
              "SSUBSCRIBE [n1|n2|m1]+",
              "PSUBSCRIBE n*",
              "UNSUBSCRIBE [n1|n2|m1]",
              "SUNSUBSCRIBE [n1|n2|m1]",
              "PUNSUBSCRIBE [n*|m*]"),
          times(
              4,
              "PUBLISH [n1|n2|m1|k] [x|y]",
              "PUBLISH [n1|n2|m1|k] <value>",
              "SPUBLISH [n1|n2|m1] [x|y]",
              "EVAL return\t{redis.call('publish','n1','e'),redis.call('spublish',KEYS[1],'e')} 1"
                  + " n2",
              "PUBSUB NUMSUB n1 n2 m1",
              "PUBSUB NUMPAT",
              "PUBSUB SHARDNUMSUB n1 n2",
              "GET a",
              "ECHO x"),
          List.of("PING hello", "CLIENT KILL ID [id0|id1|id2|id3]", "BLPOP l 0", "RPUSH l x"),
          TRANSACTIONS,
          DOORS);

  static final List<String> WAITERS =
      all(
          times(
              3,
              "BLPOP [l|m|s]+ 0",
              "BRPOP [l|m] 0",
              "BLMOVE [l|m] [l|m|q] [LEFT|RIGHT] [LEFT|RIGHT] 0",
              "BRPOPLPUSH [l|m] [l|m|q] 0",
              "BLMPOP 0 2 [l|m] [l|m] [LEFT|RIGHT] [COUNT 2]?",
              "BZPOPMIN [z|y]+ 0",
              "BZMPOP 0 2 z y [MIN|MAX] [COUNT 2]?",
              "XREAD [COUNT 1]? BLOCK 0 STREAMS x [$|0|5]",
              "XREADGROUP GROUP g [c|d] [COUNT 1]? BLOCK 0 STREAMS x [>|>|0]",
              "XREADGROUP GROUP g [c|d] [NOACK]? BLOCK 0 STREAMS x w > >",
              "XREAD BLOCK 0 STREAMS x w [$|0|5] [$|0|5]",
              "BZPOPMAX [z|y|l]+ 0",
              "BLMPOP 0 3 [l|m] [q|z] s LEFT",
              "WAIT [0|1] 0",
              "CLIENT UNBLOCK [id0|id1|id2|id3] [ERROR|TIMEOUT]?"),
          times(
              3,
              "RPUSH [l|m|q] [1|2|3]+",
              "LPUSH [l|m|q] [1|2|3]+",
              "ZADD [z|y] 1 a 2 b",
              "XADD x <newid> f v",
              "XADD x NOMKSTREAM MAXLEN 1 <newid> f v",
              "XGROUP CREATE x g [0|$] MKSTREAM",
              "XGROUP DESTROY x g",
              "XGROUP SETID x g [0|$]",
              "DEL [l|m|q|z|y|x]",
              "RENAME [l|m|q|z|x] [l|m|q|y|x]",
              "COPY [q|m] l REPLACE",
              "LMOVE q [l|m] LEFT RIGHT",
              "RPOPLPUSH q [l|m]",
              "SORT q STORE l",
              "ZUNIONSTORE z 1 y",
              "SET l 1",
              "SADD s 1"),
          times(
              2,
              "XADD w <newid> f v",
              "XGROUP CREATE w g [0|$] MKSTREAM",
              "XGROUP CREATECONSUMER x g [c|d]",
              "XGROUP DELCONSUMER x g [c|d]",
              "XTRIM x MAXLEN 0",
              "XDEL x [1|2|3]",
              "XSETID x 30",
              "XPENDING x g",
              "ZRANGESTORE z y 0 [0|-1]",
              "ZINTERSTORE z 2 y z",
              "ZDIFFSTORE y 2 z q",
              "GEOADD [z|y] 13 38 p",
              "GEOSEARCHSTORE z y FROMLONLAT 13 38 BYRADIUS 100 km",
              "SUNIONSTORE [l|z|s] s",
              "LINSERT l BEFORE 1 2",
              "LPUSHX [l|m] 1",
              "LTRIM [l|m] 1 0",
              "PEXPIREAT [l|m|z|x] 1",
              "EVAL @move 2 [q|y|l|x] [l|m|z|w|x]",
              "EVAL @call 0 [RPUSH l 1 2|ZADD z 1 a|XADD x <newid> f v|RENAME q l|COPY y z"
                  + " REPLACE|DEL x]",
              "[COPY|RENAME] [q|y|w] [l|z|x]",
              "COPY q l DB 1",
              "SWAPDB [0|1] [1|2]",
              "CLIENT UNBLOCK [id0|id1|id2|id3]",
              "CLIENT KILL TYPE normal SKIPME yes",
              "ZCARD z",
              "XLEN x",
              "INFO errorstats"),
          List.of(
              "DEBUG RELOAD",
              "FLUSHDB [ASYNC]?",
              "REPLICAOF 127.0.0.1 1",
              "REPLICAOF NO ONE",
              "REPLICAOF NO ONE",
              "UNLINK [l|m|q|z|y|x]+",
              "EVAL redis.call('rpush',KEYS[1],1)\tredis.call('lpop',KEYS[1])\treturn"
                  + "\tredis.call('rpush',KEYS[1],2) 1 l",
              "EVAL redis.call('rpush',KEYS[1],1)\treturn\tredis.call('blpop',KEYS[2],0) 2 l m",
              "EVAL redis.call('del',KEYS[1])\treturn\tredis.call('zadd',KEYS[2],3,'e') 2 l z",
              "LRANGE l 0 -1",
              "MOVE [l|q] 1",
              "SWAPDB 0 1",
              "SELECT [0|0|1]",
              "FLUSHALL",
              "CLIENT KILL ID [id0|id1|id2|id3]"),
          TRANSACTIONS,
          TRANSACTIONS,
          DOORS);

  static final List<String> BEFORE_EVENTS = List.of("CONFIG SET notify-keyspace-events KEA");

  static final List<String> EVENTS =
      all(
          times(6, "PSUBSCRIBE __key*", "CONFIG SET notify-keyspace-events [K|E|KE]? [A]?"),
          times(
              2,
              "CONFIG SET notify-keyspace-events"
                  + " [KEA|KEAnm|Kg|E$|KEl|KEs|KEh|KEz|KEx|KEe|KEt|KEd|KEm|KEn|Kg$lshz|AKE]"),
          times(60, ANY),
          times(15, ScriptShapes.ANY_IN_SCRIPT),
          times(2, "EVAL @move 2 [a|b|l|h|x] [a|b|ab]", "MOVE [a|b|l|s] 1"),
          TRANSACTIONS,
          DATA,
          List.of("HELLO 3", "HELLO 3"));

  static final List<String> BEFORE_EVICTION =
      List.of(
          "CONFIG SET notify-keyspace-events KEA",
          "CONFIG SET maxmemory-policy volatile-ttl maxmemory-samples 64");

  /// Only keys with a deadline are thrown out, one after the other: which comes first is certain.
  /// Not so in which turn, of which those are told once who asked for prefixes.
  static final List<String> EVICTION =
      all(
          times(
              4,
              "EXPIRE [a|b|c|d|e] <seconds>",
              "SET [a|b|c] 1 EX <seconds>",
              "CONFIG SET maxmemory 0",
              "CLIENT TRACKING ON [OPTOUT]? [NOLOOP]?",
              "GET [a|b|c|d]"),
          times(
              2,
              "CONFIG SET maxmemory 1",
              "PSUBSCRIBE __key*",
              "HELLO 3",
              "DBSIZE",
              "BLPOP [a|l] 0",
              "RPUSH [a|l] 1"),
          times(20, ANY),
          times(10, ScriptShapes.ANY_IN_SCRIPT),
          TRANSACTIONS);

  static final List<String> BEFORE_RIGHTS =
      List.of("ACL SETUSER u0 on nopass +@all ~*", "ACL SETUSER u1 on nopass", "SET a 1");

  static final List<String> RIGHTS =
      all(
          times(
              3,
              "AUTH [u0|u1|default] x",
              "ACL SETUSER [u0|u1] <rule>+",
              "ACL SETUSER [u0|u1] [(+get ~a*)|(+@all %R~b)|(-@all +set +get ~c %W~d)|(+@string"
                  + " ~*)|(+@all ~b allkeys)|(+get|(~a))]",
              "ACL SETUSER [u0|u1]"
                  + " [%R~a|%W~b|%RW~c|~d|allkeys|resetkeys|reset|+@all|-@all|clearselectors|on|nopass|&n*|allchannels]+",
              "ACL SETUSER [u0|u1] [on|nopass] [+@all|+get|+set|+copy|+acl|+auth]+ [~*|%R~a|%W~b]+",
              "ACL GETUSER [u0|u1]",
              "ACL LIST",
              "ACL DRYRUN [u0|u1] GET [a|b|c]",
              "ACL DRYRUN [u0|u1] SET [a|b|c] 1 [GET]?",
              "ACL DRYRUN [u0|u1] COPY [a|b|c] [a|b|d]",
              "ACL DRYRUN [u0|u1] EVAL x 2 [a|b] c",
              "ACL DRYRUN [u0|u1] PUBLISH [n1|m] x"),
          times(
              2,
              "GET [a|b|c|d]",
              "SET [a|b|c|d] 1 [GET]?",
              "COPY [a|b|c|d] [a|b|c|d] REPLACE",
              "RENAME [a|b] [c|d]",
              "EVAL return\tredis.pcall('get',KEYS[1]) 1 [a|b|c]",
              "SORT l BY [w*|nosort] GET #",
              "BITOP OR [a|c] [b|c] d",
              "SUBSCRIBE [n1|m]",
              "PUBLISH [n1|m] x",
              "ACL WHOAMI",
              "ACL DELUSER u1",
              "CONFIG GET maxmemory",
              "CLIENT GETNAME"),
          times(
              4,
              "ACL LOG",
              "ACL LOG [1|0|-1|RESET]",
              "ACL DRYRUN [u0|u1] ANY",
              "ACL SETUSER [u0|u1] on nopass ~* &* +@all [<rule>]+",
              "ACL SETUSER [u0|u1]"
                  + " [+|-][@read|@write|@string|@list|@stream|@dangerous|@blocking|@keyspace|@scripting|@pubsub|@transaction|@slow]"),
          times(20, ANY, ScriptShapes.ANY_IN_SCRIPT),
          times(
              2,
              "ACL SETUSER [u0|u1]"
                  + " [+config|-config|+config|get|-config|get|+client|getname|-client|-acl|log|+acl|+xinfo|stream|+memory|usage|-object|freq]",
              "ACL SETUSER [u0|u1] [(+@all %R~a)|(+get +set %W~b)|(+@read allkeys -get)|(+publish"
                  + " &n1)|(+sort ~l)]+",
              "CONFIG [GET maxmemory|SET maxmemory 0|RESETSTAT]",
              "SORT l BY w* STORE m",
              "XREADGROUP GROUP g c STREAMS x >",
              "BLPOP [a|l] [b|m] 0",
              "MSET a 1 b 2",
              "ZUNIONSTORE z 2 [a|y] [b|y]",
              "LMPOP 2 [a|l] m LEFT",
              "SPUBLISH [n1|m] x",
              "PSUBSCRIBE [n*|m*|n1]",
              "WATCH [a|b|c]",
              "INFO errorstats",
              "ACL DELUSER [u0|u1]",
              "ACL GENPASS x",
              "FLUSHALL",
              "ACL LOAD"),
          TRANSACTIONS,
          List.of("RESET", "HELLO 3 AUTH [u0|u1|default] x", "RESET", "RESET"));

  /// One preparation for each policy. By LFU each use counts one; by LRU a key is made old first.
  static final List<List<String>> BEFORE_USES =
      Stream.of(
              "allkeys-lfu",
              "allkeys-lru",
              "volatile-lfu",
              "volatile-lru",
              "noeviction",
              "volatile-ttl",
              "allkeys-random",
              "volatile-random")
          .map(policy ->
              List.of(
                  "CONFIG SET lfu-log-factor 0 lfu-decay-time 0 maxmemory 8gb maxmemory-policy "
                      + policy))
          .toList();

  private static final String USED = "[a|b|ab|l|h|s|z|x|m|list:0|list:1|c|d|stream:0|lex:0|hll:0]";

  static final List<String> USES =
      all(
          times(
              8,
              "OBJECT FREQ " + USED,
              "EVAL @idle 1 " + USED,
              "EVAL [@old|@old|@used] 1 " + USED,
              "OBJECT ENCODING " + USED),
          times(40, ANY),
          times(10, ScriptShapes.ANY_IN_SCRIPT),
          times(
              4,
              "GET [a|b|ab]",
              "TOUCH [a|b|l|h]+",
              "EXISTS a l",
              "TYPE [a|l|h]",
              "HGET h f",
              "LRANGE l 0 -1",
              "STRLEN a",
              "MEMORY USAGE nosuch",
              "DUMP nosuch",
              "OBJECT REFCOUNT nosuch",
              "CLIENT NO-EVICT ON"),
          times(
              2,
              "EVAL @move 2 [a|b|l|h|s] [a|b|ab|m]",
              "EVAL redis.call('dump',KEYS[1]) 1 " + USED,
              "EVAL redis.call('debug','object',KEYS[1]) 1 " + USED,
              "EVAL redis.call('memory','usage',KEYS[1]) 1 " + USED,
              "EVAL redis.call('hgetall',KEYS[1]) 1 h",
              "EVAL redis.call('smembers',KEYS[1]) 1 s",
              "EVAL redis.call('sort',KEYS[1],'by','w*','get','a','get','h->f') 1 l",
              "EVAL redis.call('keys','*') 0",
              "EVAL redis.call('scan',0,'type','string') 0",
              "SORT l STORE m",
              "SUNIONSTORE m s",
              "ZRANGESTORE m z 0 -1",
              "COPY [a|l|h|s] [ab|m] REPLACE",
              "RENAME [a|l|h|s] [ab|m]",
              "BLPOP [l|m] 0",
              "BLMOVE l m LEFT LEFT 0",
              "SET [a|b] 1 KEEPTTL",
              "SET a 1 NX GET",
              "GETEX a PERSIST",
              "BITOP OR ab a b",
              "PFCOUNT hll:0",
              "PFMERGE hll:0 hll:1",
              "XINFO STREAM x",
              "WATCH a"),
          DATA,
          DATA,
          TRANSACTIONS);

  private CrowdShapes() {}

  static List<String> times(int times, String... shapes) {
    var all = new ArrayList<String>();
    for (int i = 0; i < times; i++) {
      all.addAll(List.of(shapes));
    }
    return all;
  }

  @SafeVarargs
  static List<String> all(List<String>... lists) {
    var all = new ArrayList<String>();
    for (List<String> list : lists) {
      all.addAll(list);
    }
    return all;
  }
}
