package hitrate.engine.security;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A selector in parentheses may come as several words; here they become one.
final class RuleWords {
  private RuleWords() {}

  /// @throws RuleError when a parenthesis stays open
  static List<String> merged(List<String> words) throws RuleError {
    List<String> merged = mergedWithRest(words);
    String last = merged.isEmpty() ? "" : merged.getLast();
    if (isOpen(last)) {
      int at = words.size() - 1;
      while (!String.join(" ", words.subList(at, words.size())).equals(last)) {
        at--;
      }
      String first = words.get(at);
      throw new RuleError("Unmatched parenthesis in acl selector starting at '" + first + "'.");
    }
    return merged;
  }

  /// True for a selector that does not end.
  static boolean isOpen(String rule) {
    return rule.startsWith("(") && !rule.endsWith(")");
  }

  /// The same, with what follows an open parenthesis as one word at the end.
  static List<String> mergedWithRest(List<String> words) {
    var merged = new ArrayList<String>();
    @Nullable StringBuilder open = null;
    for (String word : words) {
      if (isOpen(word)) {
        open = new StringBuilder(word); // and what was open is forgotten
      } else if (open != null) {
        open.append(' ').append(word);
        if (word.endsWith(")")) {
          merged.add(open.toString());
          open = null;
        }
      } else {
        merged.add(word);
      }
    }
    if (open != null) {
      merged.add(open.toString());
    }
    return merged;
  }
}
