package hitrate.engine.differential;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.Words;
import java.util.ArrayList;
import java.util.List;

/// What a server did with a case: one observation for each thing sent, what it counted, and the
/// state it was left with.
record Transcript(List<Observation> observations, Side.Counts counts, State state) {

  private static final int SHOWN = 400;

  /// The bytes that came back for one line of a case, and whether the connection was closed then.
  /// The rules say how far the bytes may differ.
  record Observation(String line, Bytes bytes, boolean closed, List<Masks.Rule> rules) {

    /// All of a short reply as its bytes; of a long one the part around `at`, as a reader sees it.
    private String show(String readable, int at) {
      String text = "<nothing>";
      if (bytes.length() > SHOWN) {
        int start = Math.max(0, Math.min(at, readable.length()) - SHOWN / 3);
        text = (start == 0 ? "" : "... ") + shorten(readable.substring(start));
      } else if (bytes.length() > 0) {
        text = Words.quote(bytes);
      }
      return closed ? text.replace("<nothing>", "") + "<closed>" : text;
    }
  }

  private static String describe(Observation ours, Observation theirs) {
    String left = Masks.readable(ours.bytes, theirs.rules);
    String right = Masks.readable(theirs.bytes, theirs.rules);
    int at = 0;
    while (at < Math.min(left.length(), right.length()) && left.charAt(at) == right.charAt(at)) {
      at++;
    }
    return ours.line
        + "\n    ours:     "
        + ours.show(left, at)
        + "\n    expected: "
        + theirs.show(right, at);
  }

  /// What is different in ours, as text; empty when nothing is.
  List<String> differencesFrom(Transcript reference) {
    var differences = new ArrayList<String>();
    int common = Math.min(observations.size(), reference.observations.size());
    for (int i = 0; i < common; i++) {
      Observation ours = observations.get(i);
      Observation theirs = reference.observations.get(i);
      if (ours.closed != theirs.closed || !Masks.same(ours.bytes, theirs.bytes, theirs.rules)) {
        differences.add(describe(ours, theirs));
      }
    }
    if (observations.size() != reference.observations.size()) {
      differences.add(
          observations.size() + " observations, expected " + reference.observations.size());
    }
    if (!counts.equals(reference.counts)) {
      differences.add("counts " + counts + " in INFO, expected " + reference.counts);
    }
    differences.addAll(state.differencesFrom(reference.state));
    return differences;
  }

  static String shorten(String text) {
    return text.length() <= SHOWN
        ? text
        : text.substring(0, SHOWN) + "... (" + text.length() + " characters)";
  }
}
