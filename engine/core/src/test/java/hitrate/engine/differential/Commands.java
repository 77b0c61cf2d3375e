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
/// What the calls of a command look like, [Shapes] says.
final class Commands {

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

  private static final List<String> RULES =
      List.of(
          "+@read",
          "-@write",
          "+@all",
          "-@all",
          "+get",
          "-get",
          "~a*",
          "%R~b*",
          "%W~*",
          "allkeys",
          "+@list",
          "-@stream",
          "+config|get",
          "-client|tracking",
          ">x",
          "<x",
          "nopass",
          "(+set ~c)",
          "clearselectors",
          "&a*",
          "allchannels",
          "resetchannels",
          "sanitize-payload",
          "+nosuch");

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
    Shapes.ALL.forEach(shape -> names.add(shape.replaceFirst(" .*", "")));
    return names;
  }

  /// A random command; four in a hundred have a word too few or too many, or a damaged one.
  List<Bytes> next() {
    var words = new ArrayList<String>();
    expand(choices.of(Shapes.ALL), words);
    if (choices.percent(4)) {
      damage(words);
    }
    if (choices.percent(20)) {
      words.set(0, words.getFirst().toLowerCase(Locale.ROOT));
    }
    return bytes(words);
  }

  /// A random command of one of these shapes.
  List<Bytes> from(List<String> shapes) {
    var words = new ArrayList<String>();
    expand(choices.of(shapes), words);
    return bytes(words);
  }

  private static List<Bytes> bytes(List<String> words) {
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
      case "<user>" -> words.add("u" + choices.below(2));
      case "<rule>" -> words.add(choices.of(RULES));
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
