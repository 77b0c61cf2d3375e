package hitrate.engine.node;

import hitrate.engine.command.CommandError;
import hitrate.engine.command.Shutdown;
import hitrate.engine.keyspace.SnapshotWalk;
import hitrate.engine.node.config.Configuration;
import hitrate.engine.persist.BackgroundSave;
import hitrate.engine.persist.LoadError;
import hitrate.engine.persist.Loading;
import hitrate.engine.persist.SavePoint;
import hitrate.engine.persist.Snapshots;
import hitrate.engine.world.Background;
import hitrate.engine.world.Breaks;
import hitrate.engine.world.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/// What a node keeps on the disk: loads it at the start, saves it at the end, reports on it.
final class Persistence {
  private static final double PERCENT = 100;

  /// What an image may take of a turn, so that no client notices.
  private static final long NANOS_PER_TURN = 250_000;

  private final NodeLoop loop;
  private final Configuration configuration;
  private final Snapshots snapshots;
  private final BackgroundSave saving;
  private final Loading loading;
  private final Recording recording;
  private final Disk disk;
  private final DataHold hold;
  private final Breaks breaks = new Breaks();
  private boolean keepsFiles;
  private Runnable whileTakingOver = () -> {};
  private final ProgressDisplay display;

  Persistence(
      NodeLoop loop, Configuration configuration, Disk disk, Background background, NodeLog log) {
    this.loop = loop;
    this.display = new ProgressDisplay(loop, log, this);
    this.configuration = configuration;
    this.disk = disk;
    this.hold = new DataHold(disk);
    this.loading = new Loading(loop.server(), this::takeBreak, background.lane("rdb-load"));
    this.snapshots =
        new Snapshots(
            loop.server(),
            loop.keyspace(),
            loop.scripting(),
            disk,
            loading,
            loop.executionOfNobody(),
            () -> loop.dispatcher().changes());
    recording = new Recording(loop, configuration, disk, background, loading);
    this.saving =
        new BackgroundSave(
            snapshots,
            loop.server(),
            loop.keyspace(),
            disk,
            loop::submit,
            background.lane("rdb-save"),
            () -> recording.log().rewrite().isRunning());
    snapshots.whileSaving(display::saving);
    snapshots.points(SavePoint.parse(configuration.value("save")));
    configuration.watch(
        "save",
        points -> {
          snapshots.points(SavePoint.parse(points));
          noteTrouble();
        });
    configuration.watch("stop-writes-on-bgsave-error", value -> noteTrouble());
  }

  Snapshots snapshots() {
    return snapshots;
  }

  /// Saves snapshots while the node goes on.
  BackgroundSave saving() {
    return saving;
  }

  Loading loading() {
    return loading;
  }

  /// The append-only file.
  Recording recording() {
    return recording;
  }

  /// Goes on with what is on its way to the disk, for a short while; true when it can go on at
  /// once.
  boolean work() {
    recording.answerWaiting();
    SnapshotWalk walk = loop.keyspace().snapshots();
    if (walk.canStep()) {
      long end = loop.clock().nanos() + NANOS_PER_TURN;
      walk.step(() -> loop.clock().nanos() < end);
      breaks.take(); // clients with an answer to read would wait: the walk leaves no pause
    }
    return walk.canStep();
  }

  /// Does what is due by now.
  void tick() {
    recording.tick();
    beginWhatIsDue();
    display.refresh();
    if (keepsFiles && keepsData(snapshots.hasTried())) {
      hold.take(folder());
    }
  }

  /// Begins what was put off, and what is due by itself: a rewrite that somebody asked for before
  /// all, a snapshot that somebody asked for behind all.
  private void beginWhatIsDue() {
    var rewrite = recording.log().rewrite();
    rewrite.beginIfScheduled();
    if (!loading.isOn()) {
      saving.beginAtSavePoint();
    }
    rewrite.beginIfGrown();
    if (!loading.isOn()) {
      saving.beginIfScheduled();
    }
  }

  /// True when there are files that this node reads or writes.
  private boolean keepsData(boolean hasFile) {
    return hasFile || !snapshots.points().isEmpty() || configuration.isOn("appendonly");
  }

  private Path folder() {
    return Path.of(configuration.value("dir"));
  }

  /// Has changes refused while they could not be kept.
  void noteTrouble() {
    CommandError refusal = saving.refusal();
    var log = recording.log();
    loop.dispatcher()
        .disk()
        .refuseWith(refusal != null ? refusal : log.isHealthy() ? null : log.refusal());
  }

  /// Counts from here on anew.
  void resetCounts() {
    snapshots.resetCounts();
    recording.log().resetCounts();
  }

  /// Gives back what is open.
  void close() {
    saving.close();
    recording.close();
    hold.release();
  }

  /// Reads what there is at the start: the append-only file if there is to be one, which knows more
  /// than the snapshot.
  void load() throws LoadError {
    keepsFiles = true;
    if (keepsData(disk.exists(snapshots.file())) && !hold.take(folder())) {
      throw new LoadError(
          "The data in " + folder() + " is being sealed or unsealed. Start when that has ended.");
    }
    snapshots.keepExpired(loop.replication().isFollowing());
    String aofFolder = configuration.value("appenddirname");
    if (!disk.exists(Path.of(configuration.value("dir")).resolve(aofFolder))) {
      loop.log("debug", "The AOF directory " + aofFolder + " doesn't exist");
    }
    recording.log().find();
    if (configuration.isOn("appendonly")) {
      recording.start();
    } else {
      snapshots.loadAtStart();
    }
  }

  private boolean takeBreak() {
    display.refresh();
    whileTakingOver.run();
    return loop.serveWhileLoading();
  }

  /// Takes the data of an image in the place of all that there is. The image becomes the node's
  /// snapshot where it keeps one.
  ///
  /// @param whileLoading called every now and then
  /// @return what the image says about itself
  Map<String, String> takeOver(Path image, Runnable whileLoading) throws LoadError, IOException {
    stopKeeping();
    flush();
    loop.log("notice", "MASTER <-> REPLICA sync: Loading DB in memory");
    Path file = keepsFiles ? snapshots.file() : image;
    whileTakingOver = whileLoading;
    snapshots.keepExpired(true);
    try {
      if (keepsFiles) {
        disk.rename(image, file);
      }
      snapshots.load(file);
    } catch (LoadError | IOException failure) {
      loop.keyspace().clear();
      throw failure;
    } finally {
      whileTakingOver = () -> {};
      if (!keepsFiles) {
        disk.delete(image);
      } else if (configuration.isOn("rdb-del-sync-files")
          && configuration.value("save").isEmpty()) {
        loop.log(
            "notice",
            "Removing the RDB file obtained from the master. This replica has persistence"
                + " disabled");
        disk.delete(file);
      }
    }
    keepOn();
    return snapshots.history();
  }

  /// Nothing of what there is now is written to the disk any more.
  void stopKeeping() {
    recording.log().turnOff();
    saving.cancel();
  }

  /// What there is now is kept from here on.
  void keepOn() {
    if (keepsFiles && configuration.isOn("appendonly") && !recording.log().turnOn()) {
      loop.log("warning", "The append-only file could not be begun anew.");
    }
  }

  /// Removes all that there is.
  void flush() {
    loop.log("notice", "MASTER <-> REPLICA sync: Flushing old data");
    if (configuration.isOn("replica-lazy-flush")) {
      loop.keyspace().lazyFreeing().count(loop.keyspace().size());
    }
    loop.keyspace().clear();
    loop.scripting().forgetLibraries();
  }

  /// See [hitrate.engine.command.Debugging#loadAppendOnlyFile].
  void loadAppendOnlyFile() {
    if (loading.isOn()) {
      throw NodeLoop.LOADING;
    }
    recording.reload();
  }

  /// See [hitrate.engine.command.Debugging#reload]. A file that cannot be loaded ends the node.
  void reload(boolean saves, boolean empties, boolean merges) {
    if (loading.isOn()) {
      throw NodeLoop.LOADING;
    }
    try {
      String mistake = snapshots.reload(saves, empties, merges);
      if (mistake != null) {
        throw CommandError.of(mistake);
      }
    } catch (LoadError failure) {
      failure.lines().forEach(line -> loop.log("warning", line));
      loop.fail();
    }
  }

  /// See [hitrate.engine.command.Server#saveEmptied]. What is read from the append-only file
  /// happened long ago: the snapshot there is may be of a later moment, and stays.
  boolean saveEmptied() {
    saving.cancel(); // or it would put back what was there before
    return !loading.isOn() && !snapshots.points().isEmpty() && snapshots.save();
  }

  /// Keeps what there is before the node ends; false when that failed and may not.
  boolean end(Shutdown how) {
    if (saving.isRunning()) {
      loop.log("warning", "A snapshot is being saved in the background. Stopping it.");
      saving.cancel();
    }
    if (!recording.end(how.force())) {
      return false;
    }
    boolean saves = how.save() || !snapshots.points().isEmpty() && !how.noSave();
    if (!saves || loading.isOn()) {
      return true;
    }
    loop.log("notice", "Saving the final RDB snapshot before exiting.");
    loop.ending().supervisor().tell("STATUS=Saving the final RDB snapshot\n");
    if (snapshots.save()) {
      return true;
    }
    loop.log(
        "warning",
        how.force()
            ? "Error trying to save the DB. Exit anyway."
            : "Error trying to save the DB, can't exit.");
    return how.force();
  }

  /// The lines of INFO on an image that is being taken, for whatever it is.
  private void reportProgress(StringBuilder text) {
    SnapshotWalk walk = loop.keyspace().snapshots();
    boolean isOn = saving.isRunning() || walk.isRunning();
    long done = isOn ? walk.saved() : 0;
    long total = isOn ? walk.total() : 0;
    double percent = total == 0 ? 0 : done * PERCENT / total;
    NodeReport.line(text, "current_cow_peak", saving.peakBytes());
    NodeReport.line(text, "current_cow_size", saving.waitingBytes());
    NodeReport.line(text, "current_cow_size_age", 0);
    NodeReport.line(text, "current_fork_perc", String.format(Locale.ROOT, "%.2f", percent));
    NodeReport.line(text, "current_save_keys_processed", done);
    NodeReport.line(text, "current_save_keys_total", total);
  }

  /// The lines of INFO on snapshots.
  void report(StringBuilder text) {
    reportProgress(text);
    NodeReport.line(text, "rdb_changes_since_last_save", snapshots.unsavedChanges());
    NodeReport.line(text, "rdb_bgsave_in_progress", saving.isRunning() ? 1 : 0);
    NodeReport.line(text, "rdb_last_save_time", snapshots.lastSaveSecond());
    NodeReport.line(text, "rdb_last_bgsave_status", snapshots.isLastFine() ? "ok" : "err");
    NodeReport.line(text, "rdb_last_bgsave_time_sec", saving.lastSeconds());
    NodeReport.line(text, "rdb_current_bgsave_time_sec", saving.currentSeconds());
    NodeReport.line(text, "rdb_saves", snapshots.saves());
    NodeReport.line(text, "rdb_last_cow_size", saving.lastPeakBytes());
    NodeReport.line(text, "rdb_last_load_keys_expired", snapshots.keysExpired());
    NodeReport.line(text, "rdb_last_load_keys_loaded", snapshots.keysLoaded());
  }

  /// The lines of INFO on what is being loaded; none when nothing is.
  void reportLoading(StringBuilder text) {
    if (!loading.isOn()) {
      return;
    }
    long total = loading.totalBytes();
    long loaded = loading.loadedBytes();
    NodeReport.line(text, "loading_start_time", loading.startSecond());
    NodeReport.line(text, "loading_total_bytes", total);
    NodeReport.line(text, "loading_rdb_used_mem", loading.usedBytesThen());
    NodeReport.line(text, "loading_loaded_bytes", loaded);
    NodeReport.line(
        text, "loading_loaded_perc", String.format(Locale.ROOT, "%.2f", loading.percent()));
    NodeReport.line(text, "loading_eta_seconds", loading.remainingSeconds());
  }
}
