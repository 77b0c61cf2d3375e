package hitrate.kernel.display;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.resp.Reply;
import hitrate.kernel.scope.Charts;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class RenderingTest {
  record Run(String ttl, double hitRate) {}

  @Test
  void textIsShownWithoutQuotes() {
    assertEquals("a \"b\"", Rendering.of("a \"b\"").text());
    assertEquals("null", Rendering.of(null).text());
    assertEquals("[1, 2]", Rendering.of(new int[] {1, 2}).text());
    assertEquals("[[a], null]", Rendering.of(new String[][] {{"a"}, null}).text());
  }

  @Test
  void aReplyLooksAsInRedisCli() {
    assertEquals("(integer) 3", Rendering.of(new Reply.Int(3)).text());
    assertEquals(
        "1) \"a\"\n2) (nil)",
        Rendering.of(new Reply.Array(List.of(Reply.Bulk.of("a"), new Reply.Null()))).text());
  }

  @Test
  void recordsAreATableOfTextAndOfHtml() {
    var table = Rendering.of(List.of(new Run("1 s", 0.5), new Run("<60 s>", 0.975)));
    assertEquals(
        """
        ttl     hitRate
        ------  -------
        1 s         0.5
        <60 s>    0.975\
        """,
        table.text());
    assertEquals(
        """
        <table>
        <thead><tr><th style="text-align:left">ttl</th><th style="text-align:right">hitRate</th></tr></thead>
        <tbody>
        <tr><td style="text-align:left">1 s</td><td style="text-align:right">0.5</td></tr>
        <tr><td style="text-align:left">&lt;60 s&gt;</td><td style="text-align:right">0.975</td></tr>
        </tbody>
        </table>\
        """,
        table.html());
  }

  @Test
  void mapsAreRowsAndAMapAloneIsKeysAndValues() {
    Map<String, Integer> first = new LinkedHashMap<>();
    first.put("a", 1);
    first.put("b", 2);
    assertEquals("a  b\n-  -\n1  2\n   3", Rendering.of(List.of(first, Map.of("b", 3))).text());
    assertEquals("key  value\n---  -----\na        1\nb        2", Rendering.of(first).text());
  }

  @Test
  void aLongTableIsCutAndSaysSo() {
    var rows = new ArrayList<Run>();
    for (int i = 0; i < 130; i++) {
      rows.add(new Run("t" + i, i));
    }
    var table = Rendering.of(rows);
    assertTrue(table.text().endsWith("\n... and 30 more rows"), table::text);
    assertTrue(Objects.requireNonNull(table.html()).endsWith("<p>... and 30 more rows</p>"));
  }

  @Test
  void mixedAndEmptyListsAreText() {
    assertEquals("[]", Rendering.of(List.of()).text());
    assertNull(Rendering.of(List.of(1, "a")).html());
  }

  @Test
  void aPictureAndAChartArePng() throws IOException {
    var picture = Rendering.of(new BufferedImage(20, 10, BufferedImage.TYPE_INT_RGB));
    assertEquals("[picture, 20 x 10]", picture.text());
    assertEquals(20, decoded(picture).getWidth());

    var chart = Charts.lines("Hits", "x", "y");
    chart.addSeries("one", new double[] {1, 2}, new double[] {1, 2});
    assertEquals("[chart: Hits, 760 x 420]", Rendering.of(chart).text());
    assertEquals(760, decoded(Rendering.of(chart)).getWidth());
  }

  private static BufferedImage decoded(Rendering rendering) throws IOException {
    var bytes = Base64.getDecoder().decode(Objects.requireNonNull(rendering.png()));
    return ImageIO.read(new ByteArrayInputStream(bytes));
  }
}
