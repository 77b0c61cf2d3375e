package hitrate.kernel.cell;

import hitrate.grader.text.Messages;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import jdk.jshell.execution.DirectExecutionControl;
import org.jspecify.annotations.Nullable;

/// JShell's back end: runs snippets in this JVM, each on a thread of its own that can be stopped,
/// and keeps the object that a snippet returned, which JShell would reduce to a string.
///
/// [#interrupt] counts for the whole cell from [#begin] on: it also stops a cell that is between
/// two snippets at that moment, and a library that turns the interrupt into an exception of its own
/// does not make the cell look as if it had failed by itself.
final class CellControl extends DirectExecutionControl {
  /// How long a stopped thread may take to end before the cell goes on without it.
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Object lock = new Object();
  private final Runnable unblock;
  private final Messages messages;
  private boolean interrupted;
  private @Nullable CellThreads running;
  private @Nullable Object value;
  private String lastAsked = "";
  private final List<String> remarks = new ArrayList<>();

  /// @param unblock called when a stopped thread does not end soon: closes what it may wait for
  CellControl(Runnable unblock, Messages messages) {
    this.unblock = unblock;
    this.messages = messages;
  }

  /// Begins a cell: an interrupt from before is forgotten.
  void begin() {
    synchronized (lock) {
      interrupted = false;
      remarks.clear();
    }
  }

  /// Stops the cell that runs now; without one it does nothing that outlasts the next [#begin].
  void interrupt() {
    CellThreads threads;
    synchronized (lock) {
      interrupted = true;
      threads = running;
    }
    if (threads != null) {
      threads.stop();
    }
  }

  boolean interrupted() {
    synchronized (lock) {
      return interrupted;
    }
  }

  /// What the learner should know about the way the cell was stopped.
  List<String> remarks() {
    return List.copyOf(remarks);
  }

  /// The object that the last snippet returned; forgets it.
  @Nullable Object takeValue() {
    Object taken = value;
    value = null;
    return taken;
  }

  /// The class that JShell last asked a variable's value of.
  String lastAsked() {
    return lastAsked;
  }

  @Override
  public String varValue(String className, String name) {
    lastAsked = className;
    return "";
  }

  /// Sets the static field behind a JShell variable.
  void assign(String className, String field, Object object) {
    try {
      var variable = findClass(className).getDeclaredField(field);
      variable.setAccessible(true); // public, in a class of JShell's that is not
      variable.set(null, object);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot set " + field, e);
    }
  }

  @Override
  public void load(ClassBytecodes[] classes)
      throws ClassInstallException, NotImplementedException, EngineTerminationException {
    super.load(
        Stream.of(classes)
            .map(c -> new ClassBytecodes(c.name(), StopChecks.weave(c.bytecodes())))
            .toArray(ClassBytecodes[]::new));
  }

  /// Runs a snippet. The string JShell expects is left empty: nobody reads it, and making it would
  /// call the learner's `toString` once too often.
  @Override
  protected String invoke(Method snippet) throws Exception {
    var loader = snippet.getDeclaringClass().getClassLoader();
    value = run(() -> snippet.invoke(null), loader);
    return "";
  }

  /// Runs work that may call the learner's code on a thread that can be stopped.
  ///
  /// @throws StoppedException when it was stopped
  /// @throws InvocationTargetException or what else the work threw
  <T extends @Nullable Object> T run(Callable<T> work, ClassLoader loader) throws Exception {
    var threads = new CellThreads(messages);
    synchronized (lock) {
      if (interrupted) {
        throw new StoppedException();
      }
      running = threads;
    }
    try {
      return await(start(threads, work, loader));
    } catch (ExecutionException e) {
      if (interrupted()) {
        throw new StoppedException();
      }
      switch (e.getCause()) {
        case Exception cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw e;
      }
    } finally {
      synchronized (lock) {
        running = null;
      }
    }
  }

  private static <T extends @Nullable Object> FutureTask<T> start(
      CellThreads threads, Callable<T> work, ClassLoader loader) {
    var task = new FutureTask<T>(work);
    var thread = new Thread(threads, task, "cell");
    thread.setDaemon(true);
    thread.setContextClassLoader(loader);
    thread.start();
    return task;
  }

  /// Waits for the work: without limit while it runs, [#PATIENCE] once it was stopped. Half way
  /// through that, whatever it may be reading from is closed under its hands.
  private <T extends @Nullable Object> T await(FutureTask<T> task) throws Exception {
    long step = PATIENCE.toMillis() / 6;
    for (int waited = 0; waited < 6; ) {
      try {
        return task.get(step, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        if (interrupted() && ++waited == 1) {
          unblock.run();
        }
      }
    }
    remarks.add(messages.text("cell.abandoned"));
    throw new StoppedException();
  }
}
