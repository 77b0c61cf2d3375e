package hitrate.engine.world;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Where a node has work done that its own thread must not wait for.
public interface Background {
  /// A lane of work: its tasks run one after another, beside those of other lanes.
  Executor lane(String name);

  /// Threads of this JVM.
  static Background threads() {
    return Threads.INSTANCE;
  }

  /// Has whoever waits for the processor of the calling thread go first. A thread that never waits
  /// by itself is told to stop only when the system next looks who has had enough, up to 4 ms after
  /// somebody else was ready: by this it is polite at places of its own choice.
  @SuppressWarnings("ThreadPriorityCheck") // nothing is right or wrong by it, only sooner or later
  static void letOthersRun() {
    Thread.yield();
  }

  /// A thread for each lane that has something to do. They do not keep the JVM from ending.
  enum Threads implements Background {
    INSTANCE;

    private static final int IDLE_SECONDS = 10;

    @Override
    public Executor lane(String name) {
      var one =
          new ThreadPoolExecutor(
              1,
              1,
              IDLE_SECONDS,
              TimeUnit.SECONDS,
              new LinkedBlockingQueue<>(),
              task -> {
                var thread = new Thread(task, "hitrate-" + name);
                thread.setDaemon(true);
                return thread;
              });
      one.allowCoreThreadTimeOut(true);
      return one;
    }
  }
}
