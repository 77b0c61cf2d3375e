package hitrate.labs.exercise;

import hitrate.grader.exercise.Exercise;
import hitrate.labs.exercise.WatchSession.Event;
import hitrate.labs.terminal.StandardOutput;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `./lab watch`: grades whenever the learner saves.
@Command(name = "watch", mixinStandardHelpOptions = true)
public final class WatchCommand implements Callable<Integer> {
  @Parameters(paramLabel = "EXERCISE", arity = "0..1", descriptionKey = "exercise")
  private @Nullable String id;

  @Option(names = "--target", paramLabel = "TARGET", descriptionKey = "target")
  private String target = "embedded";

  @Option(names = "--poll", descriptionKey = "poll")
  private boolean poll;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    var desk = Desk.open(spec);
    var first = desk.choose(id);
    var events = new LinkedBlockingQueue<Event>();
    var console = System.console();
    boolean keys = console != null && console.isTerminal();
    StandardOutput.endWithReader();
    var counting = new Counting(desk);
    try (var grader = desk.grader(desk.target(target), counting);
        var watching = new Watching(desk, poll, events)) {
      var session =
          new WatchSession(
              desk,
              exercise -> counting.grade(grader, exercise, desk.catalog().sources()),
              events,
              keys,
              watching::open);
      if (!keys) {
        session.run(first);
        return CommandLine.ExitCode.OK;
      }
      try (var _ = Keyboard.open(letter -> events.add(new Event.Key(letter)))) {
        session.run(first);
      }
    }
    return CommandLine.ExitCode.OK;
  }

  /// Watches the files of the exercise that is open, in a thread of its own.
  private static final class Watching implements AutoCloseable {
    private final Desk desk;
    private final boolean poll;
    private final BlockingQueue<Event> events;
    private final AtomicReference<@Nullable Thread> current = new AtomicReference<>();

    Watching(Desk desk, boolean poll, BlockingQueue<Event> events) {
      this.desk = desk;
      this.poll = poll;
      this.events = events;
    }

    void open(Exercise exercise) throws IOException {
      var folder = Objects.requireNonNull(desk.learnersFile(exercise).getParent());
      var watcher = new SourceWatcher(folder, poll);
      replace(Thread.ofPlatform().daemon().name("source-watcher").start(() -> run(watcher)));
    }

    private void run(SourceWatcher watcher) {
      try (watcher) {
        while (!Thread.currentThread().isInterrupted()) {
          watcher.awaitChange();
          events.add(new Event.Saved());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (IOException e) {
        events.add(new Event.Broken(e));
      }
    }

    private void replace(@Nullable Thread next) {
      var old = current.getAndSet(next);
      if (old != null) {
        old.interrupt();
      }
    }

    @Override
    public void close() {
      replace(null);
    }
  }
}
