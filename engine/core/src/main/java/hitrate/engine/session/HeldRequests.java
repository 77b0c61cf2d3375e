package hitrate.engine.session;

import hitrate.engine.command.Args;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// What a client has sent that is not to be run yet: an earlier command of it waits, or everybody
/// pauses.
final class HeldRequests {
  private final ArrayDeque<Args.Copy> requests = new ArrayDeque<>();
  private boolean isOn;
  private boolean isFirstPostponed;

  /// True when what comes now is to be kept, too.
  boolean isOn() {
    return isOn;
  }

  /// Holds up what comes from here on.
  void begin() {
    isOn = true;
  }

  void add(Args.Copy request) {
    requests.add(request);
  }

  /// Puts off a request that was to be run just now, until a pause ends.
  void postpone(Args.Copy request) {
    requests.addFirst(request);
    isFirstPostponed = true;
    isOn = true;
  }

  void noLongerPostponed() {
    isFirstPostponed = false;
  }

  boolean isPostponed() {
    return isFirstPostponed;
  }

  /// The one that waits for the end of a pause, or null.
  Args.@Nullable Copy postponed() {
    return isFirstPostponed ? requests.peekFirst() : null;
  }

  /// The next one, or null when there is none: from there on nothing is held.
  Args.@Nullable Copy next() {
    Args.Copy next = requests.poll();
    isOn = next != null;
    return next;
  }

  void clear() {
    requests.clear();
  }

  long bytes() {
    long sum = 0;
    for (Args.Copy request : requests) {
      sum += request.bytes();
    }
    return sum;
  }
}
