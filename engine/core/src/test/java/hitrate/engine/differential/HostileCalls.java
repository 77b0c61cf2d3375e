package hitrate.engine.differential;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.Words;
import hitrate.engine.differential.CallShapes.Argument;
import hitrate.engine.differential.CallShapes.Shape;
import hitrate.engine.testing.Choices;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Makes calls of commands: whole ones after their documentation, on keys of all types, and such
/// with something wrong in them.
final class HostileCalls {

  /// What is in the server before each call. Members of the large sorted set are in order by score
  /// and by name: what a search by name finds where they are not depends on the dice of a skip
  /// list.
  static final List<List<Bytes>> DATA =
      """
      FLUSHALL
      SET str hello
      SET num 10
      SET num2 -5 EX 10000
      SET float 3.5
      SET bits "\\xff\\x0f\\x00"
      PFADD hll a b c
      PFADD hll2 c d
      RPUSH list a b c 1 2 a
      RPUSH biglist @300*a b c
      SADD set a b c
      SADD intset 1 2 3
      SADD bigset @100*a b c 1
      HSET hash a 1 b 2.5 f x
      HSET bighash a @100*b b 2
      ZADD zset 1 a 2 b 2.5 c
      ZADD bigzset 1 @100*a 2 b 3 c
      ZADD lex 0 a 0 b 0 c
      GEOADD geo 13.361389 38.115556 a 15.087269 37.502669 b
      XADD stream 1-1 a 1
      XADD stream 1-2 a 2 b 3
      XADD stream 5-0 f v
      XGROUP CREATE stream g 0
      XREADGROUP GROUP g c COUNT 2 STREAMS stream >
      EXPIRE hash 10000
      """
          .lines()
          .map(line ->
              Words.split(line).stream()
                  .map(word ->
                      word.toString().matches("@\\d+\\*.")
                          ? Bytes.of(word.toString().replaceAll(".*\\*", "").repeat(100))
                          : word)
                  .toList())
          .toList();

  private static final Map<String, List<String>> KEYS =
      Map.of(
          "string", List.of("str", "num", "num2", "float", "bits"),
          "bitmap", List.of("str", "bits", "num"),
          "hyperloglog", List.of("hll", "hll2"),
          "list", List.of("list", "biglist"),
          "set", List.of("set", "intset", "bigset"),
          "hash", List.of("hash", "bighash"),
          "sorted-set", List.of("zset", "bigzset", "lex"),
          "geo", List.of("geo"),
          "stream", List.of("stream"));

  private static final List<String> ALL_KEYS =
      List.of(
          "str", "num", "num2", "float", "bits", "hll", "list", "biglist", "set", "intset",
          "bigset", "hash", "bighash", "zset", "bigzset", "lex", "geo", "stream", "none", "none2");

  private static final List<String> TEXTS =
      List.of(
          "a", "b", "c", "f", "", "1", "2.5", "nosuch", "\\x00\\xff", "a\\r\\nb", "x y", "hello");
  private static final List<String> NUMBERS =
      List.of("0", "1", "2", "3", "-1", "-2", "10", "100", "5");

  /// Numbers that are none, or none of the kind that is asked for. No number between a thousand and
  /// four thousand million: as an offset it would take that much memory.
  private static final List<String> HOSTILE =
      List.of(
          "",
          "abc",
          "1.5",
          "1e3",
          " 1",
          "1 ",
          "01",
          "+1",
          "-0",
          "0x10",
          "nan",
          "inf",
          "-inf",
          "+inf",
          "1e400",
          "1e-400",
          ".5",
          "1.",
          "4294967296",
          "9223372036854775807",
          "9223372036854775808",
          "18446744073709551616",
          "-1",
          "0",
          "*",
          "\\x00",
          "1\\x00",
          "(1",
          "[a",
          "(",
          "[",
          "+",
          "-",
          "$",
          ">",
          "~",
          "=",
          "@50*9",
          "a\\nb",
          "\\xff\\xfe",
          "123456789012345678901234567890.5");

  private static final Bytes LONG_TIME = Bytes.of("100000");
  private static final List<String> VERY_NEGATIVE =
      List.of("-9223372036854775808", "-9223372036854775809", "-4294967297");
  private static final List<String> DOUBLES =
      List.of("1", "2.5", "-1", "0", "100", "inf", "-inf", "3.0e2", "-0", "1.7976931348623157e308");
  private static final List<String> RANGES =
      List.of(
          "-", "+", "(1", "[a", "(b", "[", "(", "1", "2", "-inf", "+inf", "(inf", "0", "(2.5",
          "(abc", "a", "1-1", "(1-1", "5-0", "1-2", "(5", "(-", "(+", "1-1-1", "1-");
  private static final List<String> IDS =
      List.of(
          "*",
          "0",
          "1-1",
          "1-2",
          "5-0",
          "5-1",
          "6-0",
          "7-*",
          "5-*",
          "$",
          ">",
          "0-0",
          "-",
          "+",
          "(1-1",
          "18446744073709551615-18446744073709551615",
          "18446744073709551615-*",
          "abc",
          "1-abc",
          "-1",
          "18446744073709551616");
  private static final List<String> SCRIPTS =
      List.of(
          "return 1",
          "return {1,2,'a',{3}}",
          "return KEYS",
          "return ARGV",
          "return redis.call('get', KEYS[1])",
          "return redis.pcall('set', KEYS[1], ARGV[1])",
          "return redis.call('nosuch')",
          "return redis.error_reply('MY err')",
          "return redis.status_reply('fine')",
          "error('x')",
          "return nosuch",
          "return",
          "return 1.9",
          "return {a=1}",
          "return {double=2.5}",
          "return false",
          "not lua",
          "#!lua flags=no-writes\\nreturn redis.call('set', 'a', 1)",
          "#!lua flags=nosuch\\nreturn 1",
          "#!lua flags=allow-oom\\nreturn redis.call('set', KEYS[1] or 'a', 1)",
          "#!lua\\nreturn redis.pcall('incr', 'num')",
          "#!nosuch\\nreturn 1",
          "#!lua name=lib\\nredis.register_function('f', function(k, a) return a end)",
          "#!lua name=lib2\\nredis.register_function{function_name='g',"
              + " callback=function() return redis.call('get','str') end, flags={'no-writes'}}");
  private static final List<String> SETTINGS =
      List.of(
          "maxmemory-samples",
          "hash-max-listpack-entries",
          "nosuch",
          "slowlog-max-len",
          "lfu-log-factor",
          "port",
          "save",
          "*",
          "",
          "maxmemory-policy",
          "databases",
          "list-max-ziplist-size");
  private static final List<String> RULES =
      List.of(
          "on",
          "off",
          "nopass",
          ">x",
          "<x",
          "#x",
          "~*",
          "~a*",
          "%R~b",
          "%W~",
          "%RW~c",
          "&*",
          "&c",
          "+@all",
          "-@all",
          "+get",
          "-get",
          "+nosuch",
          "+@nosuch",
          "reset",
          "resetkeys",
          "resetchannels",
          "resetpass",
          "allkeys",
          "allchannels",
          "allcommands",
          "nocommands",
          "+config|get",
          "-config|set",
          "+get|x",
          "(+get ~a)",
          "(",
          "()",
          "clearselectors",
          "!x",
          "sanitize-payload",
          "skip-sanitize-payload",
          "",
          "%~x",
          "+client|nosuch");

  /// Words that an argument of this name is likely to be right with.
  private static final Map<String, List<String>> BY_NAME =
      Map.ofEntries(
          Map.entry("id", IDS),
          Map.entry("client-id", List.of("0", "-1", "999999", "x", "")),
          Map.entry("group", List.of("g", "g", "g", "nosuch", "")),
          Map.entry("groupname", List.of("g", "g", "g2", "")),
          Map.entry("consumer", List.of("c", "c2", "")),
          Map.entry("consumername", List.of("c", "c2", "")),
          Map.entry("start", RANGES),
          Map.entry("end", RANGES),
          Map.entry("min", RANGES),
          Map.entry("max", RANGES),
          Map.entry("script", SCRIPTS),
          Map.entry("function-code", SCRIPTS),
          Map.entry("function", List.of("f", "g", "nosuch", "")),
          Map.entry("library-name", List.of("lib", "nosuch", "")),
          Map.entry("sha1", List.of("e0e1f9fabfc9d4800c877a703b823ac0578ff8db", "x", "@40*f")),
          Map.entry("username", List.of("alice", "limited", "nosuch", "")),
          Map.entry("rule", RULES),
          Map.entry("parameter", SETTINGS),
          Map.entry(
              "encoding", List.of("u8", "i8", "u1", "i64", "u63", "u64", "i0", "i65", "x", "")),
          Map.entry("cursor", List.of("0", "0", "0", "-1", "x", "", "18446744073709551616")),
          Map.entry("timeout", List.of("0", "30", "-1", "x", "1e9", "")),
          Map.entry("protover", List.of("2", "3", "4", "1", "x")),
          Map.entry("serialized-value", List.of("", "x", "\\x00\\x01a\\x0b\\x00", "@40*x")),
          Map.entry("command-name", List.of("get", "config|get", "config", "nosuch", "", "xadd")),
          Map.entry(
              "command", List.of("get", "set", "config", "nosuch", "zunionstore", "sort", "")),
          Map.entry("section", List.of("server", "nosuch", "")),
          Map.entry("category", List.of("read", "nosuch", "")),
          Map.entry("categoryname", List.of("read", "nosuch", "")),
          Map.entry("event", List.of("command", "nosuch", "")),
          Map.entry("version", List.of("5", "6", "x")),
          Map.entry("threshold", List.of("0", "1", "2", "100", "5-0", "-1", "x")),
          Map.entry("pivot", List.of("a", "b", "nosuch")),
          Map.entry("channel", List.of("ch", "ch2", "")),
          Map.entry("shardchannel", List.of("ch", "ch2", "")),
          Map.entry("index", List.of("0", "1", "-1", "15", "16", "x")),
          Map.entry("index1", List.of("0", "1", "-1", "15", "16", "x")),
          Map.entry("index2", List.of("0", "1", "-1", "15", "16", "x")),
          Map.entry("db", List.of("0", "1", "-1", "15", "16", "x")),
          Map.entry("type", List.of("string", "zset", "nosuch", "")),
          Map.entry("yes/no", List.of("yes", "no", "x")),
          Map.entry("seconds", NUMBERS),
          Map.entry(
              "offset", List.of("0", "1", "7", "#1", "#0", "-1", "#-1", "x", "23", "4294967296")),
          Map.entry("bit", List.of("0", "1", "2", "x")));

  /// Commands that may give a key a time to live. Their calls hold none that is over while the
  /// servers are looked at: it is 100 seconds, 100,000 or in the past.
  static final Set<String> EXPIRING =
      Set.of(
          "set",
          "setex",
          "psetex",
          "getex",
          "expire",
          "pexpire",
          "expireat",
          "pexpireat",
          "restore",
          "restore-asking");

  /// Where the time stands that a call may wait for: behind this word, or at this place, counted
  /// from the end when negative. The same of calls that ask how long an entry has been pending.
  private static final Map<String, String> SPANS =
      Map.ofEntries(
          Map.entry("blpop", "-1"),
          Map.entry("brpop", "-1"),
          Map.entry("bzpopmin", "-1"),
          Map.entry("bzpopmax", "-1"),
          Map.entry("blmove", "-1"),
          Map.entry("brpoplpush", "-1"),
          Map.entry("blmpop", "1"),
          Map.entry("bzmpop", "1"),
          Map.entry("wait", "2"),
          Map.entry("xread", "BLOCK"),
          Map.entry("xreadgroup", "BLOCK"),
          Map.entry("xclaim", "4"),
          Map.entry("xautoclaim", "4"));

  private static final Pattern SHORT = Pattern.compile("(?<sign>[+]?0?)\\d{0,3}([.]\\d*)?");

  private final Choices choices;
  private final Shape shape;
  private final List<Bytes> words = new ArrayList<>();
  private int keysToCome;

  private HostileCalls(Choices choices, Shape shape) {
    this.choices = choices;
    this.shape = shape;
  }

  /// A call of the command, right or wrong.
  static List<Bytes> make(Choices choices, Shape shape) {
    var call = new HostileCalls(choices, shape);
    shape.words().forEach(call::word);
    if (choices.percent(95)) {
      shape.arguments().forEach(call::argument);
    }
    for (int faults = choices.below(4) - 1; faults > 0; faults--) {
      call.spoil();
    }
    if (EXPIRING.contains(shape.name())) {
      call.words.replaceAll(word -> word.toString().matches("[1-9]\\d{0,4}") ? LONG_TIME : word);
    }
    call.lengthenSpans();
    return List.copyOf(call.words);
  }

  /// Makes a span so long that it cannot be over before the call is: whether one of a millisecond
  /// is depends on how busy the machine is.
  private void lengthenSpans() {
    String where = SPANS.getOrDefault(shape.name(), "");
    boolean isPlace = where.matches("-?\\d");
    for (int i = 1; i < words.size(); i++) {
      boolean isSpan =
          isPlace
              ? i == Math.floorMod(Integer.parseInt(where), words.size())
              : words.get(i - 1).toString().equalsIgnoreCase(where);
      if (isSpan) {
        words.set(i, Bytes.of(longer(words.get(i).toString())));
      }
    }
  }

  /// The span in the same spelling, 100,000 instead of all below.
  private static String longer(String span) {
    var spelling = SHORT.matcher(span);
    if (span.equals("1e-400")) { // of a second, which is a whole millisecond to those who wait
      return "1e5";
    }
    boolean isSpan = spelling.matches() && span.matches(".*[1-9].*");
    return isSpan ? spelling.replaceFirst("${sign}100000$2") : span;
  }

  private void word(String text) {
    words.add(bytes(text));
  }

  private static Bytes bytes(String text) {
    if (text.matches("@\\d+\\*.")) {
      int star = text.indexOf('*');
      return Bytes.of(text.substring(star + 1).repeat(Integer.parseInt(text.substring(1, star))));
    }
    return text.contains("\\") ? Words.split("\"" + text + "\"").getFirst() : Bytes.of(text);
  }

  private void argument(Argument argument) {
    if (argument.isOptional() && choices.percent(60)) {
      return;
    }
    int times = argument.isRepeated() ? 1 + choices.below(3) : 1;
    if (argument.isRepeated() && argument.type().equals("key") && keysToCome > 0) {
      times = keysToCome;
      keysToCome = 0;
    }
    for (int i = 0; i < times; i++) {
      if (!argument.token().isEmpty() && (i == 0 || argument.repeatsToken())) {
        word(choices.percent(90) ? argument.token() : argument.token().toLowerCase(Locale.ROOT));
      }
      value(argument);
    }
  }

  private void value(Argument argument) {
    switch (argument.type()) {
      case "pure-token" -> {}
      case "oneof" -> argument(choices.of(argument.parts()));
      case "block" -> argument.parts().forEach(this::argument);
      case "key" -> word(key());
      default -> word(scalar(argument));
    }
  }

  private String key() {
    List<String> fitting = KEYS.getOrDefault(shape.group(), ALL_KEYS);
    return choices.of(choices.percent(65) ? fitting : ALL_KEYS);
  }

  private String scalar(Argument argument) {
    if (choices.percent(8)) {
      return hostile();
    }
    if (argument.name().equals("numkeys")) {
      keysToCome = 1 + choices.below(2);
      return "" + (choices.percent(90) ? keysToCome : choices.below(5) - 1);
    }
    List<String> named = BY_NAME.get(argument.name().toLowerCase(Locale.ROOT));
    boolean isNumber = argument.type().matches("integer|double");
    if (named != null && !(isNumber && named.equals(RANGES))) {
      return choices.of(named);
    }
    return choices.of(
        switch (argument.type()) {
          case "integer" -> NUMBERS;
          case "double" -> DOUBLES;
          case "unix-time" -> List.of("4000000000", "4000000000000", "0", "1", "-1");
          case "pattern" -> List.of("*", "a*", "[", "\\\\", "", "?", "[^a]", "str");
          default -> TEXTS;
        });
  }

  private String hostile() {
    boolean mayRepeat =
        shape.words().getFirst().contains("RAND")
            || shape.words().getFirst().contains("rand"); // so many random members
    return choices.of(!mayRepeat && choices.percent(15) ? VERY_NEGATIVE : HOSTILE);
  }

  /// Makes one thing wrong.
  private void spoil() {
    int first = shape.words().size();
    int at = first >= words.size() ? words.size() : first + choices.below(words.size() - first);
    boolean hasWord = at < words.size();
    switch (choices.below(9)) {
      case 0 -> words.add(bytes(hostile()));
      case 1 -> words.add(at, bytes(hostile()));
      case 2 -> words.add(at, bytes(choices.of(ALL_KEYS)));
      case 3 -> {
        List<String> tokens = new ArrayList<>();
        tokens(shape.arguments(), tokens);
        words.add(at, bytes(tokens.isEmpty() ? "x" : choices.of(tokens)));
      }
      case 4 -> {
        if (hasWord) {
          words.add(words.get(at));
        }
      }
      case 5 -> {
        if (hasWord) {
          words.set(at, bytes(hostile()));
        }
      }
      case 6 -> {
        if (hasWord) {
          words.remove(at);
        }
      }
      case 7 -> {
        if (hasWord) {
          int other = first + choices.below(words.size() - first);
          Bytes moved = words.get(at);
          words.set(at, words.get(other));
          words.set(other, moved);
        }
      }
      default -> {
        while (words.size() > at) {
          words.removeLast();
        }
      }
    }
  }

  private static void tokens(List<Argument> arguments, List<String> into) {
    for (Argument argument : arguments) {
      if (!argument.token().isEmpty()) {
        into.add(argument.token());
      }
      tokens(argument.parts(), into);
    }
  }
}
