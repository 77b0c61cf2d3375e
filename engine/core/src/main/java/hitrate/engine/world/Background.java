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
