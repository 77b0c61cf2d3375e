package hitrate.engine.command.connection;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.CommandError;

/// The rule for the names that clients give themselves: visible ASCII characters only, so that the
/// lines of CLIENT LIST can be taken apart.
final class ClientNames {
  private ClientNames() {}

  /// The name, when it follows the rule.
  static Bytes valid(Bytes name) {
    for (int i = 0; i < name.length(); i++) {
      if (name.at(i) < '!' || name.at(i) > '~') {
        throw CommandError.of(
            "ERR Client names cannot contain spaces, newlines or special characters.");
      }
    }
    return name;
  }
}
