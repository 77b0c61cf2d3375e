package hitrate.engine.session;

import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The log's line about a command that goes wrong here and went well where it comes from, the
/// append-only file or the primary: the data is not the same any more.
final class DivergenceLine {
  /// Errors that the real server has ready, with dash and code, and logs so. Of all others with the
  /// code ERR it logs what stands behind that.
  private static final Set<String> READY =
      Set.of(
          CommandError.SYNTAX.reply(),
          CommandError.NO_SUCH_KEY.reply(),
          CommandError.SAME_OBJECT.reply(),
          "ERR index out of range");

  private DivergenceLine() {}

  /// @param sender the one who answers with an error, as the log calls it
  /// @param receiver the one who would get it
  static String of(String sender, String receiver, String error, @Nullable Command command) {
    boolean isBare = error.startsWith("ERR ") && !READY.contains(error);
    return "== CRITICAL == This %s is sending an error to its %s: '%s' after processing the command '%s'"
        .formatted(
            sender,
            receiver,
            isBare ? error.substring("ERR ".length()) : "-" + error,
            ReplicaGate.nameOf(command));
  }
}
