package hitrate.engine.persist;

import hitrate.engine.command.Server;
import hitrate.engine.world.Disk;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Brings what has been written to the disk on another thread, so that the node does not wait for
/// it. Its tasks run one after another, in the order in which they were asked for.
final class AofSync {
  private final Server server;
  private final Executor lane;
  private final Runnable wake;
  private final AtomicLong forced = new AtomicLong();
  private int pending; // tasks; guarded by this, as everything below
  private @Nullable IOException failure;

  /// @param lane runs tasks one after another
  /// @param wake is called when one has ended, on whatever thread
  AofSync(Server server, Executor lane, Runnable wake) {
    this.server = server;
    this.lane = lane;
    this.wake = wake;
  }

  /// Has everything forced that has been written to the file so far.
  ///
  /// @param commands how many commands that are, counted from the node's start
  void force(Disk.Output file, long commands) {
    started();
    lane.execute(() -> {
      try {
        forceStarted(file, commands);
      } catch (IOException told) {
        // it was logged, and is the failure from here on
      }
      wake.run();
    });
  }

  /// Notes that something is about to be forced, on whatever thread.
  synchronized void started() {
    pending++;
  }

  /// The same as [#force], at once, for something that has been noted.
  void forceStarted(Disk.Output file, long commands) throws IOException {
    try {
      file.force();
    } catch (IOException refused) {
      server.log("warning", "Fail to fsync the AOF file: " + Disk.reason(refused) + ".");
      ended(refused);
      throw refused;
    }
    forced(commands);
    ended(null);
  }

  /// Has a file closed once all that was asked for is done.
  void close(Disk.Output file) {
    lane.execute(() -> {
      try {
        file.close();
      } catch (IOException late) {
        server.log("warning", "Fail to close the AOF file: " + Disk.reason(late));
      }
    });
  }

  /// Notes that so many commands are safe on the disk.
  void forced(long commands) {
    forced.accumulateAndGet(commands, Math::max);
  }

  /// How many commands are, counted from the node's start.
  long forced() {
    return forced.get();
  }

  private synchronized void ended(@Nullable IOException problem) {
    pending--;
    failure = problem;
  }

  /// Tasks that have not ended.
  synchronized int pending() {
    return pending;
  }

  /// Why the last task failed; null when it did not.
  synchronized @Nullable IOException failure() {
    return failure;
  }

  /// Forgets a failure, as what it concerned is no longer needed.
  synchronized void forgetFailure() {
    failure = null;
  }
}
