package hitrate.engine.command.sortedset;

import hitrate.engine.bytes.DoubleText;
import hitrate.engine.command.Args;
import hitrate.engine.command.CommandError;
import hitrate.engine.struct.LexRange;
import hitrate.engine.struct.ScoreRange;
import java.util.Arrays;

/// Reads scores, and the bounds of ranges: `(1.5`, `-inf`, `[a`, `(b`, `+`.
public final class Bounds {
  private Bounds() {}

  /// Word `index` as a score.
  ///
  /// @throws CommandError when it is none
  public static double score(Args args, int index) {
    return score(args, index, "ERR value is not a valid float");
  }

  /// The same with another error.
  static double score(Args args, int index, String error) {
    double score = DoubleText.parse(args.array(), args.start(index), args.length(index));
    if (Double.isNaN(score)) {
      throw CommandError.of(error);
    }
    return score;
  }

  /// The range of scores between two words.
  static ScoreRange scores(Args args, int min, int max) {
    boolean minExclusive = isExclusive(args, min);
    boolean maxExclusive = isExclusive(args, max);
    double least = bound(args, min, minExclusive);
    double most = bound(args, max, maxExclusive);
    if (Double.isNaN(least) || Double.isNaN(most)) {
      throw CommandError.of("ERR min or max is not a float");
    }
    return new ScoreRange(least, minExclusive, most, maxExclusive);
  }

  private static boolean isExclusive(Args args, int index) {
    return args.length(index) > 0 && args.array()[args.start(index)] == '(';
  }

  private static double bound(Args args, int index, boolean exclusive) {
    int skip = exclusive ? 1 : 0;
    return DoubleText.parseLoosely(
        args.array(), args.start(index) + skip, args.length(index) - skip);
  }

  /// The range of members between two words.
  static LexRange members(Args args, int min, int max) {
    return new LexRange(member(args, min), member(args, max));
  }

  private static LexRange.Bound member(Args args, int index) {
    int start = args.start(index);
    int length = args.length(index);
    int first = length == 0 ? 0 : args.array()[start];
    boolean isAlone = length == 1 || length > 1 && args.array()[start + 1] == 0;
    if (first == '+' && isAlone) {
      return LexRange.Bound.HIGHEST;
    }
    if (first == '-' && isAlone) {
      return LexRange.Bound.LOWEST;
    }
    if (first != '(' && first != '[') {
      throw CommandError.of("ERR min or max not valid string range item");
    }
    byte[] member = Arrays.copyOfRange(args.array(), start + 1, start + length);
    return first == '(' ? LexRange.Bound.exclusive(member) : LexRange.Bound.inclusive(member);
  }
}
