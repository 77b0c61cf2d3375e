package hitrate.engine.differential;

import java.util.ArrayList;
import java.util.List;

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
          "FLUSHALL",
          "DEBUG SET-ACTIVE-EXPIRE 0",
          "CONFIG SET notify-keyspace-events ''",
          "ACL DELUSER u0 u1");

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

  private static final List<String> TRANSACTIONS =
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
          List.of(
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
          TRANSACTIONS,
          DATA,
          List.of("HELLO 3", "HELLO 3"));

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
          TRANSACTIONS,
          List.of("RESET", "HELLO 3 AUTH [u0|u1|default] x", "RESET", "RESET"));

  static final List<String> BEFORE_USES =
      List.of(
          "CONFIG SET maxmemory-policy allkeys-lfu lfu-log-factor 0 lfu-decay-time 0 maxmemory"
              + " 8gb");

  static final List<String> USES =
      all(
          times(8, "OBJECT FREQ [a|b|ab|l|h|s|z|x|m]"),
          times(40, ANY),
          times(
              4,
              "GET [a|b|ab]",
              "TOUCH [a|b|l|h]+",
              "EXISTS a l",
              "TYPE [a|l|h]",
              "HGET h f",
              "LRANGE l 0 -1",
              "STRLEN a",
              "OBJECT ENCODING a",
              "OBJECT IDLETIME a",
              "MEMORY USAGE nosuch",
              "CLIENT NO-EVICT ON"),
          DATA,
          DATA,
          TRANSACTIONS);

  private CrowdShapes() {}

  private static List<String> times(int times, String... shapes) {
    var all = new ArrayList<String>();
    for (int i = 0; i < times; i++) {
      all.addAll(List.of(shapes));
    }
    return all;
  }

  @SafeVarargs
  private static List<String> all(List<String>... lists) {
    var all = new ArrayList<String>();
    for (List<String> list : lists) {
      all.addAll(list);
    }
    return all;
  }
}
