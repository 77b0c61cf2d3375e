package hitrate.engine.command.stream;

import hitrate.engine.command.Args;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Waiting;

/// The words of XREAD and XREADGROUP, as far as they make sense without looking at the streams.
///
/// @param count the most entries of each stream, 0 for all
/// @param blockMillis how long to wait when there is nothing, 0 for ever, negative for not at all
/// @param group the word with the group's name, 0 when none is given
/// @param isWithoutPending whether entries need not be acknowledged
/// @param firstKey the word with the first key
/// @param streams how many keys there are; as many ids follow them
record ReadOptions(
    long count, long blockMillis, int group, boolean isWithoutPending, int firstKey, int streams) {
  private static final long NOT_AT_ALL = -1;
  private static final CommandError UNBALANCED =
      CommandError.of(
          "ERR Unbalanced XREAD list of streams: for each stream key an ID or '$' must be"
              + " specified.");

  /// True when the client is to wait while there is nothing.
  boolean blocks() {
    return blockMillis != NOT_AT_ALL;
  }

  /// The word with a stream's key.
  int key(int stream) {
    return firstKey + stream;
  }

  /// The word with the id for a stream.
  int id(int stream) {
    return firstKey + streams + stream;
  }

  /// The word with the consumer's name.
  int consumer() {
    return group + 1;
  }

  /// @throws CommandError for what makes no sense
  static ReadOptions parse(Args args, boolean forGroup, boolean mayBlock) {
    long count = 0;
    long block = NOT_AT_ALL;
    int group = 0;
    boolean withoutPending = false;
    for (int i = 1; i < args.count(); i++) {
      int behind = args.count() - 1 - i;
      if (behind > 0 && args.is(i, "BLOCK")) {
        if (!mayBlock) {
          throw CommandError.of(
              "ERR %s command is not allowed with BLOCK option from scripts"
                  .formatted(args.visibleText(0)));
        }
        block = Waiting.wholeTimeoutMillis(args, ++i);
      } else if (behind > 0 && args.is(i, "COUNT")) {
        count = Math.max(args.longAt(++i), 0);
      } else if (behind > 0 && args.is(i, "STREAMS")) {
        if (behind % 2 != 0) {
          throw UNBALANCED;
        }
        if (forGroup && group == 0) {
          throw CommandError.of("ERR Missing GROUP option for XREADGROUP");
        }
        return new ReadOptions(count, block, group, withoutPending, i + 1, behind / 2);
      } else if (behind >= 2 && args.is(i, "GROUP")) {
        requireGroup(forGroup, "GROUP");
        group = i + 1;
        i += 2;
      } else if (args.is(i, "NOACK")) {
        requireGroup(forGroup, "NOACK");
        withoutPending = true;
      } else {
        throw CommandError.SYNTAX;
      }
    }
    throw CommandError.SYNTAX;
  }

  private static void requireGroup(boolean forGroup, String option) {
    if (!forGroup) {
      throw CommandError.of(
          "ERR The %s option is only supported by XREADGROUP. You called XREAD instead."
              .formatted(option));
    }
  }
}
