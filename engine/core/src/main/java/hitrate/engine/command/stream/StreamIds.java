package hitrate.engine.command.stream;

import hitrate.engine.bytes.Decimal;
import hitrate.engine.command.Args;
import hitrate.engine.command.CommandError;
import hitrate.engine.struct.StreamId;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads ids from the words of a call: `1526919030474-55`, `1526919030474` with a sequence that
/// depends on the command, `-` and `+` for the least and the greatest.
final class StreamIds {
  private static final CommandError INVALID =
      CommandError.of("ERR Invalid stream ID specified as stream command argument");
  private static final CommandError INVALID_START =
      CommandError.of("ERR invalid start ID for the interval");
  private static final CommandError INVALID_END =
      CommandError.of("ERR invalid end ID for the interval");
  private static final int MAX_LENGTH = 127;
  private static final Pattern NUMBER = Pattern.compile("[ \\t-\\r]*([+-]?)([0-9]+)");
  private static final BigInteger LIMIT = BigInteger.ONE.shiftLeft(64);

  private StreamIds() {}

  /// The id at a word, `-` and `+` refused; a sequence that is left out is 0.
  ///
  /// @throws CommandError when it is none
  static StreamId strict(Args args, int word) {
    StreamId id = plain(args, word);
    return id == null ? slowly(args.visibleText(word), args.length(word), 0, true) : id;
  }

  /// The id at a word where `-` and `+` stand for the least and the greatest.
  static StreamId loose(Args args, int word) {
    return slowly(args.visibleText(word), args.length(word), 0, false);
  }

  /// The ids at all words from `from` on.
  ///
  /// @throws CommandError when one of them is none
  static StreamId[] all(Args args, int from) {
    var ids = new StreamId[args.count() - from];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = strict(args, from + i);
    }
    return ids;
  }

  /// The id at a word, null when it is none.
  static @Nullable StreamId strictOrNull(Args args, int word) {
    try {
      return strict(args, word);
    } catch (CommandError noId) {
      return null;
    }
  }

  /// The least id of an interval: `(` in front leaves the id itself out.
  static StreamId start(Args args, int word) {
    if (!isExclusive(args, word)) {
      return interval(args, word, 0);
    }
    StreamId next = interval(args, word, 0).next();
    if (next == null) {
      throw INVALID_START;
    }
    return next;
  }

  /// The greatest id of an interval, likewise; a sequence that is left out is the greatest.
  static StreamId end(Args args, int word) {
    if (!isExclusive(args, word)) {
      return interval(args, word, -1);
    }
    StreamId previous = interval(args, word, -1).previous();
    if (previous == null) {
      throw INVALID_END;
    }
    return previous;
  }

  private static boolean isExclusive(Args args, int word) {
    return args.length(word) > 1 && args.array()[args.start(word)] == '(';
  }

  private static StreamId interval(Args args, int word, long missing) {
    String text = args.visibleText(word);
    boolean exclusive = isExclusive(args, word);
    return slowly(
        exclusive ? text.substring(1) : text,
        args.length(word) - (exclusive ? 1 : 0),
        missing,
        exclusive);
  }

  /// The id that an entry asks for: `*`, `1526919030474-*` or a whole one.
  static Wanted wanted(Args args, int word) {
    if (args.length(word) == 1 && args.array()[args.start(word)] == '*') {
      return Wanted.ANY;
    }
    String text = args.visibleText(word);
    int dash = text.indexOf('-');
    if (dash >= 0 && text.substring(dash + 1).equals("*") && args.length(word) <= MAX_LENGTH) {
      return new Wanted(new StreamId(number(text.substring(0, dash)), 0), true, false);
    }
    return new Wanted(strict(args, word), false, false);
  }

  /// What XADD was given for an id.
  ///
  /// @param anySequence whether the sequence is to be chosen
  /// @param any whether all is to be chosen
  record Wanted(StreamId id, boolean anySequence, boolean any) {
    static final Wanted ANY = new Wanted(StreamId.MIN, true, true);
  }

  /// The id when its numbers are written as they should be, without making a text of it.
  private static @Nullable StreamId plain(Args args, int word) {
    byte[] array = args.array();
    int start = args.start(word);
    int length = args.length(word);
    int dash = 0;
    while (dash < length && array[start + dash] != '-') {
      dash++;
    }
    boolean hasSequence = dash < length;
    int rest = length - dash - 1;
    if (!isNumber(array, start, dash) || hasSequence && !isNumber(array, start + dash + 1, rest)) {
      return null;
    }
    return new StreamId(
        Decimal.parse(array, start, dash),
        hasSequence ? Decimal.parse(array, start + dash + 1, rest) : 0);
  }

  private static boolean isNumber(byte[] array, int start, int length) {
    return length > 0 && array[start] != '-' && Decimal.isLong(array, start, length);
  }

  private static StreamId slowly(String text, int length, long missing, boolean strict) {
    if (length > MAX_LENGTH) {
      throw INVALID;
    }
    if (!strict && text.equals("-")) {
      return StreamId.MIN;
    } else if (!strict && text.equals("+")) {
      return StreamId.MAX;
    }
    int dash = text.indexOf('-');
    return dash < 0
        ? new StreamId(number(text), missing)
        : new StreamId(number(text.substring(0, dash)), number(text.substring(dash + 1)));
  }

  /// An unsigned number of 64 bits, read as C's `strtoull` does: blanks and a sign may be in front,
  /// and a minus takes it from 2^64; only a plain negative number is refused.
  private static long number(String text) {
    var match = NUMBER.matcher(text);
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    boolean negative = Decimal.isLong(bytes, 0, bytes.length) && bytes[0] == '-';
    if (negative || !match.matches()) {
      throw INVALID;
    }
    var number = new BigInteger(match.group(2));
    if (number.compareTo(LIMIT) >= 0) {
      throw INVALID;
    }
    return match.group(1).equals("-") ? -number.longValue() : number.longValue();
  }
}
