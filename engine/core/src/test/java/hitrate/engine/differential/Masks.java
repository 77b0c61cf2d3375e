package hitrate.engine.differential;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.ReplyText;
import hitrate.engine.client.Words;
import hitrate.engine.resp.Reply;
import hitrate.engine.resp.ReplyReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What may differ between two servers that behave the same: times that went by, ports, ids and
/// memory. Everything else is compared byte for byte.
final class Masks {

  /// How far apart two remaining times or deadlines may be, in milliseconds: the two servers get a
  /// command at slightly different times, on a busy machine a little more so.
  static final long TIME_TOLERANCE_MILLIS = 5_000;

  private static final long TIME_TOLERANCE_SECONDS = TIME_TOLERANCE_MILLIS / 1000;

  /// The fields of CLIENT LIST and CLIENT INFO that depend on ports, time and memory.
  static final List<String> CLIENT_FIELDS =
      List.of(
          "id", "addr", "laddr", "fd", "age", "idle", "qbuf", "qbuf-free", "rbs", "rbp", "tot-mem");

  /// A way in which two replies may differ.
  sealed interface Rule {}

  /// Positive integers may differ by so much.
  record Near(long tolerance) implements Rule {}

  /// The order of items means nothing.
  record Sorted() implements Rule {}

  /// Only the types are compared.
  record Anything() implements Rule {}

  /// Each item of an array has rules of its own.
  record Each(List<List<Rule>> rules) implements Rule {}

  /// When a pending entry of a stream was delivered, or how long ago, is not compared.
  record Deliveries() implements Rule {}

  /// The values of named fields are not compared: `name=value`, `name:value`, or a map's entries.
  record Fields(Set<String> names, Pattern inText) implements Rule {}

  /// What in XINFO depends on when a command ran.
  static final List<Rule> STREAM_TIMES =
      List.of(new Deliveries(), fields(List.of("seen-time", "idle")));

  private Masks() {}

  static Fields fields(Collection<String> names) {
    String any = names.stream().map(Pattern::quote).collect(Collectors.joining("|"));
    Pattern inText = Pattern.compile("(?m)(^|[ ,:])(" + any + ")([=:])[^ \\r\\n,]*");
    return new Fields(new TreeSet<>(names), inText);
  }

  /// The rules that always hold for the reply to a command.
  static List<Rule> of(List<Bytes> command) {
    if (command.isEmpty()) {
      return List.of();
    }
    return switch (word(command, 0)) {
      case "ttl", "expiretime" -> List.of(new Near(TIME_TOLERANCE_SECONDS));
      case "pttl", "pexpiretime" -> List.of(new Near(TIME_TOLERANCE_MILLIS));
      case "time" -> List.of(new Anything());
      case "keys", "hgetall", "hkeys", "hvals" -> List.of(new Sorted());
      case "xpending" -> List.of(new Deliveries());
      case "xinfo" -> STREAM_TIMES;
      case "hello" -> List.of(fields(List.of("id")));
      case "client" ->
          switch (word(command, 1)) {
            case "id" -> List.of(new Near(Long.MAX_VALUE));
            case "list", "info" -> List.of(fields(CLIENT_FIELDS));
            default -> List.of();
          };
      default -> List.of();
    };
  }

  private static String word(List<Bytes> command, int index) {
    return index < command.size() ? command.get(index).toString().toLowerCase(Locale.ROOT) : "";
  }

  /// Whether two replies are the same but for what the rules allow.
  static boolean same(Bytes ours, Bytes theirs, List<Rule> rules) {
    if (ours.equals(theirs)) {
      return true;
    }
    if (rules.isEmpty()) {
      return false;
    }
    try {
      return same(ReplyReader.parse(ours.toArray()), ReplyReader.parse(theirs.toArray()), rules);
    } catch (IOException e) {
      return false;
    }
  }

  /// A reply as people read it, without what the rules let differ.
  static String readable(Bytes raw, List<Rule> rules) {
    try {
      Reply reply = ReplyReader.parse(raw.toArray());
      for (Rule rule : rules) {
        reply =
            switch (rule) {
              case Fields fields -> masked(reply, fields);
              case Sorted() -> sorted(reply);
              case Deliveries() -> timeless(reply);
              default -> reply;
            };
      }
      return ReplyText.render(reply);
    } catch (IOException e) {
      return Words.quote(raw);
    }
  }

  private static boolean same(Reply ours, Reply theirs, List<Rule> rules) {
    Reply left = ours;
    Reply right = theirs;
    for (Rule rule : rules) {
      switch (rule) {
        case Anything() -> {
          return ours.getClass() == theirs.getClass();
        }
        case Each(var each) -> {
          return sameEach(left, right, each);
        }
        case Near(long tolerance) -> left = pulledTo(left, right, tolerance);
        case Sorted() -> {
          left = sorted(left);
          right = sorted(right);
        }
        case Deliveries() -> {
          left = timeless(left);
          right = timeless(right);
        }
        case Fields fields -> {
          left = masked(left, fields);
          right = masked(right, fields);
        }
      }
    }
    return left.equals(right);
  }

  private static boolean sameEach(Reply ours, Reply theirs, List<List<Rule>> each) {
    if (!(ours instanceof Reply.Array(var left))
        || !(theirs instanceof Reply.Array(var right))
        || left.size() != right.size()) {
      return ours.equals(theirs);
    }
    for (int i = 0; i < left.size(); i++) {
      if (!same(left.get(i), right.get(i), i < each.size() ? each.get(i) : List.of())) {
        return false;
      }
    }
    return true;
  }

  /// `ours`, or `theirs` where the two are integers close enough.
  private static Reply pulledTo(Reply ours, Reply theirs, long tolerance) {
    boolean near =
        ours instanceof Reply.Int(long a)
            && theirs instanceof Reply.Int(long b)
            && a > 0
            && b > 0
            && Math.abs(a - b) <= tolerance;
    return near ? theirs : ours;
  }

  /// The reply with all its items in one order.
  static Reply sorted(Reply reply) {
    return switch (reply) {
      case Reply.Array(var items) -> new Reply.Array(sorted(items));
      case Reply.SetReply(var items) -> new Reply.SetReply(sorted(items));
      case Reply.MapReply(var flat) -> {
        var entries = new ArrayList<List<Reply>>();
        for (int i = 0; i + 1 < flat.size(); i += 2) {
          entries.add(List.of(sorted(flat.get(i)), sorted(flat.get(i + 1))));
        }
        entries.sort(Comparator.comparing(Object::toString));
        yield new Reply.MapReply(entries.stream().flatMap(List::stream).toList());
      }
      default -> reply;
    };
  }

  private static List<Reply> sorted(List<Reply> items) {
    return items.stream()
        .map(Masks::sorted)
        .sorted(Comparator.comparing(Object::toString))
        .toList();
  }

  /// The reply as the rules would have it, all masks put on.
  static Reply masked(Reply reply, List<Rule> rules) {
    Reply masked = reply;
    for (Rule rule : rules) {
      masked =
          switch (rule) {
            case Fields fields -> masked(masked, fields);
            case Deliveries() -> timeless(masked);
            default -> masked;
          };
    }
    return masked;
  }

  /// The reply without the times of pending entries, which end in a time and a count.
  private static Reply timeless(Reply reply) {
    return switch (reply) {
      case Reply.Array(var items) -> {
        var result = new ArrayList<>(items.stream().map(Masks::timeless).toList());
        int time = items.size() - 2;
        if (time > 0
            && items.getFirst() instanceof Reply.Bulk
            && items.get(time) instanceof Reply.Int
            && items.get(time + 1) instanceof Reply.Int) {
          result.set(time, new Reply.Simple("*"));
        }
        yield new Reply.Array(result);
      }
      case Reply.MapReply(var flat) ->
          new Reply.MapReply(flat.stream().map(Masks::timeless).toList());
      default -> reply;
    };
  }

  private static Reply masked(Reply reply, Fields fields) {
    return switch (reply) {
      case Reply.Bulk(Bytes text) -> new Reply.Bulk(masked(text, fields));
      case Reply.Verbatim(String format, Bytes text) ->
          new Reply.Verbatim(format, masked(text, fields));
      case Reply.Array(var items) -> new Reply.Array(masked(items, fields));
      case Reply.MapReply(var flat) -> new Reply.MapReply(masked(flat, fields));
      default -> reply;
    };
  }

  private static Bytes masked(Bytes text, Fields fields) {
    return Bytes.of(fields.inText().matcher(text.toString()).replaceAll("$1$2$3*"));
  }

  private static List<Reply> masked(List<Reply> items, Fields fields) {
    var result = new ArrayList<Reply>();
    for (int i = 0; i < items.size(); i++) {
      boolean isNamed =
          i > 0
              && items.get(i - 1) instanceof Reply.Bulk(Bytes name)
              && fields.names().contains(name.toString());
      result.add(isNamed ? new Reply.Simple("*") : masked(items.get(i), fields));
    }
    return result;
  }
}
