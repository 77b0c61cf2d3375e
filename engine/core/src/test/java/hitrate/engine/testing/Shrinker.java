package hitrate.engine.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/// Makes a failing list smaller while it keeps failing: takes out runs of items, long ones first,
/// then single ones, then puts simpler items in the place of items, until nothing helps any more.
/// The idea is delta debugging (Zeller and Hildebrandt, 2002).
public final class Shrinker<T> {

  private final Predicate<List<T>> fails;
  private final Function<T, List<T>> simpler;
  private int triesLeft;

  private Shrinker(Predicate<List<T>> fails, Function<T, List<T>> simpler, int tries) {
    this.fails = fails;
    this.simpler = simpler;
    this.triesLeft = tries;
  }

  /// The smallest failing list found within so many tries. `simpler` gives candidates to put in an
  /// item's place; it must lead to smaller items only, or shrinking ends with the tries.
  public static <T> List<T> shrink(
      List<T> failing, Predicate<List<T>> fails, Function<T, List<T>> simpler, int tries) {
    return new Shrinker<>(fails, simpler, tries).shrink(failing);
  }

  private List<T> shrink(List<T> failing) {
    List<T> best = failing;
    List<T> before;
    do {
      before = best;
      best = withSimplerItems(withFewerItems(best));
    } while (!best.equals(before) && triesLeft > 0);
    return best;
  }

  private List<T> withFewerItems(List<T> failing) {
    List<T> best = failing;
    for (int run = best.size() / 2; run >= 1; run /= 2) {
      int start = 0;
      while (start + run <= best.size()) {
        var candidate = new ArrayList<>(best);
        candidate.subList(start, start + run).clear();
        if (stillFails(candidate)) {
          best = candidate;
        } else {
          start += run;
        }
      }
    }
    return best;
  }

  private List<T> withSimplerItems(List<T> failing) {
    List<T> best = failing;
    for (int i = 0; i < best.size(); i++) {
      best = withSimplerItem(best, i);
    }
    return best;
  }

  private List<T> withSimplerItem(List<T> failing, int index) {
    List<T> best = failing;
    boolean better = true;
    while (better && triesLeft > 0) {
      better = false;
      for (T item : simpler.apply(best.get(index))) {
        var candidate = new ArrayList<>(best);
        candidate.set(index, item);
        if (stillFails(candidate)) {
          best = candidate;
          better = true;
          break;
        }
      }
    }
    return best;
  }

  private boolean stillFails(List<T> candidate) {
    return triesLeft-- > 0 && fails.test(candidate);
  }
}
