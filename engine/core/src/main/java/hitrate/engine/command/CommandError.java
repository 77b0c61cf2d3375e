package hitrate.engine.command;

import java.util.Locale;

/// A mistake of the client: thrown by a command, answered as an error reply. The code and exact
/// text of every such error is in this file, as existing clients match on them.
///
/// Carries no stack trace: it is an answer, not a fault. A fault of the engine throws something
/// else.
@SuppressWarnings("StaticAssignmentOfThrowable") // without a stack trace they are constants
public abstract sealed class CommandError extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// An option that does not exist, or options that exclude each other.
  public static final CommandError SYNTAX = new Fixed("ERR syntax error");

  public static final CommandError OUT_OF_MEMORY =
      new Fixed("OOM command not allowed when used memory > 'maxmemory'.");
  public static final CommandError WRONG_TYPE =
      new Fixed("WRONGTYPE Operation against a key holding the wrong kind of value");
  public static final CommandError NOT_AN_INTEGER =
      new Fixed("ERR value is not an integer or out of range");
  public static final CommandError NOT_A_FLOAT = new Fixed("ERR value is not a valid float");
  public static final CommandError NO_SUCH_KEY = new Fixed("ERR no such key");
  public static final CommandError STRING_TOO_LONG =
      new Fixed("ERR string exceeds maximum allowed size (proto-max-bulk-len)");
  public static final CommandError OFFSET_OUT_OF_RANGE = new Fixed("ERR offset is out of range");
  public static final CommandError BIT_OFFSET =
      new Fixed("ERR bit offset is not an integer or out of range");
  public static final CommandError BIT_VALUE =
      new Fixed("ERR bit is not an integer or out of range");
  public static final CommandError NOT_A_HYPERLOGLOG =
      new Fixed("WRONGTYPE Key is not a valid HyperLogLog string value.");
  public static final CommandError CORRUPTED_HYPERLOGLOG =
      new Fixed("INVALIDOBJ Corrupted HLL object detected");
  public static final CommandError WOULD_OVERFLOW =
      new Fixed("ERR increment or decrement would overflow");
  public static final CommandError DECREMENT_WOULD_OVERFLOW =
      new Fixed("ERR decrement would overflow");
  public static final CommandError WOULD_BE_NAN_OR_INFINITY =
      new Fixed("ERR increment would produce NaN or Infinity");
  public static final CommandError NOT_AUTHENTICATED = new Fixed("NOAUTH Authentication required.");
  public static final CommandError SAME_OBJECT =
      new Fixed("ERR source and destination objects are the same");
  public static final CommandError NO_SUCH_DATABASE = new Fixed("ERR DB index is out of range");
  public static final CommandError INVALID_CURSOR = new Fixed("ERR invalid cursor");

  private CommandError(String message) {
    super(message, null, false, false);
  }

  /// The reply's text: code, space, message.
  public String reply() {
    return String.valueOf(getMessage());
  }

  /// An error whose text depends on the call.
  public static CommandError of(String codeAndMessage) {
    return new Detailed(codeAndMessage);
  }

  /// An error that was counted before: a command that a script called answered it.
  public static CommandError counted(String codeAndMessage) {
    return new Counted(codeAndMessage);
  }

  /// True when it is not to be counted again.
  public boolean isCounted() {
    return this instanceof Counted;
  }

  /// The wrong number of words; for a subcommand the name is `container|subcommand`.
  public static CommandError arity(String commandName) {
    return new Detailed("ERR wrong number of arguments for '" + commandName + "' command");
  }

  /// Words that the named subcommand does not take, or a subcommand that there is not. The command
  /// is called what the client called it, see `rename-command`.
  public static CommandError unknownForm(Args args) {
    return new Detailed(
        "ERR unknown subcommand or wrong number of arguments for '%.128s'. Try %s HELP."
            .formatted(args.visibleText(1), args.text(0).toUpperCase(Locale.ROOT)));
  }

  /// A number outside the bounds that it must be in.
  public static CommandError outOfRange(long least, long most) {
    return new Detailed("ERR value is out of range, value must between " + least + " and " + most);
  }

  /// A time to live that is not positive or too far away.
  public static CommandError invalidExpireTime(String commandName) {
    return new Detailed("ERR invalid expire time in '" + commandName + "' command");
  }

  /// An error that is always the same.
  private static final class Fixed extends CommandError {
    private static final long serialVersionUID = 1;

    Fixed(String message) {
      super(message);
    }
  }

  /// An error that comes by a second time.
  private static final class Counted extends CommandError {
    private static final long serialVersionUID = 1;

    Counted(String message) {
      super(message);
    }
  }

  /// An error that names what it is about.
  private static final class Detailed extends CommandError {
    private static final long serialVersionUID = 1;

    Detailed(String message) {
      super(message);
    }
  }
}
