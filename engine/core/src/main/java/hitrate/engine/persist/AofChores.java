package hitrate.engine.persist;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What is done to the append-only file's folder while the node goes on: names are given, manifests
/// replaced, and all of it brought to the disk, which may take long.
///
/// One chore follows another, in the order in which they were asked for: of two manifests the later
/// one stays. They are done on another thread, unless the node cannot wait any longer ([#finish]).
final class AofChores {
  private final Executor lane;
  private final Runnable wake;
  private final ArrayDeque<Chore> waiting = new ArrayDeque<>(); // guarded by itself, as the next
  private final ArrayDeque<Chore> done = new ArrayDeque<>();
  private int open; // of which the node was not told that they have ended

  /// What is done on the other thread, which the node's must not get in the way of.
  interface Work {
    void run() throws IOException;
  }

  private static final class Chore {
    private final Work work;
    private final Consumer<@Nullable IOException> ended;
    private @Nullable IOException failure;

    Chore(Work work, Consumer<@Nullable IOException> ended) {
      this.work = work;
      this.ended = ended;
    }

    void run() {
      try {
        work.run();
      } catch (IOException refused) {
        failure = refused;
      } catch (RuntimeException | OutOfMemoryError fault) {
        failure = new IOException(fault); // or the node would wait for this one forever
      }
    }
  }

  /// @param lane runs tasks one after another
  /// @param wake is called when there is something to [#tell], on whatever thread
  AofChores(Executor lane, Runnable wake) {
    this.lane = lane;
    this.wake = wake;
  }

  /// Has something done. On the node's thread.
  ///
  /// @param ended hears on the node's thread that it was done, or what went wrong
  void ask(Work work, Consumer<@Nullable IOException> ended) {
    open++;
    synchronized (waiting) {
      waiting.add(new Chore(work, ended));
    }
    lane.execute(() -> {
      next();
      wake.run();
    });
  }

  /// Does the next one, if there is one: who comes first does it, and the other thread waits.
  private synchronized void next() {
    Chore chore;
    synchronized (waiting) {
      chore = waiting.poll();
    }
    if (chore != null) {
      chore.run();
      synchronized (waiting) {
        done.add(chore);
      }
    }
  }

  /// Tells of what has been done. On the node's thread.
  void tell() {
    while (open > 0) { // looked at in each turn, so without the lock where there is nothing
      Chore chore = nextDone();
      if (chore == null) {
        return;
      }
      open--;
      chore.ended.accept(chore.failure);
    }
  }

  private @Nullable Chore nextDone() {
    synchronized (waiting) {
      return done.poll();
    }
  }

  /// Does all that is still to be done, and what that leads to, and tells of it. On the node's
  /// thread, which waits for the disk.
  void finish() {
    while (open > 0) {
      next(); // waits for the one that is being done, if there is one
      tell();
    }
  }
}
