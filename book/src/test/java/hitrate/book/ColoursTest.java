package hitrate.book;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The colours of the pages can be read, in both themes: WCAG 2.1 asks for a contrast of 4.5 to 1.
class ColoursTest {
  private static final Pattern THEME = Pattern.compile(":root[^{]*\\{([^}]*--paper:[^}]*)}");
  private static final Pattern COLOUR = Pattern.compile("--([\\w-]+): (#[0-9a-f]{6});");
  private static final double READABLE = 4.5;

  /// Each background, and the text that is written on it.
  private static final Map<String, List<String>> PAIRS =
      Map.of(
          "paper", List.of("ink", "soft", "link"),
          "side", List.of("ink", "soft", "link"),
          "code", List.of("ink", "keyword", "string", "comment", "number", "name"),
          "console", List.of("console-ink", "console-soft", "console-bad"),
          "blue", List.of("ink", "blue-edge"),
          "amber", List.of("ink", "amber-edge"),
          "green", List.of("ink", "green-edge"));

  @Test
  void everyTextStandsOutFromItsBackgroundInEveryTheme() throws IOException {
    var faint = new ArrayList<String>();
    for (var theme : themes()) {
      PAIRS.forEach((background, texts) -> {
        for (var text : texts) {
          double contrast = contrast(colour(theme, text), colour(theme, background));
          if (contrast < READABLE) {
            faint.add("%s on %s: %.2f %s".formatted(text, background, contrast, theme.get(text)));
          }
        }
      });
    }
    assertEquals(List.of(), faint);
  }

  @Test
  void darkIsTheSameByTheSystemAndByTheButton() throws IOException {
    var themes = themes();
    assertEquals(3, themes.size());
    assertEquals(themes.get(1), themes.get(2));
  }

  /// Light, dark by the system, dark by the button.
  private static List<Map<String, String>> themes() throws IOException {
    try (var in = ColoursTest.class.getResourceAsStream("book.css")) {
      assertNotNull(in);
      var sheet = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      var themes = new ArrayList<Map<String, String>>();
      var light = new HashMap<String, String>();
      THEME
          .matcher(sheet)
          .results()
          .forEach(theme -> {
            var colours = new HashMap<>(light);
            COLOUR
                .matcher(theme.group(1))
                .results()
                .forEach(colour -> colours.put(colour.group(1), colour.group(2)));
            if (light.isEmpty()) {
              light.putAll(colours);
            }
            themes.add(colours);
          });
      return themes;
    }
  }

  private static String colour(Map<String, String> theme, String name) {
    return Objects.requireNonNull(theme.get(name), name);
  }

  private static double contrast(String one, String other) {
    double lighter = Math.max(light(one), light(other));
    double darker = Math.min(light(one), light(other));
    return (lighter + 0.05) / (darker + 0.05);
  }

  /// Relative luminance of `#rrggbb`.
  private static double light(String colour) {
    double[] weights = {0.2126, 0.7152, 0.0722};
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      double part = Integer.parseInt(colour.substring(1 + 2 * i, 3 + 2 * i), 16) / 255.0;
      double linear = part <= 0.03928 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
      sum += weights[i] * linear;
    }
    return sum;
  }
}
