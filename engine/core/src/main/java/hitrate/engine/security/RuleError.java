package hitrate.engine.security;

/// A rule that makes no sense; the message is the real server's reason.
public final class RuleError extends Exception {
  private static final long serialVersionUID = 1;

  static final String SYNTAX = "Syntax error";
  static final String UNKNOWN_COMMAND = "Unknown command or category name in ACL";
  static final String FIRST_ARGUMENT_OF_SUBCOMMAND =
      "Allowing first-arg of a subcommand is not supported";
  static final String KEYS_ARE_ALL =
      "Adding a pattern after the * pattern (or the 'allkeys' flag) is not valid and does not have"
          + " any effect. Try 'resetkeys' to start with an empty list of patterns";
  static final String CHANNELS_ARE_ALL =
      "Adding a pattern after the * pattern (or the 'allchannels' flag) is not valid and does not"
          + " have any effect. Try 'resetchannels' to start with an empty list of channels";
  static final String NO_SUCH_PASSWORD =
      "The password you are trying to remove from the user does not exist";
  static final String NOT_A_HASH =
      "The password hash must be exactly 64 characters and contain only lowercase hexadecimal"
          + " characters";
  static final String DUPLICATE_USER =
      "Duplicate user found. A user can only be defined once in config files";

  RuleError(String reason) {
    super(reason, null, false, false);
  }

  /// What is wrong.
  public String reason() {
    return String.valueOf(getMessage());
  }
}
