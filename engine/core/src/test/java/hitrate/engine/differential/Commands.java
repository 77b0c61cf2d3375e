package hitrate.engine.differential;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.testing.Choices;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Makes random commands over a small key space, most of them well-formed, with values chosen to
/// hurt.
///
/// A shape describes the calls of a command. `<key>` and its like are chosen each time; `[a|b c]`
/// takes one of its choices, and a `?`, `*` or `+` after a part repeats it 0 to 1, 0 to 3 or 1 to 3
/// times.
final class Commands {

  private static final List<String> SHAPES =
      List.of(
          "GET <key>",
          "SET <key> <value>",
          "SET <key> <value> [NX|XX|GET|KEEPTTL]*",
          "SET <key> <value> [NX|XX|GET|KEEPTTL|EX <seconds>|PX <millis>|EXAT <at>|PXAT"
              + " <atmillis>]*",
          "SETNX <key> <value>",
          "SETEX <key> <seconds> <value>",
          "PSETEX <key> <millis> <value>",
          "GETSET <key> <value>",
          "GETDEL <key>",
          "GETEX <key> [PERSIST|EX <seconds>|PX <millis>|EXAT <at>|PXAT <atmillis>|PXAT 1]*",
          "APPEND <key> <value>",
          "STRLEN <key>",
          "INCR <key>",
          "DECR <key>",
          "INCRBY <key> <integer>",
          "DECRBY <key> <integer>",
          "INCRBYFLOAT <key> <float>",
          "GETRANGE <key> <index> <index>",
          "SUBSTR <key> <index> <index>",
          "SETRANGE <key> <offset> <value>",
          "SETBIT <key> <bitoffset> <bit>",
          "GETBIT <key> <bitoffset>",
          "BITCOUNT <key>",
          "BITCOUNT <key> <index> <index> [BYTE|BIT]?",
          "BITPOS <key> <bit>",
          "BITPOS <key> <bit> <index>",
          "BITPOS <key> <bit> <index> <index> [BYTE|BIT]?",
          "BITOP [AND|OR|XOR] <key> <key>+",
          "BITOP NOT <key> <key>",
          "BITFIELD <key> [OVERFLOW SAT|OVERFLOW FAIL|OVERFLOW WRAP]?"
              + " [GET <field> <fieldoffset>|SET <field> <fieldoffset> <integer>"
              + "|INCRBY <field> <fieldoffset> <integer>]+",
          "BITFIELD_RO <key> [GET <field> <fieldoffset>]*",
          "PFADD <hll> <value>*",
          "PFADD <hll> <members>",
          "PFCOUNT <hll>+",
          "PFCOUNT <key>+",
          "PFMERGE <hll> <hll>*",
          "PFMERGE <hll> <key>",
          "PFDEBUG [ENCODING|DECODE|TODENSE|ENCODING|DECODE] <hll>",
          "MGET <key>+",
          "MSET [<key> <value>]+",
          "MSETNX [<key> <value>]+",
          "LCS <key> <key> [LEN|IDX|WITHMATCHLEN|MINMATCHLEN <integer>]*",
          "EXISTS <key>+",
          "DEL <key>+",
          "UNLINK <key>+",
          "TOUCH <key>+",
          "TYPE <key>",
          "RENAME <key> <key>",
          "RENAMENX <key> <key>",
          "EXPIRE <key> <seconds> [NX|XX|GT|LT]*",
          "PEXPIRE <key> <millis> [NX|XX|GT|LT]*",
          "EXPIREAT <key> <at> [NX|XX|GT|LT]*",
          "EXPIREAT <key> 1 [NX|XX|GT|LT]*",
          "PEXPIREAT <key> <atmillis> [NX|XX|GT|LT]*",
          "TTL <key>",
          "PTTL <key>",
          "EXPIRETIME <key>",
          "PEXPIRETIME <key>",
          "PERSIST <key>",
          "HSET <key> [<name> <value>]+",
          "HMSET <key> [<name> <value>]+",
          "HSETNX <key> <name> <value>",
          "HGET <key> <name>",
          "HMGET <key> <name>+",
          "HGETALL <key>",
          "HKEYS <key>",
          "HVALS <key>",
          "HLEN <key>",
          "HSTRLEN <key> <name>",
          "HEXISTS <key> <name>",
          "HDEL <key> <name>+",
          "HINCRBY <key> <name> <integer>",
          "HINCRBYFLOAT <key> <name> <float>",
          "SADD <key> <member>+",
          "SADD <key> <member>+",
          "SADD <key> <members>",
          "SREM <key> <member>+",
          "SISMEMBER <key> <member>",
          "SMISMEMBER <key> <member>+",
          "SMEMBERS <key>",
          "SCARD <key>",
          "SMOVE <key> <key> <member>",
          "SRANDMEMBER <key>",
          "SRANDMEMBER <key> 3000",
          "SINTER <key>+",
          "SUNION <key>+",
          "SDIFF <key>+",
          "SINTERSTORE <key> <key>+",
          "SUNIONSTORE <key> <key>+",
          "SDIFFSTORE <key> <key>+",
          "SINTERCARD 2 <key> <key> [LIMIT <index>]?",
          "LPUSH <key> <value>+",
          "RPUSH <key> <value>+",
          "LPUSH <list> <value>+",
          "RPUSH <list> <value>+",
          "RPUSH <list> <members>",
          "[LPUSHX|RPUSHX] <list> <value>+",
          "[LPOP|RPOP] <list> <count>?",
          "[LPOP|RPOP] <key>",
          "LLEN <list>",
          "LINDEX <list> <index>",
          "LSET <list> <index> <value>",
          "LINSERT <list> [BEFORE|AFTER] <element> <value>",
          "LRANGE <list> <index> <index>",
          "LREM <list> <index> <element>",
          "LTRIM <list> <index> <index>",
          "LPOS <list> <element> [RANK <index>|COUNT <count>|MAXLEN <count>]*",
          "LMOVE <list> <list> [LEFT|RIGHT] [LEFT|RIGHT]",
          "LMOVE <list> <key> [LEFT|RIGHT] [LEFT|RIGHT]",
          "RPOPLPUSH <list> <list>",
          "LMPOP 1 <list> [LEFT|RIGHT] [COUNT <count>]?",
          "LMPOP 2 <list> <key> [LEFT|RIGHT] [COUNT <count>]?",
          "RENAME <list> <list>",
          "COPY <list> <list> REPLACE?",
          "DEL <list>",
          "ZADD <key> [<score> <member>]+",
          "ZADD <key> [<score> <member>]+",
          "ZADD <key> [NX|XX|GT|LT|CH]* [<score> <member>]+",
          "ZADD <key> INCR [NX|XX|GT|LT|CH]* <score> <member>",
          "ZADD <lexkey> [0 <member>]+",
          "ZINCRBY <key> <score> <member>",
          "ZREM <key> <member>+",
          "ZCARD <key>",
          "ZSCORE <key> <member>",
          "ZMSCORE <key> <member>+",
          "ZRANK <key> <member>",
          "ZREVRANK <key> <member>",
          "ZCOUNT <key> <bound> <bound>",
          "ZLEXCOUNT <lexkey> <lexbound> <lexbound>",
          "ZRANGE <key> <index> <index> [REV|WITHSCORES]*",
          "ZRANGE <key> <bound> <bound> BYSCORE [REV|WITHSCORES|LIMIT <index> <index>]*",
          "ZRANGE <lexkey> <lexbound> <lexbound> BYLEX [REV|LIMIT <index> <index>]*",
          "ZRANGESTORE <key> <key> <index> <index> REV?",
          "ZRANGESTORE <key> <key> <bound> <bound> BYSCORE [REV|LIMIT <index> <index>]*",
          "ZREVRANGE <key> <index> <index> WITHSCORES?",
          "ZRANGEBYSCORE <key> <bound> <bound> [WITHSCORES|LIMIT <index> <index>]*",
          "ZREVRANGEBYSCORE <key> <bound> <bound> [WITHSCORES|LIMIT <index> <index>]*",
          "ZRANGEBYLEX <lexkey> <lexbound> <lexbound> [LIMIT <index> <index>]?",
          "ZREVRANGEBYLEX <lexkey> <lexbound> <lexbound> [LIMIT <index> <index>]?",
          "ZREMRANGEBYRANK <key> <index> <index>",
          "ZREMRANGEBYSCORE <key> <bound> <bound>",
          "ZREMRANGEBYLEX <lexkey> <lexbound> <lexbound>",
          "ZPOPMIN <key> <index>?",
          "ZPOPMAX <key> <index>?",
          "ZMPOP 2 <key> <key> [MIN|MAX] [COUNT <index>]?",
          "ZRANDMEMBER <key> 3000 WITHSCORES?",
          "ZUNION 2 <key> <key> [WITHSCORES|WEIGHTS <score> <score>|AGGREGATE MIN|AGGREGATE MAX]*",
          "ZINTER 3 <key> <key> <key> [WITHSCORES|AGGREGATE MIN|AGGREGATE SUM]*",
          "ZDIFF 2 <key> <key> WITHSCORES?",
          "ZUNIONSTORE <key> 3 <key> <key> <key> [WEIGHTS 1 <score> 0.5]?",
          "ZINTERSTORE <key> 2 <key> <key> [WEIGHTS <score> 2]?",
          "ZDIFFSTORE <key> 2 <key> <key>",
          "ZINTERCARD 2 <key> <key> [LIMIT <index>]?",
          "XADD <stream> <newid> [<name> <value>]+",
          "XADD <stream> <newid> [<name> <value>]+",
          "XADD <stream> <newid> f <value> g <value>",
          "XADD <stream> <newid> f <value> g <value>",
          "XADD <stream> <newid> f <value>",
          "XADD <stream> NOMKSTREAM? [MAXLEN <size>|MAXLEN ~ <size>|MINID = <xid>|MINID ~ <xid>"
              + "|MAXLEN ~ <size> LIMIT <size>]? <newid> f <value>",
          "XADD <key> <newid> [<name> <value>]+",
          "XLEN <stream>",
          "XRANGE <stream> <xbound> <xbound> [COUNT <size>]?",
          "XRANGE <stream> - + [COUNT <size>]?",
          "XREVRANGE <stream> <xbound> <xbound> [COUNT <size>]?",
          "XREVRANGE <stream> + - [COUNT <size>]?",
          "XDEL <stream> <xid>+",
          "XTRIM <stream> [MAXLEN <size>|MAXLEN ~ <size>|MINID = <xid>|MINID ~ <xid>"
              + "|MAXLEN ~ <size> LIMIT <size>|MINID ~ <xid> LIMIT <size>]",
          "XSETID <stream> <newid> [ENTRIESADDED <size>|MAXDELETEDID <xid>]*",
          "XGROUP CREATE <stream> <group> [$|0|0|<xid>] [MKSTREAM|ENTRIESREAD <size>]*",
          "XGROUP SETID <stream> <group> [$|0|<xid>] [ENTRIESREAD <size>]?",
          "XGROUP DESTROY <stream> <group>",
          "XGROUP CREATECONSUMER <stream> <group> <consumer>",
          "XGROUP DELCONSUMER <stream> <group> <consumer>",
          "XREAD [COUNT <size>]? STREAMS <stream> <xid>",
          "XREAD [COUNT <size>]? STREAMS <stream> <stream> <xid> [$|<xid>]",
          "XREADGROUP GROUP <group> <consumer> [COUNT <size>|NOACK]? STREAMS <stream> >",
          "XREADGROUP GROUP <group> <consumer> [COUNT <size>|NOACK]? STREAMS <stream> >",
          "XREADGROUP GROUP <group> <consumer> [COUNT <size>|NOACK]? STREAMS <stream> <xid>",
          "XREADGROUP GROUP <group> <consumer> STREAMS <stream> <stream> > [>|<xid>]",
          "XACK <stream> <group> <xid>+",
          "XPENDING <stream> <group>",
          "XPENDING <stream> <group> [IDLE <idle>]? <xbound> <xbound> <size> [<consumer>]?",
          "XCLAIM <stream> <group> <consumer> <idle> <xid>+ [IDLE <idle>|TIME 1|RETRYCOUNT 3|FORCE"
              + "|JUSTID|LASTID <xid>]*",
          "XAUTOCLAIM <stream> <group> <consumer> <idle> <xbound> [COUNT <size>]? JUSTID?",
          "XINFO STREAM <stream>",
          "XINFO STREAM <stream> FULL [COUNT <size>]?",
          "XINFO GROUPS <stream>",
          "XINFO CONSUMERS <stream> <group>",
          "COPY <stream> <stream> REPLACE?",
          "DEL <stream>",
          "GEOADD <geo> [<lon> <lat> <member>]+",
          "GEOADD <geo> [<lon> <lat> <member>]+",
          "GEOADD <geo> [NX|XX|CH]* [<lon> <lat> <member>]+",
          "GEOPOS <geo> <member>*",
          "GEOHASH <geo> <member>*",
          "GEODIST <geo> <member> <member> <unit>?",
          "GEOSEARCH <geo> [FROMLONLAT <lon> <lat>|FROMMEMBER <member>]"
              + " [BYRADIUS <extent> <unit>|BYBOX <extent> <extent> <unit>]"
              + " [ASC|DESC|COUNT <count>|COUNT <count> ANY|WITHDIST|WITHCOORD|WITHHASH]*",
          "GEOSEARCHSTORE <geo> <geo> FROMLONLAT <lon> <lat> BYBOX <extent> <extent> <unit>"
              + " [STOREDIST|COUNT <count>]*",
          "GEORADIUS <geo> <lon> <lat> <extent> <unit> [WITHDIST|ASC|COUNT <count>|STORE <geo>]*",
          "GEORADIUSBYMEMBER <geo> <member> <extent> <unit> [WITHCOORD|DESC|STOREDIST <geo>]*",
          "COPY <key> <key> REPLACE?",
          "MOVE <key> <database>",
          "DBSIZE",
          "KEYS <glob>",
          "SCAN 0 COUNT 1000 [MATCH <glob>|TYPE string|TYPE list|TYPE hash|TYPE set|TYPE zset|TYPE"
              + " stream]*",
          "RANDOMKEY",
          "SELECT <database>",
          "FLUSHDB [ASYNC|SYNC]?",
          "ECHO <value>",
          "PING <value>?");

  private static final Pattern PART = Pattern.compile("(\\[[^]]*]|<\\w+>|[^ ?*+]+)([?*+]?)");

  private static final List<String> KEYS =
      List.of("a", "b", "c", "d", "e", "a key", "\u0000\u00ff", "");
  private static final List<String> FIELDS =
      List.of("f", "g", "h", "1", "-7", "field", "", "\u00ff");
  private static final List<String> SPECIAL_INTEGERS =
      List.of(
          "0",
          "1",
          "-1",
          "2",
          "10",
          "9223372036854775807",
          "-9223372036854775808",
          "-0",
          "+1",
          "9223372036854775808",
          "4294967296",
          "2147483648",
          " 1",
          "1 ",
          "01",
          "1.0",
          "1e3",
          "0x10",
          "",
          "abc",
          "18446744073709551616");
  private static final List<String> SPECIAL_FLOATS =
      List.of(
          "0",
          "-0.0",
          "0.1",
          "0.2",
          "1.5",
          "-3.75",
          "1e10",
          "1e17",
          "1e18",
          "5.0e3",
          "1e-5",
          "3e-10",
          "1e300",
          "1e4932",
          "-1e4932",
          "1e-4950",
          "123456789012345678",
          "0.3333333333333333333",
          "inf",
          "-inf",
          "nan",
          "infinity",
          "",
          " 1",
          "1 ",
          "1,5",
          "0x1p3",
          ".5",
          "5.",
          "+1.5",
          "1e",
          "3.14159265358979323846");
  private static final List<String> SPECIAL_IDS =
      List.of(
          "0",
          "0-0",
          "0-*",
          "18446744073709551615",
          "18446744073709551615-18446744073709551615",
          "-",
          "+",
          "5-",
          "-5",
          "5--3",
          "007-1",
          " 7",
          "+7",
          "7-01",
          "7-x",
          "(",
          "",
          "18446744073709551616",
          "1.5",
          "abc");
  private static final List<String> SPECIAL_VALUES =
      List.of("", "x", "hello world", "\r\n", "\u0000", "\u00ff\u00fe", "+OK\r\n", "10", "3.0");
  private static final List<String> GLOBS =
      List.of(
          "*", "?", "a*", "[a-c]", "[^a]", "*key", "\\a", "[", "a\\", "**", "", "[c-a]", "[b",
          "??");
  private static final List<String> BAD_TIMES =
      List.of(
          "0",
          "-1",
          "-5000",
          "9223372036854775807",
          "9223372036854776",
          "-9223372036854775808",
          "1.5",
          "abc",
          "");

  private final Choices choices;
  private final long startMillis;
  private final Set<Long> spans = new HashSet<>();
  private long lastStreamId;

  /// Choices for one sequence. Times count from `startMillis`, the Unix time at which the sequence
  /// begins.
  Commands(Choices choices, long startMillis) {
    this.choices = choices;
    this.startMillis = startMillis;
  }

  /// The names of all commands made.
  static Set<String> names() {
    var names = new HashSet<String>();
    SHAPES.forEach(shape -> names.add(shape.replaceFirst(" .*", "")));
    return names;
  }

  /// A random command; four in a hundred have a word too few or too many, or a damaged one.
  List<Bytes> next() {
    var words = new ArrayList<String>();
    expand(choices.of(SHAPES), words);
    if (choices.percent(4)) {
      damage(words);
    }
    if (choices.percent(20)) {
      words.set(0, words.getFirst().toLowerCase(Locale.ROOT));
    }
    return words.stream().map(word -> Bytes.wrap(word.getBytes(ISO_8859_1))).toList();
  }

  private void damage(List<String> words) {
    switch (choices.below(3)) {
      case 0 -> words.removeLast();
      case 1 -> words.add(choices.of(List.of("junk", "NX", "EX", "", "10", "GET")));
      default -> words.set(choices.below(words.size()), "junk");
    }
    if (words.isEmpty()) {
      words.add("GET");
    }
  }

  private void expand(String shape, List<String> words) {
    Matcher part = PART.matcher(shape);
    while (part.find()) {
      int times =
          switch (part.group(2)) {
            case "?" -> choices.below(2);
            case "*" -> choices.below(4);
            case "+" -> 1 + choices.below(3);
            default -> 1;
          };
      for (int i = 0; i < times; i++) {
        once(part.group(1), words);
      }
    }
  }

  private void once(String part, List<String> words) {
    if (part.startsWith("[")) {
      expand(choices.of(List.of(part.substring(1, part.length() - 1).split("\\|"))), words);
      return;
    }
    switch (part) {
      case "<key>" -> words.add(choices.of(KEYS));
      case "<lexkey>" -> words.add("lex:" + choices.below(3)); // of members with equal scores
      case "<geo>" -> words.add("geo:" + choices.below(3));
      case "<lon>" -> words.add(coordinate(180));
      case "<lat>" -> words.add(coordinate(85));
      case "<extent>" -> words.add(choices.percent(5) ? floating() : "" + choices.below(5000));
      case "<unit>" -> words.add(choices.of(List.of("km", "m", "KM", "mi", "ft", "km", "x")));
      case "<hll>" -> words.add("hll:" + choices.below(5));
      case "<list>" -> words.add("list:" + choices.below(4));
      case "<element>" -> words.add(choices.percent(80) ? "" + choices.between(-20, 20) : value());
      case "<count>" ->
          words.add(choices.percent(15) ? integer() : Long.toString(choices.below(12)));
      case "<members>" -> members(words);
      case "<value>" -> words.add(value());
      case "<name>" -> words.add(choices.of(FIELDS));
      case "<member>" -> words.add(member());
      case "<score>" -> words.add(score());
      case "<bound>" -> words.add((choices.percent(20) ? "(" : "") + score());
      case "<lexbound>" -> words.add(lexBound());
      case "<stream>" -> words.add("stream:" + choices.below(3));
      case "<newid>" -> words.add(newId());
      case "<xid>" -> words.add(streamId());
      case "<xbound>" -> words.add(streamBound());
      case "<group>" -> words.add("g" + choices.below(2));
      case "<consumer>" -> words.add("c" + choices.below(3));
      case "<idle>" -> words.add(choices.of(List.of("0", "0", "7200000", "3600000", "-1", "x")));
      case "<size>" -> words.add(choices.percent(5) ? integer() : "" + choices.below(25));
      case "<integer>" -> words.add(integer());
      case "<float>" -> words.add(floating());
      case "<index>" -> words.add(index());
      case "<offset>" -> words.add(offset());
      case "<bit>" -> words.add(choices.of(List.of("0", "1", "0", "1", "0", "1", "2", "x")));
      case "<bitoffset>" -> words.add(bitOffset());
      case "<field>" -> words.add(field());
      case "<fieldoffset>" -> words.add(choices.percent(30) ? "#" + choices.below(9) : bitOffset());
      case "<glob>" -> words.add(choices.of(GLOBS));
      case "<database>" -> words.add(choices.of(List.of("0", "0", "1", "15", "16", "-1", "x")));
      case "<seconds>" -> words.add(time(span() / 1000));
      case "<millis>" -> words.add(time(span()));
      case "<at>" -> words.add(time((startMillis + span()) / 1000));
      case "<atmillis>" -> words.add(time(startMillis + span()));
      default -> words.add(choices.percent(10) ? part.toLowerCase(Locale.ROOT) : part);
    }
  }

  private String score() {
    return switch (choices.below(20)) {
      case 0 -> floating();
      case 1 -> integer();
      case 2 -> choices.of(List.of("inf", "-inf", "-0", "0.1", "1e17"));
      case 3, 4 -> choices.between(-99, 99) + "." + choices.between(0, 99);
      default -> Long.toString(choices.between(-3, 12));
    };
  }

  private String lexBound() {
    return switch (choices.below(8)) {
      case 0 -> "-";
      case 1 -> "+";
      case 2 -> member();
      default -> choices.of(List.of("[", "(")) + member();
    };
  }

  private String coordinate(int limit) {
    return switch (choices.below(20)) {
      case 0 -> floating();
      case 1 -> Integer.toString(choices.of(List.of(-limit, limit, limit + 1, 0)));
      case 2, 3, 4 -> choices.between(-limit, limit - 1) + ".5";
      default -> choices.between(10, 20) + "." + choices.between(0, 99_999);
    };
  }

  private String member() {
    return switch (choices.below(20)) {
      case 0 -> "m".repeat(64 + choices.below(2));
      case 1 -> integer();
      case 2 -> value();
      case 3, 4, 5, 6 -> choices.of(FIELDS);
      default -> Long.toString(choices.between(-5, 15));
    };
  }

  /// An id for a new entry, mostly one that is greater than those before.
  private String newId() {
    if (choices.percent(8)) {
      return streamId();
    }
    lastStreamId += choices.below(3);
    return switch (choices.below(4)) {
      case 0 -> lastStreamId + "-*";
      case 1 -> "" + ++lastStreamId;
      default -> lastStreamId + "-" + choices.below(40);
    };
  }

  /// An id that there may be.
  private String streamId() {
    if (choices.percent(6)) {
      return choices.of(SPECIAL_IDS);
    }
    long millis = choices.below((int) lastStreamId + 2);
    return choices.percent(40) ? "" + millis : millis + "-" + choices.below(6);
  }

  private String streamBound() {
    return switch (choices.below(5)) {
      case 0 -> "-";
      case 1 -> "+";
      case 2 -> "(" + streamId();
      default -> streamId();
    };
  }

  private void members(List<String> words) {
    long first = choices.below(1_000_000);
    int count = choices.below(choices.percent(10) ? 2000 : 60);
    for (int i = 0; i < count; i++) {
      words.add(Long.toString(first + i));
    }
  }

  private String value() {
    return switch (choices.below(10)) {
      case 0, 1 -> integer();
      case 2 -> floating();
      case 3, 4 -> choices.of(SPECIAL_VALUES);
      case 5 -> new String(choices.bytes(choices.below(60)), ISO_8859_1);
      case 6 -> "x".repeat(choices.below(choices.percent(5) ? 70_000 : 300));
      case 7 -> Long.toString(choices.anyLong());
      default -> Long.toString(choices.between(-1000, 20_000));
    };
  }

  private String integer() {
    return switch (choices.below(3)) {
      case 0 -> choices.of(SPECIAL_INTEGERS);
      case 1 -> Long.toString(choices.anyLong() >> choices.below(64));
      default -> Long.toString(choices.between(-20, 20));
    };
  }

  private String floating() {
    return switch (choices.below(4)) {
      case 0 -> choices.of(SPECIAL_FLOATS);
      case 1 -> Double.toString(choices.anyLong() / 1e15);
      case 2 -> choices.between(-99, 99) + "." + choices.between(0, 999);
      default -> choices.between(-9, 9) + "e" + choices.between(-20, 20);
    };
  }

  private String index() {
    return choices.percent(20) ? integer() : Long.toString(choices.between(-12, 12));
  }

  private String offset() {
    return choices.percent(15)
        ? choices.of(
            List.of("-1", "536870912", "9223372036854775807", "4294967296", "abc", "", "600000000"))
        : Long.toString(choices.between(0, choices.percent(10) ? 5000 : 20));
  }

  private String bitOffset() {
    return choices.percent(5)
        ? choices.of(List.of("-1", "4294967296", "9223372036854775808", "abc", "", "#", "1.0"))
        : Long.toString(choices.below(choices.percent(10) ? 5000 : 100));
  }

  private String field() {
    return choices.percent(3)
        ? choices.of(List.of("u64", "i65", "u0", "i0", "8", "x8", "u", ""))
        : choices.of(List.of("i", "u")) + (1 + choices.below(63));
  }

  /// A time, or one in five times a value that is no good one. No shape gives SET a time gone by:
  /// such a key stays, expired, until the server comes across it, and DBSIZE tells when that was.
  private String time(long good) {
    return choices.percent(20) ? choices.of(BAD_TIMES) : Long.toString(good);
  }

  /// A span of at least 1000 s, in milliseconds, that differs by 1000 s from every other of the
  /// sequence: which of two deadlines is later must not depend on how fast the servers are.
  private long span() {
    while (true) {
      long span = choices.between(1, 100_000);
      if (spans.add(span)) {
        return span * 1_000_000;
      }
    }
  }
}
