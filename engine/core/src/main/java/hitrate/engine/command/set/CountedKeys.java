package hitrate.engine.command.set;

import hitrate.engine.command.Args;
import hitrate.engine.command.CommandError;

/// The words of SINTERCARD: `numkeys key [key ...] [LIMIT limit]`.
///
/// @param keys how many keys there are, from word 2 on
/// @param limit where to stop counting, 0 for never
record CountedKeys(int keys, long limit) {
  /// Reads the number of keys at word 1 and the option behind the keys.
  ///
  /// @throws CommandError for a wrong number, then for a wrong option
  static CountedKeys withLimit(Args args) {
    int keys = keys(args);
    long limit = 0;
    for (int i = 2 + keys; i < args.count(); i += 2) {
      if (!args.is(i, "LIMIT") || i + 1 == args.count()) {
        throw CommandError.SYNTAX;
      }
      limit = args.longAt(i + 1, 0, Long.MAX_VALUE, "ERR LIMIT can't be negative");
    }
    return new CountedKeys(keys, limit);
  }

  private static int keys(Args args) {
    long keys = args.longAt(1, 1, Long.MAX_VALUE, "ERR numkeys should be greater than 0");
    if (keys > args.count() - 2) {
      throw CommandError.of("ERR Number of keys can't be greater than number of args");
    }
    return (int) keys;
  }
}
