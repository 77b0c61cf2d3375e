package hitrate.labs.workbook.live;

import java.util.List;
import java.util.function.Consumer;

/// The guided first steps: a value with a lifetime, a hit, its expiry, a miss, and the cache filled
/// again. Each is done when the engine sees it happen, whichever client did it and whatever the key
/// is called.
public final class FirstSteps {
  /// The steps in order; as many as [State#done] says are behind the learner.
  public enum Step {
    /// A key is given a lifetime.
    STORE,
    /// That key is read.
    HIT,
    /// Its lifetime ends.
    EXPIRE,
    /// It is read again, in vain.
    MISS,
    /// It is written once more.
    REFILL,
    /// And read once more.
    HIT_AGAIN
  }

  /// How many steps are done, and the key they are about (empty before the first).
  public record State(int done, String key) {
    /// Whether there is nothing left to do.
    public boolean complete() {
      return done == STEPS.size();
    }

    Step due() {
      return STEPS.get(done);
    }
  }

  private static final List<Step> STEPS = List.of(Step.values());
  private static final State NOTHING = new State(0, "");

  private final Consumer<State> changed;
  private State state;

  /// Begins with the first step, or with none left when `complete`; `changed` is told of progress.
  public FirstSteps(boolean complete, Consumer<State> changed) {
    this.state = complete ? new State(STEPS.size(), "") : NOTHING;
    this.changed = changed;
  }

  /// Where the learner is.
  public synchronized State state() {
    return state;
  }

  /// Begins again.
  public void reset() {
    move(NOTHING);
  }

  /// Takes one event into account.
  public void see(EngineEvent event) {
    var now = state();
    if (now.complete()) {
      return;
    }
    boolean sameKey = event.key().equals(now.key());
    boolean stored = isLifetime(event);
    boolean happened =
        switch (now.due()) {
          case STORE -> stored;
          case HIT -> sameKey && event.kind() == EngineEvent.Kind.HIT;
          case EXPIRE -> sameKey && event.kind() == EngineEvent.Kind.EXPIRED;
          case MISS -> sameKey && event.kind() == EngineEvent.Kind.MISS;
          case REFILL -> sameKey && event.kind() == EngineEvent.Kind.CHANGED;
          case HIT_AGAIN -> sameKey && event.kind() == EngineEvent.Kind.HIT;
        };
    if (happened) {
      move(new State(now.done() + 1, event.key()));
    } else if (stored && !sameKey && now.due() == Step.HIT) {
      move(new State(now.done(), event.key()));
    } else if (sameKey && event.name().equals("del") && mustExpireYet(now.due())) {
      move(NOTHING);
    }
  }

  private static boolean mustExpireYet(Step due) {
    return due == Step.HIT || due == Step.EXPIRE;
  }

  /// `SET key value EX 30` and `EXPIRE key 30` both announce the lifetime as an event `expire`.
  private static boolean isLifetime(EngineEvent event) {
    return event.kind() == EngineEvent.Kind.CHANGED && event.name().equals("expire");
  }

  private void move(State next) {
    synchronized (this) {
      if (state.equals(next)) {
        return;
      }
      state = next;
    }
    changed.accept(next);
  }
}
