package hitrate.engine.node;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.EffectSink;
import hitrate.engine.node.config.Configuration;
import hitrate.engine.node.config.ParameterError;
import hitrate.engine.persist.AofHost;
import hitrate.engine.persist.AofLoader;
import hitrate.engine.persist.AppendOnlyFile;
import hitrate.engine.persist.KeyspaceImage;
import hitrate.engine.persist.LoadError;
import hitrate.engine.persist.Loading;
import hitrate.engine.session.Replay;
import hitrate.engine.world.Background;
import hitrate.engine.world.Disk;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a node keeps on the disk as it happens: puts the append-only file together and tells it
/// what goes on in the node.
final class Recording implements AofHost {
  private final NodeLoop loop;
  private final Disk disk;
  private final AppendOnlyFile log;
  private final Loading loading;
  private long lastForced = -1;

  Recording(
      NodeLoop loop,
      Configuration configuration,
      Disk disk,
      Background background,
      Loading loading) {
    this.loading = loading;
    this.loop = loop;
    this.disk = disk;
    var images =
        new KeyspaceImage(
            loop.server(),
            loop.keyspace(),
            loop.scripting()::libraryCodes,
            disk,
            loop::submit,
            background.lane("aof-base"));
    this.log = new AppendOnlyFile(loop.server(), this, disk, background.lane("aof-fsync"), images);
    configuration.watch("appendonly", this::turn);
    for (String name :
        List.of("appendfsync", "aof-timestamp-enabled", "no-appendfsync-on-rewrite")) {
      configuration.watch(name, value -> log.settingsChanged());
    }
  }

  private void turn(String value) throws ParameterError {
    if (value.equals("no")) {
      log.turnOff();
    } else if (!log.turnOn()) {
      throw new ParameterError("Unable to turn on AOF. Check server logs.");
    }
  }

  AppendOnlyFile log() {
    return log;
  }

  /// Reads what there is, and begins to record.
  void start() throws LoadError {
    log.load(loader());
    log.open();
  }

  /// Empties the keyspace and reads what has been recorded; ends the node when that fails.
  void reload() {
    recordTo(null);
    try {
      loop.keyspace().clear();
      loop.scripting().forgetLibraries();
      log.reload(loader());
      loop.log("warning", "Append Only File loaded by DEBUG LOADAOF");
    } catch (LoadError failure) {
      failure.lines().forEach(line -> loop.log("warning", line));
      giveUp();
    } finally {
      log.updateRecording();
    }
  }

  private AofLoader loader() {
    var replay = new Replay(loop.server(), loop.keyspace(), loop.sessions());
    return new AofLoader(loop.server(), disk, loop.keyspace(), replay, this::loadLibrary, loading);
  }

  private void loadLibrary(Bytes code) {
    loop.scripting().loadLibrary(code, false, loop.executionOfNobody());
  }

  /// Has what happened written before anybody hears of it.
  void beforeReplies() {
    long delay = loop.debugging().flushDelayMicros();
    if (delay > 0 && log.waitingBytes() > 0) {
      try {
        loop.clock().sleep(Duration.ofNanos(delay * 1000));
      } catch (InterruptedException hurried) {
        Thread.currentThread().interrupt();
      }
    }
    log.flush();
    loop.persistence().noteTrouble();
  }

  /// Answers those who wait for what is recorded to be on the disk, when more of it is.
  void answerWaiting() {
    long forced = log.forced();
    if (forced != lastForced) {
      lastForced = forced;
      loop.dispatcher().wakeKeyless();
    }
  }

  void tick() {
    log.flush();
    loop.persistence().noteTrouble();
  }

  /// Has everything on the disk before the node ends; false when it had better go on.
  boolean end(boolean byAllMeans) {
    return log.end(byAllMeans);
  }

  void close() {
    log.close();
  }

  @Override
  public void recordTo(@Nullable EffectSink sink) {
    loop.sinks().file(sink);
  }

  @Override
  public boolean isInTransaction() {
    return loop.dispatcher().isInTransaction();
  }

  @Override
  public boolean isSaving() {
    return loop.persistence().saving().isRunning();
  }

  @Override
  public long now() {
    return loop.keyspace().now();
  }

  @Override
  public void wake() {
    loop.submit(() -> {});
  }

  @Override
  public void giveUp() {
    loop.fail();
  }

  /// The lines of INFO about the append-only file.
  void report(StringBuilder text) {
    var rewrite = log.rewrite();
    NodeReport.line(text, "aof_enabled", log.isOn() ? 1 : 0);
    NodeReport.line(text, "aof_rewrite_in_progress", rewrite.isRunning() ? 1 : 0);
    NodeReport.line(text, "aof_rewrite_scheduled", rewrite.isScheduled() ? 1 : 0);
    NodeReport.line(text, "aof_last_rewrite_time_sec", rewrite.lastSeconds());
    NodeReport.line(text, "aof_current_rewrite_time_sec", rewrite.currentSeconds());
    NodeReport.line(text, "aof_last_bgrewrite_status", rewrite.isLastFine() ? "ok" : "err");
    NodeReport.line(text, "aof_rewrites", rewrite.begun());
    NodeReport.line(text, "aof_rewrites_consecutive_failures", rewrite.failures());
    NodeReport.line(text, "aof_last_write_status", log.isHealthy() ? "ok" : "err");
    NodeReport.line(text, "aof_last_cow_size", 0);
    NodeReport.line(text, "module_fork_in_progress", 0);
    NodeReport.line(text, "module_fork_last_cow_size", 0);
    if (log.isOn()) {
      NodeReport.line(text, "aof_current_size", log.size());
      NodeReport.line(text, "aof_base_size", log.sizeWhenRewritten());
      NodeReport.line(text, "aof_pending_rewrite", rewrite.isScheduled() ? 1 : 0);
      NodeReport.line(text, "aof_buffer_length", log.waitingBytes());
      NodeReport.line(text, "aof_pending_bio_fsync", log.pendingForces());
      NodeReport.line(text, "aof_delayed_fsync", log.delayedForces());
    }
  }
}
