package hitrate.engine.session;

import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.CommandFlag;
import org.jspecify.annotations.Nullable;

/// Refuses changes of the data while they could not be kept, because nothing can be written to the
/// disk (and PING, so that those who watch the node hear of it) or too few replicas would get them.
public final class DiskGate {
  private @Nullable CommandError refusal;
  private @Nullable CommandError refusalOfChanges;
  private Runnable beforeUnkept = () -> {};

  DiskGate() {}

  /// Sets what is done before a change that the primary has made is made here, too, though it
  /// cannot be kept.
  public void beforeUnkept(Runnable task) {
    beforeUnkept = task;
  }

  /// Sets what changes are refused with; null for nothing.
  public void refuseWith(@Nullable CommandError newRefusal) {
    refusal = newRefusal;
  }

  /// Sets what changes alone are refused with, because too few replicas would get them; null for
  /// nothing.
  public void refuseChangesWith(@Nullable CommandError newRefusal) {
    refusalOfChanges = newRefusal;
  }

  void pass(Command command, ClientState client) {
    CommandError reason = refusal;
    if (client.isPrimary()) { // what has happened there is not to be refused here
      if (reason != null && isChange(command, client)) {
        beforeUnkept.run();
      }
      return;
    }
    if (reason != null && (isChange(command, client) || command.name().equals("ping"))) {
      throw reason;
    }
    CommandError lonely = refusalOfChanges;
    if (lonely != null && isChange(command, client)) {
      throw lonely;
    }
  }

  private static boolean isChange(Command command, ClientState client) {
    return client.transaction().does(command, CommandFlag.WRITE);
  }

  /// Why a script may not change anything, or null.
  @Nullable CommandError refusalOfChanges() {
    return refusal != null ? refusal : refusalOfChanges;
  }
}
