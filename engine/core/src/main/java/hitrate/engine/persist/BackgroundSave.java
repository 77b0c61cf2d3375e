package hitrate.engine.persist;

import hitrate.engine.command.CommandError;
import hitrate.engine.command.Server;
import hitrate.engine.keyspace.Keyspace;
import hitrate.engine.world.Disk;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Saves snapshots while the node goes on: for BGSAVE, and by itself at the save points. Belongs to
/// the node's thread.
public final class BackgroundSave {
  /// What changes are refused with after a save that failed (`stop-writes-on-bgsave-error`).
  private static final CommandError CANNOT_SAVE =
      CommandError.of(
          "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist"
              + " to disk. Commands that may modify the data set are disabled, because this"
              + " instance is configured to report errors during writes if RDB snapshotting fails"
              + " (stop-writes-on-bgsave-error option). Please check the Redis logs for details"
              + " about the RDB error.");

  private static final int MILLIS = 1000;
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final long NOT_RUNNING = -1;

  /// After a failure it is not tried again at once.
  private static final long RETRY_SECONDS = 5;

  private final Snapshots snapshots;
  private final Server server;
  private final BackgroundImage.Place place;
  private final BooleanSupplier isOtherWriting;
  private @Nullable BackgroundImage running;
  private @Nullable BackgroundImage stopped;
  private boolean isScheduled;
  private long startNanos;
  private long startSecond;
  private long changesThen;
  private long lastSeconds = NOT_RUNNING;
  private long lastPeakBytes;

  /// @param nodeThread runs tasks on the node's thread, from any thread
  /// @param background runs tasks one after another on another thread
  /// @param isOtherWriting whether an image is written for something else, as the append-only file
  public BackgroundSave(
      Snapshots snapshots,
      Server server,
      Keyspace keyspace,
      Disk disk,
      Executor nodeThread,
      Executor background,
      BooleanSupplier isOtherWriting) {
    this.snapshots = snapshots;
    this.server = server;
    this.place =
        new BackgroundImage.Place(
            keyspace,
            disk,
            nodeThread,
            background,
            () -> KeyDelay.of(server, "rdb-key-save-delay"));
    this.isOtherWriting = isOtherWriting;
  }

  public boolean isRunning() {
    return running != null;
  }

  /// Begins a save because somebody asks for it, or has it begin as soon as it can.
  ///
  /// @param mayWait whether it may begin later
  /// @param mustWait whether it must, because a transaction is at work
  /// @return what to answer
  String ask(boolean mayWait, boolean mustWait) {
    if (isRunning()) {
      throw alreadyRunning();
    }
    if (mustWait || isOtherWriting.getAsBoolean()) {
      if (!mustWait && !mayWait) {
        throw CommandError.of(
            "ERR Another child process is active (AOF?): can't BGSAVE right now. Use BGSAVE"
                + " SCHEDULE in order to schedule a BGSAVE whenever possible.");
      }
      isScheduled = true;
      return "Background saving scheduled";
    }
    begin();
    return "Background saving started";
  }

  static CommandError alreadyRunning() {
    return CommandError.of("ERR Background save already in progress");
  }

  private void begin() {
    snapshots.countSave();
    startNanos = server.clock().nanos();
    startSecond = second();
    changesThen = snapshots.changes();
    running =
        new BackgroundImage(
            place,
            snapshots.temporary("background-"),
            snapshots.file(),
            snapshots.form(),
            this::ended);
    server
        .latencyMonitor()
        .note("fork", startSecond, server.clock().nanos() - startNanos); // its counterpart here
    server.log("notice", "Background saving started by pid " + ProcessHandle.current().pid());
  }

  private void ended(@Nullable IOException failure) {
    over();
    if (failure != null) {
      snapshots.failed();
      server.log("warning", SaveFailure.line(failure));
      server.log("warning", "Background saving error");
      return;
    }
    snapshots.saved(changesThen);
    server.log("notice", "DB saved on disk");
    server.log(
        "notice",
        "Memory for RDB: peak %d MB for keys on their way to the file"
            .formatted(lastPeakBytes >> 20));
    server.log("notice", "Background saving terminated with success");
  }

  private void over() {
    if (running != null) {
      lastPeakBytes = running.peakBytes();
      lastSeconds = currentSeconds();
      running = null;
    }
  }

  /// Stops the save that is running, if there is one; true when there was.
  public boolean cancel() {
    BackgroundImage image = running;
    if (image == null) {
      return false;
    }
    image.cancel();
    stopped = image;
    over();
    server.log("warning", "Background saving stopped");
    return true;
  }

  /// Stops the save that is running, and waits a little until what there is of its file is removed.
  public void close() {
    cancel();
    if (stopped != null) {
      stopped.awaitDiscarded();
    }
  }

  private boolean mayBegin() {
    return !isRunning() && !isOtherWriting.getAsBoolean() && !hasJustFailed();
  }

  /// Begins a save if a save point has been reached.
  public void beginAtSavePoint() {
    if (!mayBegin()) {
      return;
    }
    long sinceLast = second() - snapshots.lastSaveSecond();
    for (SavePoint point : snapshots.points()) {
      if (snapshots.unsavedChanges() >= point.changes() && sinceLast > point.seconds()) {
        server.log(
            "notice",
            "%d changes in %d seconds. Saving...".formatted(point.changes(), point.seconds()));
        begin();
        return;
      }
    }
  }

  /// Begins the save that was put off, if there is one.
  public void beginIfScheduled() {
    if (isScheduled && mayBegin()) {
      isScheduled = false;
      begin();
    }
  }

  private boolean hasJustFailed() {
    return !snapshots.isLastFine() && second() - startSecond <= RETRY_SECONDS;
  }

  private long second() {
    return server.clock().millis() / MILLIS;
  }

  /// What changes are refused with, because snapshots are to be made and the last one failed; null
  /// for nothing.
  public @Nullable CommandError refusal() {
    return !snapshots.isLastFine()
            && !snapshots.points().isEmpty()
            && "yes".equals(server.settings().get("stop-writes-on-bgsave-error"))
        ? CANNOT_SAVE
        : null;
  }

  /// How long the last one took; -1 when there was none.
  public long lastSeconds() {
    return lastSeconds;
  }

  /// For how long one is running; -1 when none is.
  public long currentSeconds() {
    return running == null ? NOT_RUNNING : (server.clock().nanos() - startNanos) / NANOS_PER_SECOND;
  }

  /// The most memory that keys took on their way to the file, in the save that ended last.
  public long lastPeakBytes() {
    return lastPeakBytes;
  }

  /// The same for the save that is running; 0 when none is.
  public long peakBytes() {
    return running == null ? 0 : running.peakBytes();
  }

  /// What they take now.
  public long waitingBytes() {
    return running == null ? 0 : running.waitingBytes();
  }
}
