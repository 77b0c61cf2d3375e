package hitrate.engine.security;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A selector in parentheses may come as several words; here they become one.
final class RuleWords {
  private RuleWords() {}

  /// @throws RuleError when a parenthesis stays open
  static List<String> merged(List<String> words) throws RuleError {
    String open = "";
    for (String word : words) {
      if (isOpen(word)) {
        open = word;
      } else if (word.endsWith(")")) {
        open = "";
      }
    }
    if (!open.isEmpty()) {
      throw new RuleError(
          "Unmatched parenthesis in acl selector starting at '" + upToZero(open) + "'.");
    }
    return mergedWithRest(words);
  }

  /// A word as far as the real server looks at it, which ends where a text of C does.
  static String upToZero(String word) {
    int end = word.indexOf(0);
    return end < 0 ? word : word.substring(0, end);
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
        open.append(' ').append(upToZero(word));
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
