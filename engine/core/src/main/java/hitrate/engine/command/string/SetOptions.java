package hitrate.engine.command.string;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Args;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.KeySpec;
import hitrate.engine.keyspace.Entry;
import java.util.List;

/// The options of SET and GETEX: `NX | XX`, `GET`, `KEEPTTL | PERSIST | EX | PX | EXAT | PXAT`.
///
/// @param condition whether the key must be there, or must not
/// @param get true to answer the old value
/// @param expiry what becomes of the expiry time
/// @param numberAt the word behind EX, PX, EXAT or PXAT; 0 when there is none
record SetOptions(Condition condition, boolean get, Expiry expiry, int numberAt) {
  private static final SetOptions PLAIN = new SetOptions(Condition.ALWAYS, false, Expiry.CLEAR, 0);

  /// Whether a value is stored.
  enum Condition {
    ALWAYS,
    IF_ABSENT,
    IF_PRESENT
  }

  /// What becomes of the expiry time: the option's word, and how its number is meant. CLEAR is what
  /// SET does and KEEP what GETEX does without any of the words.
  enum Expiry {
    CLEAR("", false, false),
    KEEP("KEEPTTL", false, false),
    PERSIST("PERSIST", false, false),
    SECONDS("EX", true, true),
    MILLIS("PX", false, true),
    AT_SECONDS("EXAT", true, false),
    AT_MILLIS("PXAT", false, false);

    private final String word;
    private final boolean seconds;
    private final boolean relative;

    Expiry(String word, boolean seconds, boolean relative) {
      this.word = word;
      this.seconds = seconds;
      this.relative = relative;
    }

    boolean takesNumber() {
      return seconds || relative || this == AT_MILLIS;
    }

    /// True for a fixed point in time.
    boolean isAbsolute() {
      return takesNumber() && !relative;
    }

    /// When the key is to expire, in milliseconds since 1970.
    ///
    /// @throws CommandError when the number is not positive or too large
    long at(long number, long now, String command) {
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

  /// The options of SET, from word 3 on.
  static SetOptions parse(Args args) {
    return args.count() == 3 ? PLAIN : parse(args, 3, true);
  }

  /// The options of GETEX, from word 2 on.
  static SetOptions parseGetEx(Args args) {
    return args.count() == 2 ? PLAIN : parse(args, 2, false);
  }

  private static SetOptions parse(Args args, int from, boolean isSet) {
    Condition condition = Condition.ALWAYS;
    boolean get = false;
    Expiry expiry = Expiry.CLEAR;
    int numberAt = 0;
    for (int i = from; i < args.count(); i++) {
      Expiry option = expiryOption(args, i, isSet);
      if (option != Expiry.CLEAR) {
        // the same option may come again: the last one counts
        if (expiry != Expiry.CLEAR && expiry != option
            || option.takesNumber() && i + 1 == args.count()) {
          throw CommandError.SYNTAX;
        }
        expiry = option;
        numberAt = option.takesNumber() ? ++i : 0;
      } else if (isSet && args.is(i, "NX") && condition != Condition.IF_PRESENT) {
        condition = Condition.IF_ABSENT;
      } else if (isSet && args.is(i, "XX") && condition != Condition.IF_ABSENT) {
        condition = Condition.IF_PRESENT;
      } else if (isSet && args.is(i, "GET")) {
        get = true;
      } else {
        throw CommandError.SYNTAX;
      }
    }
    return new SetOptions(condition, get, expiry, numberAt);
  }

  private static Expiry expiryOption(Args args, int i, boolean isSet) {
    if (args.is(i, "EX")) {
      return Expiry.SECONDS;
    } else if (args.is(i, "PX")) {
      return Expiry.MILLIS;
    } else if (args.is(i, "EXAT")) {
      return Expiry.AT_SECONDS;
    } else if (args.is(i, "PXAT")) {
      return Expiry.AT_MILLIS;
    } else if (isSet && args.is(i, Expiry.KEEP.word)) {
      return Expiry.KEEP;
    } else if (!isSet && args.is(i, Expiry.PERSIST.word)) {
      return Expiry.PERSIST;
    }
    return Expiry.CLEAR;
  }

  /// What a SET with these words does with its key: with GET it reads the value, too.
  static List<KeySpec.Flag> keyFlags(List<Bytes> words) {
    boolean reads =
        words.subList(3, words.size()).stream().anyMatch(w -> w.toString().equalsIgnoreCase("GET"));
    return reads
        ? List.of(KeySpec.Flag.RW, KeySpec.Flag.ACCESS, KeySpec.Flag.UPDATE)
        : List.of(KeySpec.Flag.OW, KeySpec.Flag.UPDATE);
  }

  boolean isPlain() {
    return condition == Condition.ALWAYS && !get && expiry == Expiry.CLEAR;
  }

  /// True when the condition forbids storing.
  boolean refuses(boolean present) {
    return condition == (present ? Condition.IF_ABSENT : Condition.IF_PRESENT);
  }

  boolean hasExpiry() {
    return numberAt != 0;
  }

  /// When the key is to expire, in milliseconds since 1970, or [Entry#NO_EXPIRY].
  ///
  /// @throws CommandError when the number is none, not positive or too large
  long expireAt(Args args, long now, String command) {
    return hasExpiry() ? expiry.at(args.longAt(numberAt), now, command) : Entry.NO_EXPIRY;
  }
}
