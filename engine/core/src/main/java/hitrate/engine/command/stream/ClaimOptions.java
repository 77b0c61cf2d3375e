package hitrate.engine.command.stream;

import hitrate.engine.bytes.Decimal;
import hitrate.engine.command.Args;
import hitrate.engine.command.CommandError;
import hitrate.engine.struct.StreamId;

/// The options of XCLAIM.
///
/// @param deliveredAt when the entries are to count as delivered, in milliseconds since 1970
/// @param deliveries how often they are to count as delivered, negative for once more
/// @param forces whether entries that are not pending become so
/// @param justIds whether only ids are returned, and the delivery does not count
/// @param lastId where the group is to move to, if it is not there yet
record ClaimOptions(
    long deliveredAt, long deliveries, boolean forces, boolean justIds, StreamId lastId) {
  private static final long NOT_GIVEN = -1;

  /// Reads the words from `from` on.
  ///
  /// @throws CommandError for one that is no option, or has a wrong value
  static ClaimOptions parse(Args args, int from, long now) {
    long deliveredAt = NOT_GIVEN;
    long deliveries = NOT_GIVEN;
    boolean forces = false;
    boolean justIds = false;
    StreamId lastId = StreamId.MIN;
    for (int i = from; i < args.count(); i++) {
      boolean hasValue = i + 1 < args.count();
      if (args.is(i, "FORCE")) {
        forces = true;
      } else if (args.is(i, "JUSTID")) {
        justIds = true;
      } else if (hasValue && args.is(i, "IDLE")) {
        deliveredAt = now - option(args, ++i, "IDLE");
      } else if (hasValue && args.is(i, "TIME")) {
        deliveredAt = option(args, ++i, "TIME");
      } else if (hasValue && args.is(i, "RETRYCOUNT")) {
        deliveries = option(args, ++i, "RETRYCOUNT");
      } else if (hasValue && args.is(i, "LASTID")) {
        lastId = StreamIds.strict(args, ++i);
      } else {
        throw CommandError.of("ERR Unrecognized XCLAIM option '%s'".formatted(args.visibleText(i)));
      }
    }
    boolean makesSense = deliveredAt >= 0 && deliveredAt <= now;
    return new ClaimOptions(makesSense ? deliveredAt : now, deliveries, forces, justIds, lastId);
  }

  private static long option(Args args, int word, String name) {
    return number(args, word, "ERR Invalid " + name + " option argument for XCLAIM");
  }

  /// A number at a word, with a complaint of its own when it is none.
  static long number(Args args, int word, String complaint) {
    if (!Decimal.isLong(args.array(), args.start(word), args.length(word))) {
      throw CommandError.of(complaint);
    }
    return args.longAt(word);
  }
}
