package hitrate.labs.readme;

import java.util.List;
import java.util.regex.Pattern;

/// A fenced block of the README with the comment above it, which says how it is tested.
///
/// @param kind `transcript` or `code`
/// @param argument names of masks, or the file and tag of the code
/// @param language behind the fence
record Block(String kind, String argument, String language, String text) {
  private static final Pattern MARKED =
      Pattern.compile(
          "^<!-- (transcript|code): (.+?) -->\\n```(\\w+)\\n(.*?)^```$",
          Pattern.MULTILINE | Pattern.DOTALL);

  /// All marked blocks of a page.
  static List<Block> all(String page) {
    return MARKED
        .matcher(page)
        .results()
        .map(m -> new Block(m.group(1), m.group(2), m.group(3), m.group(4).strip()))
        .toList();
  }

  /// The text with everything masked that may differ from run to run.
  String masked(String text) {
    var masked = text;
    for (var name : argument.split(",\\s*")) {
      masked =
          switch (name) {
            case "countdown" ->
                masked.replaceAll("\\(integer\\) (60|[1-5]\\d)\\b", "(integer) {n}");
            case "memory" -> masked.replaceAll("memory +\\d+ KB", "memory {n} KB");
            default -> throw new IllegalArgumentException("no mask is called " + name);
          };
    }
    return masked;
  }
}
