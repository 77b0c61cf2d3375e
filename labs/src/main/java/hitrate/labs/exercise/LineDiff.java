package hitrate.labs.exercise;

import java.util.ArrayList;
import java.util.List;

/// What to take out of one text and put in to get another, line by line.
final class LineDiff {
  private LineDiff() {}

  /// The lines of both texts in order: `-` only in the first, `+` only in the second, blank in
  /// both. By the longest common subsequence; the texts are a few hundred lines at most.
  static List<String> of(List<String> from, List<String> to) {
    int[][] common = new int[from.size() + 1][to.size() + 1];
    for (int i = from.size() - 1; i >= 0; i--) {
      for (int j = to.size() - 1; j >= 0; j--) {
        common[i][j] =
            from.get(i).equals(to.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    var lines = new ArrayList<String>();
    int i = 0;
    int j = 0;
    while (i < from.size() || j < to.size()) {
      if (i < from.size() && j < to.size() && from.get(i).equals(to.get(j))) {
        lines.add(" " + from.get(i));
        i++;
        j++;
      } else if (i < from.size() && (j == to.size() || common[i + 1][j] >= common[i][j + 1])) {
        lines.add("-" + from.get(i++));
      } else {
        lines.add("+" + to.get(j++));
      }
    }
    return lines;
  }
}
