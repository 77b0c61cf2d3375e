package hitrate.engine.session;

import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.CommandFlag;
import org.jspecify.annotations.Nullable;

/// Refuses changes of the data while they could not be kept, because nothing can be written to the
/// disk; and PING, so that those who watch the node hear of it.
public final class DiskGate {
  private @Nullable CommandError refusal;

  DiskGate() {}

  /// Sets what changes are refused with; null for nothing.
  public void refuseWith(@Nullable CommandError newRefusal) {
    refusal = newRefusal;
  }

  void pass(Command command, ClientState client) {
    CommandError reason = refusal;
    if (reason != null && (isChange(command, client) || command.name().equals("ping"))) {
      throw reason;
    }
  }

  private static boolean isChange(Command command, ClientState client) {
    return command.is(CommandFlag.WRITE)
        || command.fullName().equals("exec") && client.transaction().mayWrite();
  }

  /// The same for a command that a script calls.
  void passCalled(Command command) {
    CommandError reason = refusal;
    if (reason != null && command.is(CommandFlag.WRITE)) {
      throw reason;
    }
  }
}
