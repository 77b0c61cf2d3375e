package hitrate.engine.node;

import hitrate.engine.world.NativeProcess;
import org.jspecify.annotations.Nullable;

/// What has started this process and watches it (`supervised`): systemd, which is told how the node
/// is, upstart, or nothing.
final class Supervisor {
  /// Nobody watches.
  static final Supervisor NONE = new Supervisor("no", null, null);

  private final String wanted;
  private final @Nullable String socket;
  private final @Nullable NodeLog log;
  private String found = "no";

  private Supervisor(String wanted, @Nullable String socket, @Nullable NodeLog log) {
    this.wanted = wanted;
    this.socket = socket;
    this.log = log;
  }

  /// Looks for the one that is asked for.
  ///
  /// @param mode one of `no`, `auto`, `upstart` and `systemd`
  static Supervisor find(String mode, NodeLog log) {
    String socket = System.getenv("NOTIFY_SOCKET");
    boolean isJob = System.getenv("UPSTART_JOB") != null;
    String wanted =
        !mode.equals("auto") ? mode : isJob ? "upstart" : socket != null ? "systemd" : "no";
    var supervisor = new Supervisor(wanted, socket, log);
    if (wanted.equals("systemd") && supervisor.tell("STATUS=Hitrate is loading...\n")) {
      supervisor.found = wanted;
      log.write(
          NodeLog.Level.NOTICE,
          "Supervised by systemd. Please make sure you set appropriate values for TimeoutStartSec"
              + " and TimeoutStopSec in your service unit.");
    } else if (wanted.equals("upstart")) {
      supervisor.stopForUpstart(isJob, log);
    }
    return supervisor;
  }

  private void stopForUpstart(boolean isJob, NodeLog log) {
    if (!isJob) {
      log.write(NodeLog.Level.WARNING, "upstart supervision requested, but UPSTART_JOB not found!");
      return;
    }
    log.write(NodeLog.Level.NOTICE, "Supervised by upstart, will stop to signal readiness.");
    if (NativeProcess.stopUntilContinued()) {
      found = "upstart";
    } else {
      log.write(NodeLog.Level.WARNING, "This JVM cannot stop itself for upstart.");
    }
  }

  /// One of `no`, `upstart` and `systemd`.
  String found() {
    return found;
  }

  boolean isThere() {
    return !found.equals("no");
  }

  /// Tells systemd something, if it was asked for; true when that has worked.
  boolean tell(String message) {
    if (!wanted.equals("systemd") || log == null) {
      return false;
    }
    if (socket == null || socket.isEmpty()) {
      log.write(NodeLog.Level.WARNING, "systemd supervision error: NOTIFY_SOCKET not found!");
      return false;
    }
    boolean isSent = NativeProcess.send(socket, message);
    if (!isSent) {
      log.write(
          NodeLog.Level.WARNING,
          "systemd supervision error: cannot send to NOTIFY_SOCKET (the JVM needs Linux and"
              + " --enable-native-access=ALL-UNNAMED)");
    }
    return isSent;
  }
}
