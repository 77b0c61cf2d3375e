package hitrate.book.experiment;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// Upright bars over labels, in the visual language of the book's pictures.
final class BarChart {

  private static final int WIDTH = 720;
  private static final int HEIGHT = 260;
  private static final int LEFT = 56;
  private static final int RIGHT = 700;
  private static final int TOP = 44;
  private static final int BOTTOM = 220;

  private record Bar(String label, double value) {}

  private final String id;
  private final String title;
  private final String description;
  private final String caption;
  private final List<Bar> bars = new ArrayList<>();

  /// A chart; `title` and `description` are for those who cannot see it, `caption` says what the
  /// bars are.
  BarChart(String id, String title, String description, String caption) {
    this.id = id;
    this.title = title;
    this.description = description;
    this.caption = caption;
  }

  void bar(String label, double value) {
    bars.add(new Bar(label, value));
  }

  String svg() {
    double top = niceTop(bars.stream().mapToDouble(Bar::value).max().orElse(1));
    var out = new StringBuilder(head());
    out.append(
        String.format(
            Locale.ROOT, "  <text class=\"strong\" x=\"%d\" y=\"22\">%s</text>\n", LEFT, caption));
    for (int quarter = 0; quarter <= 4; quarter++) {
      double y = BOTTOM - (BOTTOM - TOP) * quarter / 4.0;
      out.append(
          String.format(
              Locale.ROOT, "  <path class=\"grid\" d=\"M%d %.1f H%d\"/>\n", LEFT, y, RIGHT));
      out.append(
          String.format(
              Locale.ROOT,
              "  <text class=\"small\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n",
              LEFT - 8,
              y + 4,
              label(top * quarter / 4)));
    }
    double step = (double) (RIGHT - LEFT) / bars.size();
    for (int i = 0; i < bars.size(); i++) {
      Bar bar = bars.get(i);
      double height = (BOTTOM - TOP) * bar.value() / top;
      double x = LEFT + step * i;
      out.append(
          String.format(
              Locale.ROOT,
              "  <rect class=\"database\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>\n",
              x + step * 0.15,
              BOTTOM - height,
              step * 0.7,
              height));
      out.append(
          String.format(
              Locale.ROOT,
              "  <text class=\"small\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n",
              x + step / 2,
              BOTTOM + 20,
              bar.label()));
    }
    return out.append("</svg>\n").toString();
  }

  private String head() {
    return String.format(
        Locale.ROOT,
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" \
        role="img" aria-labelledby="%3$s-title %3$s-desc">
          <title id="%3$s-title">%4$s</title>
          <desc id="%3$s-desc">%5$s</desc>
          <style>
        %6$s  </style>
        """,
        WIDTH,
        HEIGHT,
        id,
        title,
        description,
        style());
  }

  /// The style that all pictures of the book share.
  static String style() {
    try (InputStream in = BarChart.class.getResourceAsStream("picture.css")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The next of 1, 2, 4, 8, 10, 20, ... above a value, so that quarters of it are easy to read.
  private static double niceTop(double value) {
    double decade = Math.pow(10, Math.floor(Math.log10(value)));
    for (double factor : new double[] {1, 2, 4, 8}) {
      if (value <= factor * decade) {
        return factor * decade;
      }
    }
    return 10 * decade;
  }

  private static String label(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Figures.decimal(value);
  }
}
