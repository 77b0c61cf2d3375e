package hitrate.labs.exercise;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// How far the learner has come.
///
/// @param exercises what is known of each exercise, by its id
record Progress(Map<String, Entry> exercises) {
  static final Progress NONE = new Progress(Map.of());

  /// What is known of one exercise.
  ///
  /// @param best the most points earned so far
  /// @param maxScore the points that could be earned then
  /// @param attempts how often it was graded
  /// @param passed when every test first passed, or null
  /// @param failing the number of the first sentence that failed the last time; empty for none
  /// @param hints how many hints were shown, by part
  /// @param forced when the solution was shown before passing, or null
  record Entry(
      int best,
      int maxScore,
      int attempts,
      @Nullable Instant passed,
      String failing,
      Map<String, Integer> hints,
      @Nullable Instant forced) {
    static final Entry NEW = new Entry(0, 0, 0, null, "", Map.of(), null);

    Entry {
      hints = Map.copyOf(hints);
    }

    boolean isDone() {
      return passed != null;
    }

    Entry graded(int score, int max, boolean all, String firstFailing, Instant now) {
      var since = passed == null && all ? now : passed;
      return new Entry(
          Math.max(best, score), max, attempts + 1, since, firstFailing, hints, forced);
    }

    Entry hinted(String part, int level) {
      var more = new LinkedHashMap<>(hints);
      more.merge(part, level, Math::max);
      return new Entry(best, maxScore, attempts, passed, failing, more, forced);
    }

    Entry forced(Instant now) {
      var first = Objects.requireNonNullElse(forced, now);
      return new Entry(best, maxScore, attempts, passed, failing, hints, first);
    }
  }

  Progress {
    exercises = Map.copyOf(exercises);
  }

  Entry of(String id) {
    return exercises.getOrDefault(id, Entry.NEW);
  }

  Progress with(String id, UnaryOperator<Entry> change) {
    var changed = new LinkedHashMap<>(exercises);
    changed.put(id, change.apply(of(id)));
    return new Progress(changed);
  }
}
