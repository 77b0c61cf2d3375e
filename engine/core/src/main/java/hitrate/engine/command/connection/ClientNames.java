package hitrate.engine.command.connection;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.CommandError;

/// The rule for the names that clients give themselves: visible ASCII characters only, so that the
/// lines of CLIENT LIST can be taken apart.
final class ClientNames {
  private ClientNames() {}

  /// The name, when it follows the rule.
  static Bytes valid(Bytes name) {
    if (!isPlain(name)) {
      throw CommandError.of(
          "ERR Client names cannot contain spaces, newlines or special characters.");
    }
    return name;
  }

  /// True for a text that follows the rule.
  static boolean isPlain(Bytes text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.at(i) < '!' || text.at(i) > '~') {
        return false;
      }
    }
    return true;
  }
}
