package hitrate.engine.command;

import org.jspecify.annotations.Nullable;

/// The words of HRANDFIELD and ZRANDMEMBER.
///
/// @param count how many elements to draw, negative to allow repetitions; null for just one
/// @param withMore whether each comes with its value or score
public record DrawOptions(@Nullable Long count, boolean withMore) {
  /// Reads the words behind the key.
  ///
  /// @param more the word that asks for values or scores
  public static DrawOptions parse(Args args, String more) {
    if (args.count() == 2) {
      return new DrawOptions(null, false);
    }
    long count = args.longAt(2, -Long.MAX_VALUE, Long.MAX_VALUE);
    boolean withMore = args.count() == 4 && args.is(3, more);
    if (args.count() > 3 && !withMore) {
      throw CommandError.SYNTAX;
    }
    if (withMore && (count < -Long.MAX_VALUE / 2 || count > Long.MAX_VALUE / 2)) {
      throw CommandError.of("ERR value is out of range");
    }
    return new DrawOptions(count, withMore);
  }
}
