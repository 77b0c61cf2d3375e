package hitrate.labs.workbook.live;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.json.JsonMapper;

/// Watches an engine and keeps the open pages up to date: `figures` twice a second, `keys`,
/// `events` and `steps` when there is news.
///
/// The engine's thread only puts events into a bounded queue; under a load run most are counted and
/// dropped, and the page says how many.
public final class LiveFeed implements AutoCloseable {
  /// One point of the charts: the figures and when they were taken, in milliseconds since 1970.
  public record Sample(long at, Figures figures) {}

  /// News for the event list; `dropped` happened too fast to be listed.
  public record News(List<EngineEvent> events, long dropped) {}

  /// Everything a page needs when it opens.
  public record Picture(
      long now,
      List<Sample> history,
      KeyList keys,
      List<EngineEvent> events,
      FirstSteps.State steps) {}

  private static final Duration BEAT = Duration.ofMillis(250);
  private static final int HISTORY = 120;
  private static final int RECENT_EVENTS = 60;
  private static final int MOST_NEWS = 40;
  private static final int MOST_KEYS = 100;

  private final Engine engine;
  private final FirstSteps steps;
  private final EventStreams streams;
  private final Clock clock;
  private final JsonMapper json = JsonMapper.shared();
  private final BlockingQueue<EngineEvent> arrived = new ArrayBlockingQueue<>(4096);
  private final AtomicLong lost = new AtomicLong();
  private final Deque<Sample> history = new ArrayDeque<>();
  private final Deque<EngineEvent> recent = new ArrayDeque<>();
  private final Thread beat;
  private KeyList keys = KeyList.EMPTY;

  /// Starts watching `engine`; what `streams` carries and `steps` counts is told by `clock`.
  public LiveFeed(Engine engine, FirstSteps steps, EventStreams streams, Clock clock) {
    this.engine = engine;
    this.steps = steps;
    this.streams = streams;
    this.clock = clock;
    engine.listen(this::arrive);
    sample();
    beat = Thread.ofVirtual().name("workbook-feed").start(this::run);
  }

  /// What there is to see at the moment.
  public synchronized Picture picture() {
    return new Picture(
        clock.millis(), List.copyOf(history), keys, List.copyOf(recent), steps.state());
  }

  /// Tells the pages where the learner is in the first steps.
  public void publishSteps(FirstSteps.State state) {
    streams.publish("steps", json.writeValueAsString(state));
  }

  @Override
  public void close() {
    beat.interrupt();
  }

  private void arrive(EngineEvent event) {
    if (!arrived.offer(event)) {
      lost.incrementAndGet();
    }
  }

  private void run() {
    for (long round = 0; !Thread.currentThread().isInterrupted(); round++) {
      try {
        Thread.sleep(BEAT);
        passOnEvents();
        if (round % 2 == 1) {
          sample();
        }
        lookAtKeys();
      } catch (InterruptedException stopped) {
        return;
      } catch (RuntimeException engineGone) {
        streams.publish(
            "trouble", json.writeValueAsString(String.valueOf(engineGone.getMessage())));
      }
    }
  }

  private void sample() {
    var sample = new Sample(clock.millis(), engine.figures());
    synchronized (this) {
      history.addLast(sample);
      if (history.size() > HISTORY) {
        history.removeFirst();
      }
    }
    streams.publish("figures", json.writeValueAsString(sample));
  }

  private void passOnEvents() {
    var events = new ArrayList<EngineEvent>();
    arrived.drainTo(events);
    if (events.isEmpty()) {
      return;
    }
    events.forEach(steps::see);
    int listed = Math.min(events.size(), MOST_NEWS);
    long dropped = lost.getAndSet(0) + events.size() - listed;
    var newest = List.copyOf(events.subList(events.size() - listed, events.size()));
    synchronized (this) {
      newest.forEach(recent::addLast);
      while (recent.size() > RECENT_EVENTS) {
        recent.removeFirst();
      }
    }
    streams.publish("events", json.writeValueAsString(new News(newest, dropped)));
  }

  private void lookAtKeys() {
    if (streams.isEmpty()) {
      return;
    }
    var seen = engine.keys(MOST_KEYS);
    synchronized (this) {
      if (seen.equals(keys)) {
        return;
      }
      keys = seen;
    }
    streams.publish("keys", json.writeValueAsString(seen));
  }
}
