package hitrate.kernel.display;

import hitrate.engine.client.ReplyText;
import hitrate.engine.resp.Reply;
import java.awt.image.BufferedImage;
import java.awt.image.RenderedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.util.Base64;
import java.util.Optional;
import java.util.StringJoiner;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.internal.chartpart.Chart;

/// A value in the forms a front end may show; it takes the richest it can.
///
/// | value | shown as |
/// |---|---|
/// | picture (`RenderedImage`), XChart chart | PNG |
/// | list of maps, list of records, map | HTML table, text table |
/// | reply of a node | what `redis-cli` prints |
/// | text | itself, without quotes |
/// | array | its elements, as a list shows them |
/// | anything else | its `toString` |
///
/// @param text the plain form, always there
/// @param html a table, where the value has rows
/// @param png a picture in Base64, where the value is one
public record Rendering(String text, @Nullable String html, @Nullable String png) {

  /// The forms of a value. May call the value's own `toString`.
  public static Rendering of(@Nullable Object value) {
    return switch (value) {
      case null -> plain("null");
      case String text -> plain(text);
      case Reply reply -> plain(ReplyText.render(reply));
      case RenderedImage image -> picture(image, "picture");
      case Chart<?, ?> chart -> chart(chart);
      case Object array when array.getClass().isArray() -> plain(elements(array));
      default -> table(value).orElseGet(() -> plain(String.valueOf(value)));
    };
  }

  private static Rendering plain(String text) {
    return new Rendering(text, null, null);
  }

  private static Optional<Rendering> table(Object value) {
    return Table.of(value).map(table -> new Rendering(table.text(), table.html(), null));
  }

  private static Rendering chart(Chart<?, ?> chart) {
    BufferedImage image = BitmapEncoder.getBufferedImage(chart);
    String title = chart.getTitle();
    return picture(image, title == null || title.isBlank() ? "chart" : "chart: " + title);
  }

  private static Rendering picture(RenderedImage image, String what) {
    var png = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, "png", png)) {
        return plain(image.toString());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String text = "[%s, %d x %d]".formatted(what, image.getWidth(), image.getHeight());
    return new Rendering(text, null, Base64.getEncoder().encodeToString(png.toByteArray()));
  }

  private static String elements(Object array) {
    var text = new StringJoiner(", ", "[", "]");
    for (int i = 0; i < Array.getLength(array); i++) {
      Object element = Array.get(array, i);
      boolean nested = element != null && element.getClass().isArray();
      text.add(nested ? elements(element) : String.valueOf(element));
    }
    return text.toString();
  }
}
