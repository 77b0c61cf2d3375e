package hitrate.engine.node;

import hitrate.engine.persist.LoadError;
import hitrate.engine.world.Clock;
import hitrate.engine.world.SimDisk;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What was asked of a node, and what its data was before each call and after the last: as a node
/// without a disk tells that does the same.
final class CallHistory implements AutoCloseable {
  private final long start;
  private final WallClock clock;
  private final SimNode shadow;
  private final List<Call> calls = new ArrayList<>();
  private final List<String> digests = new ArrayList<>();

  /// One call, and when it was made.
  record Call(String text, long millis) {}

  /// How the data has come to be what it was at some time.
  record Moment(List<Call> calls, List<String> digests) {
    /// What it was.
    String digest() {
      return digests.getLast();
    }
  }

  CallHistory(Instant start) {
    this.start = start.toEpochMilli();
    clock = new WallClock(this.start);
    try {
      shadow = SimNode.lookingAt(clock, new SimDisk(), "save", "");
    } catch (LoadError impossible) {
      throw new IllegalStateException(impossible);
    }
    digests.add(shadow.digest());
  }

  /// Goes back to a moment, and on from there.
  void backTo(Moment moment) {
    if (calls.equals(moment.calls)) {
      return;
    }
    calls.clear();
    digests.clear();
    clock.set(start);
    shadow.call("FLUSHALL");
    moment.calls.forEach(this::run);
    calls.addAll(moment.calls);
    digests.addAll(moment.digests.subList(0, calls.size()));
    digests.add(shadow.digest());
  }

  private void run(Call call) {
    clock.set(call.millis);
    shadow.connect().sendsRaw(call.text);
    shadow.step();
  }

  /// Goes on with a call that was made now.
  void add(String text, long millis) {
    calls.add(new Call(text, millis));
    run(calls.getLast());
    digests.add(shadow.digest());
  }

  /// How many calls there were.
  int size() {
    return calls.size();
  }

  /// How many of them were made by then.
  int sizeAt(long millis) {
    int size = calls.size();
    while (size > 0 && calls.get(size - 1).millis > millis) {
      size--;
    }
    return size;
  }

  /// What the data is after all calls.
  String digest() {
    return digests.getLast();
  }

  /// The moments after so many calls and after more, the last one first.
  List<Moment> momentsFrom(int first) {
    var moments = new ArrayList<Moment>();
    for (int i = calls.size(); i >= first; i--) {
      moments.add(
          new Moment(List.copyOf(calls.subList(0, i)), List.copyOf(digests.subList(0, i + 1))));
    }
    return moments;
  }

  @Override
  public void close() {
    shadow.vanish();
  }

  /// A clock that can be set back, as clocks on walls can; what is measured goes on.
  private static final class WallClock implements Clock {
    private long millis;
    private long nanos;

    WallClock(long millis) {
      this.millis = millis;
    }

    void set(long newMillis) {
      nanos += 1_000_000 * Math.max(0, newMillis - millis);
      millis = newMillis;
    }

    @Override
    public long micros() {
      return millis * 1000;
    }

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public void sleep(Duration time) {}
  }
}
