package hitrate.engine.security;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A selector in parentheses may come as several words; here they become one.
final class RuleWords {
  private RuleWords() {}

  /// @throws RuleError when a parenthesis stays open
  static List<String> merged(List<String> words) throws RuleError {
    var merged = new ArrayList<String>();
    @Nullable StringBuilder open = null;
    String first = "";
    for (String word : words) {
      if (open != null) {
        open.append(' ').append(word);
        if (word.endsWith(")")) {
          merged.add(open.toString());
          open = null;
        }
      } else if (word.startsWith("(") && !word.endsWith(")")) {
        open = new StringBuilder(word);
        first = word;
      } else {
        merged.add(word);
      }
    }
    if (open != null) {
      throw new RuleError("Unmatched parenthesis in acl selector starting at '" + first + "'.");
    }
    return merged;
  }
}
