package hitrate.engine.command.sortedset;

import hitrate.engine.command.Args;
import hitrate.engine.command.CommandError;

/// The words of ZADD between the key and the first score, and where that is.
///
/// @param increments add to the score instead of setting it; one member only
/// @param onlyNew leave members that are there alone (NX)
/// @param onlyKnown add no members (XX)
/// @param onlyGreater never lower a score (GT)
/// @param onlyLess never raise a score (LT)
/// @param countsChanges reply with all changes, not just additions (CH)
record AddOptions(
    boolean increments,
    boolean onlyNew,
    boolean onlyKnown,
    boolean onlyGreater,
    boolean onlyLess,
    boolean countsChanges,
    int firstScore) {

  /// @throws CommandError for options that exclude each other, then for a score that is no number
  static AddOptions parse(Args args, boolean alwaysIncrements) {
    boolean increments = alwaysIncrements;
    boolean onlyNew = false;
    boolean onlyKnown = false;
    boolean onlyGreater = false;
    boolean onlyLess = false;
    boolean countsChanges = false;
    int at = 2;
    for (boolean goesOn = true; goesOn && at < args.count(); at += goesOn ? 1 : 0) {
      if (args.is(at, "NX")) {
        onlyNew = true;
      } else if (args.is(at, "XX")) {
        onlyKnown = true;
      } else if (args.is(at, "CH")) {
        countsChanges = true;
      } else if (args.is(at, "INCR")) {
        increments = true;
      } else if (args.is(at, "GT")) {
        onlyGreater = true;
      } else if (args.is(at, "LT")) {
        onlyLess = true;
      } else {
        goesOn = false;
      }
    }
    var options =
        new AddOptions(increments, onlyNew, onlyKnown, onlyGreater, onlyLess, countsChanges, at);
    options.check(args);
    return options;
  }

  private void check(Args args) {
    int words = args.count() - firstScore;
    if (words == 0 || words % 2 != 0) {
      throw CommandError.SYNTAX;
    }
    if (onlyNew && onlyKnown) {
      throw CommandError.of("ERR XX and NX options at the same time are not compatible");
    }
    if (onlyGreater && onlyNew || onlyLess && onlyNew || onlyGreater && onlyLess) {
      throw CommandError.of("ERR GT, LT, and/or NX options at the same time are not compatible");
    }
    if (increments && words > 2) {
      throw CommandError.of("ERR INCR option supports a single increment-element pair");
    }
    for (int i = firstScore; i < args.count(); i += 2) {
      Bounds.score(args, i);
    }
  }

  /// True when a member that is there may get another score.
  boolean allows(double before, double after) {
    return !(onlyLess && after >= before || onlyGreater && after <= before);
  }
}
