package hitrate.engine.persist;

import hitrate.engine.command.Server;
import hitrate.engine.world.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Writes to the last increment of the append-only file: once a turn everything that has happened
/// in it, with one write, and has it brought to the disk as `appendfsync` says.
///
/// - `always`: before [#flush] returns. A node that cannot keep this promise ends.
/// - `everysec`: by another thread, once a second. While that takes longer than it should, writes
///   are put off, because one to a file that is being forced would wait for it; but for two seconds
///   at most, so that what a crash can take does not grow.
/// - `no`: whenever the system does so by itself.
final class AofWriter {
  /// When what is written is brought to the disk.
  enum Policy {
    ALWAYS,
    EVERYSEC,
    NO
  }

  private static final String CANNOT_ROTATE = "Can't begin the next AOF incr file";
  private static final int LONGEST_DELAY_SECONDS = 2;
  private static final int SECONDS_BETWEEN_REPORTS = 30;

  private final Server server;
  private final Disk disk;
  private final AofSync sync;
  private final AofChores chores;
  private final BooleanSupplier isBusy;
  private final Runnable giveUp;
  private final CommandBuffer buffer = new CommandBuffer();
  private Policy policy = Policy.EVERYSEC;
  private boolean forcesNot;
  private Disk.@Nullable Output file;
  private boolean isRotating; // and waits for the file to be forced
  private Path path = Path.of("");
  private long size; // of the file, as far as it is whole
  private long forcedSize;
  private long written; // commands, counted from the node's start
  private long lastForce; // second
  private long putOffSince; // second; 0 for not put off
  private long delays;
  private @Nullable IOException failure;
  private long lastReport; // second
  private boolean hasGivenUp;

  /// @param lane where files are forced, one after another
  /// @param chores what is done to the folder meanwhile
  /// @param isBusy whether an image is being written
  AofWriter(
      Server server,
      AofHost host,
      Disk disk,
      Executor lane,
      AofChores chores,
      BooleanSupplier isBusy) {
    this.server = server;
    this.disk = disk;
    this.sync = new AofSync(server, lane, host::wake);
    this.chores = chores;
    this.isBusy = isBusy;
    this.giveUp = host::giveUp;
  }

  void policy(Policy newPolicy) {
    policy = newPolicy;
  }

  Policy policy() {
    return policy;
  }

  /// Whether forcing is left out for now (`no-appendfsync-on-rewrite`).
  void forcesNot(boolean yes) {
    forcesNot = yes;
  }

  CommandBuffer buffer() {
    return buffer;
  }

  boolean isOpen() {
    return file != null;
  }

  /// What follows once everything up to some moment is on the disk.
  interface Rotation {
    /// Has everybody know of the next file. On any thread.
    void name() throws IOException;

    /// Where the next file is, of which everybody knows.
    Path next();

    /// There is no next file: the one that there was goes on.
    void failed(IOException failure);

    /// The next file is the one that is written to, or the attempt to have it so has failed.
    void ended();
  }

  /// Goes on behind the end of a file, or with a new one.
  void open(Path newPath) throws IOException {
    Disk.Output opened = disk.extend(newPath);
    long openedSize;
    try {
      openedSize = opened.size();
    } catch (IOException unreadable) {
      opened.close();
      throw unreadable;
    }
    Disk.Output last = file;
    file = opened;
    path = newPath;
    size = openedSize;
    forcedSize = 0; // what another process has written may not be on the disk yet
    buffer.nameDatabase();
    if (last != null) {
      sync.close(last);
    }
  }

  /// Goes on with another file for what happens from here on, once what has happened before is on
  /// the disk; until then nothing is written. Otherwise a crash could leave a history with a hole,
  /// on which no node would start.
  ///
  /// @throws IOException when what has happened cannot even be written
  void rotate(Rotation next) throws IOException {
    flush(true);
    if (!buffer.isEmpty()) {
      throw AofFolder.told(
          CANNOT_ROTATE,
          Objects.requireNonNullElseGet(failure, () -> new IOException("it is not written")));
    }
    Disk.Output last = file;
    if (last == null) {
      return;
    }
    buffer.nameDatabase();
    boolean isForced = forcedSize == size && sync.pending() == 0 && sync.failure() == null;
    if (!isForced) {
      sync.started();
    }
    isRotating = true;
    lastForce = second();
    long commands = written;
    chores.ask(
        () -> {
          if (!isForced) {
            forceBeforeRotation(last, commands);
          }
          next.name();
        },
        failed -> rotated(next, failed));
  }

  private void forceBeforeRotation(Disk.Output last, long commands) throws IOException {
    try {
      sync.forceStarted(last, commands);
    } catch (IOException refused) {
      throw AofFolder.told(CANNOT_ROTATE, refused);
    }
  }

  private void rotated(Rotation next, @Nullable IOException failed) {
    isRotating = false;
    if (failed != null) {
      next.failed(failed);
    } else if (file != null) {
      openNext(next);
    }
    next.ended();
  }

  private void openNext(Rotation next) {
    Path nextPath = next.next();
    try {
      open(nextPath);
    } catch (IOException refused) {
      next.failed(
          AofFolder.told("Can't open the append-only file " + nextPath.getFileName(), refused));
    }
  }

  boolean isRotating() {
    return isRotating;
  }

  /// Ends the rotation if it can be ended; false when that would take long.
  private boolean endRotation(boolean evenIfLate) {
    chores.tell();
    if (isRotating) {
      boolean isLate = second() - lastForce >= LONGEST_DELAY_SECONDS || policy == Policy.ALWAYS;
      if (!evenIfLate && (buffer.isEmpty() || !isLate)) {
        return false;
      }
      chores.finish();
    }
    return true;
  }

  /// The file has another name from here on.
  void renamed(Path newPath) {
    path = newPath;
  }

  /// Writes what has been recorded and brings it to the disk as the policy says.
  ///
  /// @param evenIfLate whether it is written though that may take long
  void flush(boolean evenIfLate) {
    if (file == null || hasGivenUp || !endRotation(evenIfLate)) {
      return;
    }
    Disk.Output target = file;
    if (target == null) { // closed by what the end of the rotation has led to
      return;
    }
    if (!buffer.isEmpty()) {
      if (!evenIfLate && policy == Policy.EVERYSEC && sync.pending() > 0 && mayPutOff()) {
        return;
      }
      putOffSince = 0;
      if (!write(target)) {
        return;
      }
    }
    forceIfDue(target);
  }

  private boolean mayPutOff() {
    long now = second();
    if (putOffSince == 0) {
      putOffSince = now;
    }
    if (now - putOffSince < LONGEST_DELAY_SECONDS) {
      return true;
    }
    delays++;
    server.log(
        "notice",
        "Asynchronous AOF fsync is taking too long (disk is busy?). Writing the AOF buffer without"
            + " waiting for fsync to complete, this may slow down the node.");
    return false;
  }

  private boolean write(Disk.Output target) {
    long start = server.clock().nanos();
    int length = buffer.length();
    try {
      target.write(ByteBuffer.wrap(buffer.array(), buffer.start(), length));
    } catch (IOException refused) {
      noteWrite(start);
      refused(target, length, refused);
      return false;
    }
    noteWrite(start);
    if (failure != null) {
      failure = null;
      server.log("warning", "AOF write error looks solved, the node can write again.");
    }
    size += length;
    buffer.drop(length);
    written = buffer.appended();
    return true;
  }

  /// Takes back what may have been written of the buffer, so that the file ends with a whole
  /// command and everything can be tried again.
  private void refused(Disk.Output target, int length, IOException refused) {
    report("Error writing to the AOF file: " + Disk.reason(refused));
    failure = refused;
    try {
      long written = Math.min(target.size() - size, length);
      if (written > 0) {
        report(
            "Short write while writing to the AOF file: (nwritten=%d, expected=%d)"
                .formatted(written, length));
        takeBack(target);
      }
    } catch (IOException unknown) {
      report("Unable to obtain the AOF file length: " + Disk.reason(unknown));
    }
    lastReport = second();
    if (policy == Policy.ALWAYS) {
      server.log(
          "warning",
          "Can't recover from AOF write error when the AOF fsync policy is 'always'. Exiting...");
      end();
    }
  }

  private void takeBack(Disk.Output target) throws IOException {
    try {
      disk.truncate(path, size);
    } catch (IOException stays) {
      report(
          "Could not remove short write from the append-only file.  The node may refuse to load the"
              + " AOF the next time it starts.  ftruncate: "
              + Disk.reason(stays));
      long left = target.size() - size; // it may have been removed all the same, but not forced
      size += left;
      buffer.drop((int) left);
    }
  }

  private void report(String line) {
    if (lastReport == 0 || second() - lastReport > SECONDS_BETWEEN_REPORTS) {
      server.log("warning", line);
    }
  }

  private void forceIfDue(Disk.Output target) {
    boolean isForced = forcedSize == size && sync.failure() == null;
    boolean isLeftToSystem = policy == Policy.NO && sync.failure() == null;
    if (isForced || forcesNot || isLeftToSystem) {
      return;
    }
    long now = second();
    if (policy == Policy.ALWAYS) {
      long start = server.clock().nanos();
      try {
        target.force();
      } catch (IOException refused) {
        server.log(
            "warning",
            "Can't persist AOF for fsync error when the AOF fsync policy is 'always': "
                + Disk.reason(refused)
                + ". Exiting...");
        failure = refused;
        end();
        return;
      }
      noteLatency("aof-fsync-always", start);
      sync.forced(written);
      sync.forgetFailure();
    } else if (now > lastForce && sync.pending() == 0) {
      sync.force(target, written);
    } else {
      return;
    }
    forcedSize = size;
    lastForce = now;
  }

  private void end() {
    hasGivenUp = true;
    giveUp.run();
  }

  /// A write is noted twice, with and without what may have held it up.
  private void noteWrite(long start) {
    long nanos = server.clock().nanos() - start;
    boolean isForced = policy == Policy.EVERYSEC && sync.pending() > 0;
    noteDelay(
        isForced
            ? "aof-write-pending-fsync"
            : isBusy.getAsBoolean() ? "aof-write-active-child" : "aof-write-alone",
        nanos);
    noteDelay("aof-write", nanos);
  }

  private void noteLatency(String event, long start) {
    noteDelay(event, server.clock().nanos() - start);
  }

  private void noteDelay(String event, long nanos) {
    server.latencyMonitor().note(event, server.clock().millis() / 1000, nanos);
  }

  /// Writes and forces everything, whatever the policy.
  void finish() {
    flush(true);
    Disk.Output target = file;
    if (target == null || hasGivenUp) {
      return;
    }
    try {
      target.force();
      sync.forced(written);
      forcedSize = size;
      lastForce = second();
    } catch (IOException refused) {
      server.log("warning", "Fail to fsync the AOF file: " + Disk.reason(refused));
    }
  }

  /// Ends writing.
  void close() {
    Disk.Output target = file;
    file = null;
    buffer.clear();
    failure = null;
    if (target != null) {
      sync.close(target);
    }
  }

  /// Forgets earlier failures, as a base is begun that holds everything.
  void beginAnew() {
    lastForce = second();
    failure = null;
    sync.forgetFailure();
  }

  /// A base is begun that holds everything that has been recorded.
  void beginWithBase() {
    written = buffer.appended();
    sync.forced(written);
  }

  /// How many commands are safe on the disk, counted from the node's start.
  long forced() {
    return sync.forced();
  }

  private long second() {
    return server.clock().millis() / 1000;
  }

  /// Why nothing can be written now; null when it can.
  @Nullable IOException failure() {
    IOException write = failure;
    return write != null ? write : sync.failure();
  }

  /// Bytes in the file.
  long size() {
    return size;
  }

  /// How often a write was not put off any longer.
  long delays() {
    return delays;
  }

  void resetDelays() {
    delays = 0;
  }

  /// Tasks that wait to bring something to the disk.
  int pendingForces() {
    return sync.pending();
  }
}
