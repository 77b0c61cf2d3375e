package hitrate.engine.node;

import hitrate.engine.command.CommandError;
import hitrate.engine.command.PauseReason;
import hitrate.engine.command.Shutdown;
import hitrate.engine.node.config.Configuration;
import hitrate.engine.replica.Replicas;
import hitrate.engine.world.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How a node ends, because a command or a signal asks for it: saved and tidied up, and if possible
/// not before its replicas have got all changes (`shutdown-timeout`), for which changes wait.
///
/// All methods belong to the node's thread, apart from [#signalled].
final class Ending {
  /// What [#signalled] answers when the process goes on for now.
  static final int NOT_YET = -1;

  private static final long MILLIS = 1000;

  private final NodeLoop loop;
  private final Configuration configuration;
  private final Persistence persistence;
  private final Disk disk;
  private final NodeLog log;
  private volatile @Nullable String pending; // the signal whose wish is not fulfilled yet
  private @Nullable Shutdown wish; // while replicas are waited for
  private long deadlineMillis; // until when they are
  private boolean isCalledOff; // and those who wait for the end have not been told yet
  private Supervisor supervisor = Supervisor.NONE;

  Ending(
      NodeLoop loop, Configuration configuration, Persistence persistence, Disk disk, NodeLog log) {
    this.loop = loop;
    this.configuration = configuration;
    this.persistence = persistence;
    this.disk = disk;
    this.log = log;
  }

  /// Who is to be told about the end.
  void supervisor(Supervisor found) {
    supervisor = found;
  }

  Supervisor supervisor() {
    return supervisor;
  }

  /// The signal `INT` or `TERM` has come. From any thread. The second `INT` means somebody at a
  /// terminal who does not want to wait.
  ///
  /// @return the status with which the process is to end at once, or [#NOT_YET]
  int signalled(String signal) {
    if (pending != null && signal.equals("INT")) {
      log.writeFromSignal("You insist... exiting now.");
      discardUnfinished();
      return 1;
    }
    if (persistence.loading().isOn()) {
      log.writeFromSignal("Received shutdown signal during loading, exiting now.");
      return 0;
    }
    log.writeFromSignal("Received SIG" + signal + " scheduling shutdown...");
    pending = signal;
    loop.submit(this::endIfAsked);
    return NOT_YET;
  }

  private void discardUnfinished() {
    try {
      disk.delete(persistence.snapshots().temporary());
    } catch (IOException inTheWay) {
      // then it stays, and the next save writes over it
    }
  }

  /// Fulfils a signal's wish as soon as no command is in the midst of its work. A node that cannot
  /// save goes on.
  void endIfAsked() {
    String signal = pending;
    if (signal == null || isWaiting() || loop.isStopping() || loop.server().busy() != null) {
      return;
    }
    if (persistence.loading().isOn()) {
      loop.stop();
      return;
    }
    try {
      begin(wishOf(signal));
    } catch (CommandError failure) {
      pending = null; // the log tells why
    }
  }

  /// How a signal wants it (`shutdown-on-sigint`, `shutdown-on-sigterm`).
  Shutdown wishOf(String signal) {
    String words = configuration.value("shutdown-on-sig" + signal.toLowerCase(Locale.ROOT));
    return new Shutdown(
        words.contains("save") && !words.contains("nosave"),
        words.contains("nosave"),
        words.contains("now"),
        words.contains("force"));
  }

  /// Ends the node at once, or waits for its replicas first: then false.
  ///
  /// @throws CommandError when the data cannot be saved, and the node goes on
  boolean begin(Shutdown how) {
    if (isWaiting()) {
      return false;
    }
    announce();
    Replicas replicas = loop.replication().replicas();
    long patience = configuration.longValue("shutdown-timeout") * MILLIS;
    if (how.now() || patience == 0 || replicas.haveAll()) {
      if (!finish(how)) {
        callOff();
        throw Shutdown.FAILED;
      }
      loop.stop();
      return true;
    }
    wish = how;
    deadlineMillis = loop.clock().millis() + patience;
    loop.sessions().pause().begin(PauseReason.SHUTDOWN, Long.MAX_VALUE, false);
    replicas.askForLastWord();
    loop.log("notice", "Waiting for replicas before shutting down.");
    return false;
  }

  private void announce() {
    loop.log("warning", "User requested shutdown...");
    supervisor.tell("STOPPING=1\n");
  }

  /// True while replicas are waited for.
  boolean isWaiting() {
    return wish != null;
  }

  /// For how much longer they are.
  long remainingMillis() {
    return deadlineMillis - loop.clock().millis();
  }

  /// Has the node not end after all; false when it was not about to.
  boolean abort() {
    if (!isWaiting() && pending == null) {
      return false;
    }
    callOff();
    loop.log("notice", "Shutdown manually aborted.");
    return true;
  }

  private void callOff() {
    pending = null;
    wish = null;
    isCalledOff = true;
    loop.sessions().pause().end(PauseReason.SHUTDOWN);
  }

  /// Ends the node as soon as its replicas have got all, or the time is over.
  void work() {
    Shutdown how = wish;
    if (how != null && (remainingMillis() <= 0 || loop.replication().replicas().haveAll())) {
      if (finish(how)) {
        loop.stop();
      } else {
        callOff();
      }
    }
    if (isCalledOff) {
      isCalledOff = false;
      loop.dispatcher().wakeKeyless();
    }
  }

  /// Does what is to be done before the node ends, whatever its replicas have; false when it had
  /// better go on.
  boolean endNow(Shutdown how) {
    announce();
    return finish(how);
  }

  private boolean finish(Shutdown how) {
    loop.replication().replicas().noteLagging();
    if (!persistence.end(how)) {
      loop.log(
          "warning", "Errors trying to shut down the server. Check the logs for more information.");
      return false;
    }
    Path file = pidFile();
    if (file != null) {
      loop.log("notice", "Removing the pid file.");
      try {
        disk.delete(file);
      } catch (IOException inTheWay) {
        // as nobody could be told better than by the file that is still there
      }
    }
    loop.listeners().close();
    loop.log("warning", "Hitrate is now ready to exit, bye bye...");
    return true;
  }

  /// Writes down which process this is (`pidfile`), for those who want to send it signals.
  void writePidFile() {
    Path file = pidFile();
    if (file == null) {
      return;
    }
    String text = ProcessHandle.current().pid() + "\n";
    try {
      disk.replaceText(file, text); // plain also where the data is sealed
    } catch (IOException failure) {
      log.write(NodeLog.Level.VERBOSE, "Failed to write PID file: " + Disk.reason(failure));
    }
  }

  private @Nullable Path pidFile() {
    String name = configuration.value("pidfile");
    return name.isEmpty() ? null : Path.of(configuration.value("dir")).resolve(name);
  }
}
