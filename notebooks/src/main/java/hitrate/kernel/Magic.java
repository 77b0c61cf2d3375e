package hitrate.kernel;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The first line of a cell that is not Java: `%%redis`, `%help`, `%node`.
///
/// @param name its first word, with its percent signs
/// @param options the words after it
/// @param body the lines below it
record Magic(String name, List<String> options, String body) {

  /// The magic that a cell begins with; empty for a Java cell.
  static Optional<Magic> of(String cell) {
    String text = cell.stripLeading();
    if (!text.startsWith("%")) {
      return Optional.empty();
    }
    String[] parts = text.split("\\R", 2);
    String[] words = parts[0].strip().split("\\s+");
    var options = Arrays.asList(words).subList(1, words.length);
    return Optional.of(new Magic(words[0], List.copyOf(options), parts.length > 1 ? parts[1] : ""));
  }

  /// Where the body begins in the cell, in chars.
  static int bodyOffset(String cell) {
    int lead = cell.length() - cell.stripLeading().length();
    int end = cell.indexOf('\n', lead);
    return end < 0 ? cell.length() : end + 1;
  }
}
