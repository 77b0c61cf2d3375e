package hitrate.engine.node;

import hitrate.engine.persist.LoadError;
import hitrate.engine.world.SimDisk;
import hitrate.engine.world.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What was asked of a node, and what its data was before each call and after the last: as a node
/// without a disk tells that does the same.
final class CallHistory implements AutoCloseable {
  private final VirtualClock clock;
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
    clock = VirtualClock.startingAt(start);
    try {
      shadow = new SimNode(new SimDisk(), clock);
    } catch (LoadError impossible) {
      throw new IllegalStateException(impossible);
    }
    digests.add(shadow.digest());
  }

  /// A history that has led to a moment and goes on from there.
  CallHistory(Instant start, Moment moment) {
    this(start);
    moment.calls.forEach(this::run);
    calls.addAll(moment.calls);
    digests.clear();
    digests.addAll(moment.digests.subList(0, calls.size()));
    digests.add(shadow.digest());
  }

  private void run(Call call) {
    clock.advance(Duration.ofMillis(call.millis - clock.millis()));
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
}
