package hitrate.engine.persist;

import hitrate.engine.command.CommandError;
import hitrate.engine.command.Server;
import hitrate.engine.keyspace.Keyspace;
import hitrate.engine.world.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
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

  private static final long PID = ProcessHandle.current().pid();
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
  private @Nullable Consumer<@Nullable IOException> listener; // to the end of the running one
  private boolean isTransferring;
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

  /// True while a snapshot is saved, or brought to replicas without a file.
  public boolean isRunning() {
    return running != null || isTransferring;
  }

  /// Where the snapshot is.
  public Path file() {
    return snapshots.file();
  }

  /// How many snapshots were begun since they are counted.
  public long count() {
    return snapshots.saves();
  }

  /// Saves a snapshot because replicas are to get it. Nothing else may be written meanwhile.
  ///
  /// @param ended hears when it is there, or what went wrong
  public void begin(Consumer<@Nullable IOException> ended) {
    begin();
    listener = ended;
  }

  /// An image goes straight to replicas from here on: to others that is a save, too.
  public void transferBegins() {
    isTransferring = true;
    startNow();
    server.log("notice", "Background RDB transfer started by pid " + PID);
  }

  /// It has gone to them, or there is nobody left who wants it.
  public void transferEnds(boolean isWhole) {
    lastSeconds = currentSeconds();
    isTransferring = false;
    server.log(
        "notice",
        isWhole
            ? "Background RDB transfer terminated with success"
            : "Background RDB transfer stopped");
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
    startNow();
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
    server.log("notice", "Background saving started by pid " + PID);
  }

  private void startNow() {
    startNanos = server.clock().nanos();
    startSecond = second();
  }

  private void ended(@Nullable IOException failure) {
    over();
    if (failure != null) {
      snapshots.failed();
      server.log("warning", SaveFailure.line(failure));
      server.log("warning", "Background saving error");
    } else {
      snapshots.saved(changesThen);
      server.log("notice", "DB saved on disk");
      server.log(
          "notice",
          "Memory for RDB: peak %d MB for keys on their way to the file"
              .formatted(lastPeakBytes >> 20));
      server.log("notice", "Background saving terminated with success");
    }
    tell(failure);
  }

  private void tell(@Nullable IOException failure) {
    var told = listener;
    listener = null;
    if (told != null) {
      told.accept(failure);
    }
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
    tell(new IOException("the snapshot is not wanted any more"));
    return true;
  }

  /// Stops the save that is running, and waits a little until what there is of its file is removed.
  public void close() {
    listener = null; // everybody ends
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
    return !isRunning() ? NOT_RUNNING : (server.clock().nanos() - startNanos) / NANOS_PER_SECOND;
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
