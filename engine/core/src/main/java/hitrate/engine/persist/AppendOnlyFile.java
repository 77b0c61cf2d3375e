package hitrate.engine.persist;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Args;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.EffectSink;
import hitrate.engine.command.Server;
import hitrate.engine.world.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// The append-only file: every effect is appended to it, and reading it from its beginning makes
/// the keyspace again.
///
/// It consists of several files, see [AofManifest]. A rewrite begins a new increment, has the
/// keyspace of that very moment written as a new base, and in the end replaces the manifest: at any
/// moment the files that it names hold everything.
public final class AppendOnlyFile implements EffectSink {
  /// Whether effects are appended.
  enum State {
    OFF,
    /// Nothing is there to append to before the first base is complete; what happens meanwhile goes
    /// to an increment that no manifest names yet.
    WAITS_FOR_BASE,
    ON
  }

  private final Server server;
  private final AofHost host;
  private final AofFolder folder;
  private final AofChores chores;
  private final AofWriter writer;
  private final AofRewrite rewrite;
  private State state = State.OFF;
  private boolean annotates;
  private AofManifest manifest = AofManifest.EMPTY;
  private long earlierBytes; // in all files but the one that is being written
  private long sizeWhenRewritten;

  /// @param background runs tasks one after another, on another thread
  public AppendOnlyFile(
      Server server, AofHost host, Disk disk, Executor background, ImageWriter images) {
    this.server = server;
    this.host = host;
    this.folder = new AofFolder(disk, server);
    this.chores = new AofChores(background, host::wake);
    this.writer = new AofWriter(server, host, disk, background, chores, this::isImaging);
    this.rewrite = new AofRewrite(this, server, host, folder, images, chores);
    settingsChanged();
  }

  private boolean isImaging() {
    return host.isSaving() || rewrite.isRunning();
  }

  /// Looks at the settings again.
  public void settingsChanged() {
    writer.policy(AofWriter.Policy.valueOf(folder.setting("appendfsync").toUpperCase(Locale.ROOT)));
    annotates = isSet("aof-timestamp-enabled");
    writer.forcesNot(rewrite.isRunning() && isSet("no-appendfsync-on-rewrite"));
  }

  private boolean isSet(String setting) {
    return folder.setting(setting).equals("yes");
  }

  @Override
  public void record(int database, List<Bytes> words) {
    if (annotates) {
      writer.buffer().annotate(host.now() / 1000);
    }
    writer.buffer().append(database, words);
  }

  @Override
  public void record(int database, Args words) {
    if (annotates) {
      writer.buffer().annotate(host.now() / 1000);
    }
    writer.buffer().append(database, words);
  }

  /// Has effects recorded while there is something to append them to.
  public void updateRecording() {
    boolean records = state == State.ON || state == State.WAITS_FOR_BASE && rewrite.isRunning();
    host.recordTo(records ? this : null);
  }

  /// Writes what has happened; to be called before clients hear of it, and every now and then for
  /// what was put off or has failed.
  public void flush() {
    chores.tell();
    if (state != State.OFF) {
      writer.flush(false);
    }
  }

  /// What to refuse writes with, as they could not be recorded; null when they could.
  public @Nullable CommandError refusal() {
    IOException failure = state == State.OFF ? null : writer.failure();
    return failure == null
        ? null
        : CommandError.of("MISCONF Errors writing to the AOF file: " + Disk.reason(failure));
  }

  /// Looks which files there are, whether or not they are read: while they are named by a manifest,
  /// no other files may get their names.
  public void find() throws LoadError {
    manifest = folder.read();
  }

  /// Reads the files that were found, before the node serves anybody.
  ///
  /// @return false when there are none
  public boolean load(AofLoader loader) throws LoadError {
    manifest = folder.upgrade(manifest);
    boolean found = !manifest.isEmpty();
    if (found) {
      earlierBytes = loader.loadAtStart(manifest, folder);
      sizeWhenRewritten = baseBytes();
    }
    return found;
  }

  /// Reads the files again, into a keyspace that has been emptied.
  public void reload(AofLoader loader) throws LoadError {
    writer.flush(true);
    if (state == State.ON) {
      loader.load(manifest, folder);
    }
  }

  /// Opens the file to append to it from here on: the last increment, or a first one.
  public void open() throws LoadError {
    try {
      folder.make();
    } catch (IOException failure) {
      throw new LoadError(Disk.reason(failure));
    }
    try {
      if (manifest.isEmpty()) {
        manifest = rewrite.firstBase(manifest);
      }
      boolean isNew = manifest.increments().isEmpty();
      manifest = isNew ? manifest.withIncrement(folder.fileName()) : manifest;
      var last = manifest.increments().getLast();
      if (isNew) {
        folder.createEmpty(last);
        folder.force();
        folder.write(manifest);
      } else {
        forceFound();
      }
      writer.open(folder.file(last));
      earlierBytes = Math.max(earlierBytes - writer.size(), 0);
      server.log(
          "notice",
          (isNew
                  ? "Creating AOF incr file %s on server start"
                  : "Opening AOF incr file %s on server start")
              .formatted(last.name()));
    } catch (IOException failure) {
      throw new LoadError("Can't open the append-only file: " + Disk.reason(failure));
    }
    state = State.ON;
    updateRecording();
    rewrite.removeHistory(() -> {});
    chores.finish();
  }

  /// The last process may not have come to bring everything to the disk: it was killed, or could
  /// not. What has been read is to be safe before anything follows it in another file, or a crash
  /// could leave a history with a hole. The last increment is forced as it goes on.
  private void forceFound() throws IOException {
    Disk disk = folder.disk();
    var base = manifest.base();
    if (base != null) {
      disk.force(folder.file(base));
    }
    for (var earlier : manifest.increments().subList(0, manifest.increments().size() - 1)) {
      disk.force(folder.file(earlier));
    }
    disk.forceFolder(folder.folder());
  }

  /// Begins to record (`appendonly yes`), with a base of the keyspace as it is.
  ///
  /// @return false when that is not possible
  public boolean turnOn() {
    if (state != State.OFF) {
      return true;
    }
    state = State.WAITS_FOR_BASE;
    writer.beginAnew();
    if (!rewrite.beginOrSchedule()) {
      state = State.OFF;
      server.log(
          "warning",
          "The node needs to enable the AOF but can't trigger a background AOF rewrite operation."
              + " Check the above logs for more info about the error.");
      return false;
    }
    return true;
  }

  /// Ends recording (`appendonly no`); what is there stays.
  public void turnOff() {
    if (state != State.OFF) {
      rewrite.cancel();
      writer.finish();
      writer.close();
      state = State.OFF;
      updateRecording();
    }
  }

  /// Brings everything to the disk, as the node is about to end; false when it had better not, as
  /// the first base is being written.
  public boolean end(boolean byAllMeans) {
    if (state == State.OFF) {
      rewrite.cancel();
      return true;
    }
    if (state == State.WAITS_FOR_BASE && rewrite.isRunning()) {
      if (!byAllMeans) {
        server.log("warning", "Writing initial AOF, can't exit.");
        return false;
      }
      server.log("warning", "Writing initial AOF. Exit anyway.");
    }
    if (rewrite.isRunning()) {
      server.log("warning", "There is a child rewriting the AOF. Killing it!");
    }
    rewrite.cancel();
    server.log("notice", "Calling fsync() on the AOF file.");
    writer.finish();
    return true;
  }

  /// Brings everything to the disk and ends, with the node.
  public void close() {
    rewrite.cancel();
    if (state != State.OFF) {
      writer.finish();
      writer.close();
      state = State.OFF;
    }
  }

  /// Goes on with a new increment, so that the files before it hold exactly what has happened up to
  /// now.
  void beginIncrement() throws IOException {
    folder.make();
    if (state == State.WAITS_FOR_BASE) {
      var temporary = folder.temporaryIncrement();
      try {
        folder.disk().delete(temporary);
        writer.close();
        writer.beginWithBase();
        writer.open(temporary);
      } catch (IOException failure) {
        throw cannotOpen(temporary.getFileName().toString(), failure);
      }
      creating(temporary.getFileName().toString());
    } else if (state == State.ON) {
      NextIncrement next = nextIncrement();
      try {
        writer.rotate(next);
      } catch (IOException failure) {
        next.draft.close();
        throw failure;
      }
      creating(next.name);
    }
  }

  /// Makes the file that the next effects go to. Nobody knows of it before all others are on the
  /// disk. What can be found out at once is: whether there is room for the file, and its manifest.
  private NextIncrement nextIncrement() throws IOException {
    var next = manifest.withIncrement(folder.fileName());
    var increment = next.increments().getLast();
    try {
      folder.createEmpty(increment);
    } catch (IOException failure) {
      throw cannotOpen(increment.name(), failure);
    }
    return new NextIncrement(next, increment.name());
  }

  /// An increment that is made known while the node goes on.
  private final class NextIncrement implements AofWriter.Rotation {
    private final AofFolder place = folder.asOfNow();
    private final AofManifest next;
    private final String name;
    private final AofFolder.Draft draft;

    NextIncrement(AofManifest next, String name) throws IOException {
      this.next = next;
      this.name = name;
      this.draft = place.draft(next);
    }

    @Override
    public void name() throws IOException {
      place.force();
      draft.publish();
    }

    @Override
    public Path next() {
      manifest = next;
      earlierBytes += writer.size();
      return place.folder().resolve(name);
    }

    @Override
    public void failed(IOException failure) {
      draft.close();
      if (draft.isTold() && !manifest.equals(next)) {
        manifest = manifest.after(next);
      }
      rewrite.fail(failure);
    }

    @Override
    public void ended() {
      rewrite.rotated();
    }
  }

  private static IOException cannotOpen(String name, IOException failure) {
    return AofFolder.told("Can't open the append-only file " + name, failure);
  }

  private void creating(String name) {
    server.log("notice", "Creating AOF incr file %s on background rewrite".formatted(name));
  }

  /// A base was completed: it and the increment begun with it are all that is needed.
  ///
  /// @param isFirst whether it is what was waited for
  void rewritten(AofManifest next, long newBaseBytes, boolean isFirst) {
    manifest = next;
    earlierBytes = newBaseBytes;
    sizeWhenRewritten = newBaseBytes + writer.size();
    if (isFirst) {
      state = State.ON;
    }
  }

  AofManifest manifest() {
    return manifest;
  }

  void manifest(AofManifest next) {
    manifest = next;
  }

  AofWriter writer() {
    return writer;
  }

  State state() {
    return state;
  }

  /// Counts from here on anew.
  public void resetCounts() {
    rewrite.resetCounts();
    writer.resetDelays();
  }

  /// Rewriting the files.
  public AofRewrite rewrite() {
    return rewrite;
  }

  private long baseBytes() {
    var base = manifest.base();
    if (base == null) {
      return 0;
    }
    try (Disk.Input in = folder.disk().open(folder.file(base))) {
      return in.size();
    } catch (IOException unreadable) {
      return 0;
    }
  }

  /// Bytes in all files.
  public long size() {
    return earlierBytes + writer.size();
  }

  /// Bytes after the last rewrite.
  public long sizeWhenRewritten() {
    return sizeWhenRewritten;
  }

  /// True when effects are recorded, or will be once there is a base.
  public boolean isOn() {
    return state != State.OFF;
  }

  /// True when the last write was a success, and the last attempt to bring it to the disk.
  public boolean isHealthy() {
    return writer.failure() == null;
  }

  /// How many commands have been recorded since the node's start.
  public long recorded() {
    return writer.buffer().appended();
  }

  /// How many of them are safe on the disk; -1 when nothing is, as there are no files yet.
  public long forced() {
    return state == State.ON ? writer.forced() : -1;
  }

  /// Bytes that were not written yet.
  public int waitingBytes() {
    return writer.buffer().length();
  }

  /// Bytes of memory for what was not written yet.
  public long bufferBytes() {
    return state == State.OFF ? 0 : writer.buffer().capacity();
  }

  /// Tasks that wait to bring something to the disk.
  public int pendingForces() {
    return writer.pendingForces();
  }

  /// How often a write waited for the disk after having been put off.
  public long delayedForces() {
    return writer.delays();
  }
}
