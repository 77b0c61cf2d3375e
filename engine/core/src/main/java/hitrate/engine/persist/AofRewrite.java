package hitrate.engine.persist;

import hitrate.engine.command.Server;
import hitrate.engine.world.Disk;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Writes the append-only file anew, so that it holds no more than what makes the keyspace as it
/// is: see [AppendOnlyFile].
public final class AofRewrite {
  private static final String COMMANDS_SUFFIX = ".aof";
  private static final String IMAGE_SUFFIX = ".rdb";
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final long NOT_RUNNING = -1;

  private final AppendOnlyFile log;
  private final Server server;
  private final AofHost host;
  private final AofFolder folder;
  private final ImageWriter images;
  private final AofChores chores;
  private final AofRewriteLimit limit;
  private ImageWriter.@Nullable Writing running;
  private @Nullable Runnable afterRotation;
  private boolean isReplacing;
  private boolean asCommands;
  private boolean isScheduled;
  private boolean lastFailed;
  private long startNanos;
  private long lastSeconds = NOT_RUNNING;
  private long begun;

  AofRewrite(
      AppendOnlyFile log,
      Server server,
      AofHost host,
      AofFolder folder,
      ImageWriter images,
      AofChores chores) {
    this.log = log;
    this.server = server;
    this.host = host;
    this.folder = folder;
    this.images = images;
    this.chores = chores;
    this.limit = new AofRewriteLimit(server);
  }

  public boolean isRunning() {
    return running != null || isReplacing;
  }

  /// True when one is to begin as soon as it can.
  public boolean isScheduled() {
    return isScheduled;
  }

  /// Writes a first base, at the start.
  AofManifest firstBase(AofManifest manifest) throws IOException {
    boolean commands = !folder.setting("aof-use-rdb-preamble").equals("yes");
    var next = manifest.withBase(folder.fileName(), commands ? COMMANDS_SUFFIX : IMAGE_SUFFIX);
    var base = next.base();
    if (base != null) {
      server.log("notice", "Creating AOF base file %s on server start".formatted(base.name()));
      images.write(folder.file(base), commands);
      folder.disk().forceFolder(folder.folder());
    }
    return next;
  }

  /// Has a rewrite begin as soon as it can, because somebody asks for it.
  ///
  /// @return what to answer; null when it failed to begin
  public @Nullable String ask() {
    if (host.isSaving() || host.isInTransaction()) {
      isScheduled = true;
      limit.reset();
      return "Background append only file rewriting scheduled";
    }
    return begin() ? "Background append only file rewriting started" : null;
  }

  /// Begins the first one after `appendonly yes`, or has it begin later.
  boolean beginOrSchedule() {
    if (host.isSaving() || host.isInTransaction()) {
      isScheduled = true;
      server.log(
          "warning",
          (host.isSaving()
                  ? "AOF was enabled but there is already another background operation."
                  : "AOF was enabled during a transaction.")
              + " An AOF background was scheduled to start when possible.");
      return true;
    }
    if (isRunning()) {
      server.log(
          "notice",
          "AOF was enabled but there is already an AOF rewriting in background. Stopping background"
              + " AOF and starting a rewrite now.");
      cancel();
    }
    return begin();
  }

  /// Begins one that is scheduled.
  public void beginIfScheduled() {
    if (isScheduled && !isRunning() && !host.isSaving() && !limit.holds()) {
      begin();
    }
  }

  /// Begins one that the growth of the files calls for.
  public void beginIfGrown() {
    if (isRunning() || host.isSaving()) {
      return;
    }
    long percentage = Long.parseLong(folder.setting("auto-aof-rewrite-percentage"));
    if (log.state() != AppendOnlyFile.State.ON
        || percentage == 0
        || log.size() <= Long.parseLong(folder.setting("auto-aof-rewrite-min-size"))) {
      return;
    }
    long growth = log.size() * 100 / Math.max(log.sizeWhenRewritten(), 1) - 100;
    if (growth >= percentage && !limit.holds()) {
      server.log("notice", "Starting automatic rewriting of AOF on " + growth + "% growth");
      begin();
    }
  }

  /// Begins one; where that is not possible everything stays as it is, and one that is scheduled
  /// will be tried again.
  private boolean begin() {
    try {
      log.beginIncrement();
    } catch (IOException failure) {
      server.log("warning", Disk.reason(failure));
      lastFailed = true;
      log.updateRecording();
      return false;
    }
    begun++;
    startNanos = server.clock().nanos();
    asCommands = !folder.setting("aof-use-rdb-preamble").equals("yes");
    running = images.begin(folder.temporaryBase(), asCommands, this::ended);
    isScheduled = false;
    server
        .latencyMonitor()
        .note("fork", server.clock().millis() / 1000, server.clock().nanos() - startNanos);
    log.settingsChanged();
    log.updateRecording();
    server.log(
        "notice",
        "Background append only file rewriting started by pid " + ProcessHandle.current().pid());
    return true;
  }

  private void ended(@Nullable IOException failure) {
    log.writer().flush(false);
    if (log.writer().isRotating()) { // a small base may be complete before its increment has begun
      afterRotation = () -> ended(failure);
      return;
    }
    if (running == null) {
      return; // the increment could not be begun
    }
    running = null;
    lastSeconds = (server.clock().nanos() - startNanos) / NANOS_PER_SECOND;
    log.settingsChanged();
    if (failure != null) {
      fail("Background AOF rewrite terminated with error: " + Disk.reason(failure));
      return;
    }
    server.log(
        "notice",
        "Successfully created the temporary AOF base file " + folder.temporaryBase().getFileName());
    server.log("notice", "Background AOF rewrite terminated with success");
    isReplacing = true;
    replace();
  }

  /// The increment has begun, or could not be.
  void rotated() {
    Runnable next = afterRotation;
    afterRotation = null;
    if (next != null) {
      next.run();
    }
  }

  /// Takes the new base and the increment that was begun with it in place of all files before.
  private void replace() {
    boolean isFirst = log.state() == AppendOnlyFile.State.WAITS_FOR_BASE;
    if (isFirst) {
      log.writer().flush(true);
    }
    var replacement =
        new AofReplacement(
            server,
            folder.asOfNow(),
            log.manifest(),
            asCommands ? COMMANDS_SUFFIX : IMAGE_SUFFIX,
            isFirst,
            log.state() == AppendOnlyFile.State.OFF ? 0 : 1);
    chores.ask(replacement, failure -> replaced(replacement, failure));
  }

  private void replaced(AofReplacement replacement, @Nullable IOException failure) {
    replacement.increment().ifPresent(log.writer()::renamed);
    if (failure != null) {
      isReplacing = false;
      log.manifest(replacement.manifestAfterFailure());
      fail(Disk.reason(failure));
      return;
    }
    log.rewritten(replacement.next(), replacement.baseBytes(), replacement.isFirst());
    removeHistory(() -> {
      isReplacing = false;
      limit.reset();
      lastFailed = false;
      log.settingsChanged();
      log.updateRecording();
      server.log("notice", "Background AOF rewrite finished successfully");
    });
  }

  private void fail(String reason) {
    server.log("warning", reason);
    removeQuietly();
    failed();
  }

  private void failed() {
    lastFailed = true;
    limit.failed();
    isScheduled |= log.state() == AppendOnlyFile.State.WAITS_FOR_BASE;
    log.updateRecording();
  }

  /// Removes the files that are no longer needed, and then forgets them.
  void removeHistory(Runnable ended) {
    var history = log.manifest().history();
    if (history.isEmpty() || folder.setting("aof-disable-auto-gc").equals("yes")) {
      ended.run();
      return;
    }
    for (var part : history) {
      server.log("notice", "Removing the history file %s in the background".formatted(part.name()));
    }
    var next = log.manifest().withoutHistory();
    log.manifest(next);
    AofFolder place = folder.asOfNow();
    chores.ask(
        () -> {
          history.forEach(part -> remove(place, part));
          place.write(next);
        },
        stays -> {
          if (stays != null) {
            server.log("warning", Disk.reason(stays));
          }
          ended.run();
        });
  }

  private void remove(AofFolder place, AofManifest.Part part) {
    try {
      place.disk().delete(place.file(part));
    } catch (IOException stays) {
      server.log("warning", "Can't remove %s: %s".formatted(part.name(), Disk.reason(stays)));
    }
  }

  /// Stops the one that is running.
  void cancel() {
    if (isReplacing) { // it is complete, and ends at once
      chores.finish();
    }
    isScheduled = false;
    ImageWriter.Writing writing = running;
    if (writing != null) {
      server.log("notice", "Killing running AOF rewrite child: " + ProcessHandle.current().pid());
      stop();
    }
  }

  private void stop() {
    ImageWriter.Writing writing = running;
    running = null;
    afterRotation = null;
    if (writing != null) {
      writing.cancel();
      removeQuietly();
      log.settingsChanged();
    }
  }

  /// The increment that belongs to it could not be begun.
  void fail(IOException failure) {
    server.log("warning", Disk.reason(failure));
    stop();
    failed();
  }

  private void removeQuietly() {
    try {
      folder.disk().delete(folder.temporaryBase());
      var increment = folder.temporaryIncrement();
      if (log.state() == AppendOnlyFile.State.WAITS_FOR_BASE && folder.disk().exists(increment)) {
        server.log(
            "notice",
            "Removing the temp incr aof file %s in the background"
                .formatted(increment.getFileName()));
        folder.disk().delete(increment);
      }
    } catch (IOException stays) {
      server.log("warning", "Can't remove a temporary file: " + Disk.reason(stays));
    }
  }

  /// True when the last one was a success, or there was none.
  public boolean isLastFine() {
    return !lastFailed;
  }

  /// Failures in a row.
  public int failures() {
    return limit.failures();
  }

  /// Counts from here on anew.
  public void resetCounts() {
    begun = 0;
    limit.reset();
  }

  /// How many have begun.
  public long begun() {
    return begun;
  }

  /// How long the last one took; -1 when there was none.
  public long lastSeconds() {
    return lastSeconds;
  }

  /// For how long one is running; -1 when none is.
  public long currentSeconds() {
    return isRunning() ? (server.clock().nanos() - startNanos) / NANOS_PER_SECOND : NOT_RUNNING;
  }
}
