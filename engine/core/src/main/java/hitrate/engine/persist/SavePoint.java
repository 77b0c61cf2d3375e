package hitrate.engine.persist;

import java.util.ArrayList;
import java.util.List;

/// When a snapshot is made by itself: so many changes at least, and so many seconds since the last.
public record SavePoint(long seconds, long changes) {
  /// The points that the parameter `save` names: pairs of seconds and changes.
  public static List<SavePoint> parse(String text) {
    var points = new ArrayList<SavePoint>();
    String[] words = text.isEmpty() ? new String[0] : text.split(" ", -1);
    for (int i = 0; i < words.length; i += 2) {
      points.add(new SavePoint(Long.parseLong(words[i]), Long.parseLong(words[i + 1])));
    }
    return points;
  }
}
