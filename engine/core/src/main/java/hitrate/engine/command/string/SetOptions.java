package hitrate.engine.command.string;

import hitrate.engine.command.Args;
import hitrate.engine.command.CommandError;
import hitrate.engine.keyspace.Entry;

/// The options of SET and GETEX: `NX | XX`, `GET`, `KEEPTTL | PERSIST | EX | PX | EXAT | PXAT`.
///
/// @param condition 0, or 'N' for NX, 'X' for XX
/// @param expiry what the number means: 0 none, 'K' KEEPTTL, 'P' PERSIST, else see [#expireAt]
/// @param number the number behind EX, PX, EXAT or PXAT
record SetOptions(char condition, boolean get, char expiry, long number) {
  private static final SetOptions PLAIN = new SetOptions((char) 0, false, (char) 0, 0);

  private static final char SECONDS = 's';
  private static final char MILLIS = 'm';
  private static final char AT_SECONDS = 'S';
  private static final char AT_MILLIS = 'M';
  private static final char KEEP = 'K';
  private static final char CLEAR = 'P';

  /// The options of SET, from word 3 on.
  static SetOptions parse(Args args) {
    return args.count() == 3 ? PLAIN : parse(args, 3, true);
  }

  /// The options of GETEX, from word 2 on.
  static SetOptions parseGetEx(Args args) {
    return args.count() == 2 ? PLAIN : parse(args, 2, false);
  }

  private static SetOptions parse(Args args, int from, boolean isSet) {
    char condition = 0;
    boolean get = false;
    char expiry = 0;
    int numberAt = 0;
    for (int i = from; i < args.count(); i++) {
      char option = expiryOption(args, i, isSet);
      if (option != 0) {
        boolean takesNumber = option != KEEP && option != CLEAR;
        if (expiry != 0 && (expiry != option || takesNumber) || takesNumber && i + 1 == args.count()) {
          throw CommandError.SYNTAX;
        }
        expiry = option;
        if (takesNumber) {
          numberAt = ++i;
        }
      } else if (isSet && args.is(i, "NX") && condition != 'X') {
        condition = 'N';
      } else if (isSet && args.is(i, "XX") && condition != 'N') {
        condition = 'X';
      } else if (isSet && args.is(i, "GET")) {
        get = true;
      } else {
        throw CommandError.SYNTAX;
      }
    }
    long number = numberAt == 0 ? 0 : args.longAt(numberAt);
    return new SetOptions(condition, get, expiry, number);
  }

  private static char expiryOption(Args args, int i, boolean isSet) {
    if (args.is(i, "EX")) {
      return SECONDS;
    } else if (args.is(i, "PX")) {
      return MILLIS;
    } else if (args.is(i, "EXAT")) {
      return AT_SECONDS;
    } else if (args.is(i, "PXAT")) {
      return AT_MILLIS;
    } else if (isSet && args.is(i, "KEEPTTL")) {
      return KEEP;
    } else if (!isSet && args.is(i, "PERSIST")) {
      return CLEAR;
    }
    return 0;
  }

  boolean isPlain() {
    return condition == 0 && !get && expiry == 0;
  }

  boolean onlyIfAbsent() {
    return condition == 'N';
  }

  boolean onlyIfPresent() {
    return condition == 'X';
  }

  boolean keepTtl() {
    return expiry == KEEP;
  }

  boolean persist() {
    return expiry == CLEAR;
  }

  boolean hasExpiry() {
    return expiry != 0 && expiry != KEEP && expiry != CLEAR;
  }

  /// When the key is to expire, in milliseconds since 1970, or [Entry#NO_EXPIRY].
  ///
  /// @throws CommandError when the number is not positive or too large
  long expireAt(long now, String command) {
    if (!hasExpiry()) {
      return Entry.NO_EXPIRY;
    }
    boolean seconds = expiry == SECONDS || expiry == AT_SECONDS;
    boolean relative = expiry == SECONDS || expiry == MILLIS;
    if (number <= 0 || seconds && number > Long.MAX_VALUE / 1000) {
      throw CommandError.invalidExpireTime(command);
    }
    long millis = seconds ? number * 1000 : number;
    if (relative && millis > Long.MAX_VALUE - now) {
      throw CommandError.invalidExpireTime(command);
    }
    return relative ? millis + now : millis;
  }
}
