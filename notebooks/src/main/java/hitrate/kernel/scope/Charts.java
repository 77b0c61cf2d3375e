package hitrate.kernel.scope;

import java.awt.Color;
import java.awt.Font;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/// Charts in one look: colours that stay apart for the colour-blind and in print (Okabe and Ito's
/// palette), and a marker of its own for each series, so that colour is never alone.
public final class Charts {
  private static final Color[] COLORS = {
    new Color(0x0072B2), new Color(0xD55E00), new Color(0x009E73),
    new Color(0xCC79A7), new Color(0xE69F00), new Color(0x56B4E9)
  };

  private static final Marker[] MARKERS = {
    SeriesMarkers.CIRCLE, SeriesMarkers.SQUARE, SeriesMarkers.TRIANGLE_UP,
    SeriesMarkers.DIAMOND, SeriesMarkers.CROSS, SeriesMarkers.TRIANGLE_DOWN
  };

  private static final Color INK = new Color(0x24292F);
  private static final Color GRID = new Color(0xD8DEE4);

  private Charts() {}

  /// A line chart without data; add it by `addSeries`.
  public static XYChart lines(String title, String x, String y) {
    var chart =
        new XYChartBuilder()
            .width(760)
            .height(420)
            .title(title)
            .xAxisTitle(x)
            .yAxisTitle(y)
            .build();
    style(chart.getStyler());
    return chart;
  }

  /// A line chart of shares, whose y axis goes from 0 to 1.
  public static XYChart shares(String title, String x, String y) {
    var chart = lines(title, x, y);
    chart.getStyler().setYAxisMin(0.0).setYAxisMax(1.0);
    return chart;
  }

  private static void style(XYStyler styler) {
    var plain = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
    styler.setSeriesColors(COLORS);
    styler.setSeriesMarkers(MARKERS);
    styler.setMarkerSize(6);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBackgroundColor(Color.WHITE);
    styler.setPlotGridLinesColor(GRID);
    styler.setPlotBorderVisible(false);
    styler.setChartFontColor(INK);
    styler.setAxisTickLabelsColor(INK);
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 16));
    styler.setAxisTitleFont(plain);
    styler.setAxisTickLabelsFont(plain);
    styler.setLegendFont(plain);
    styler.setLegendPosition(LegendPosition.OutsideE);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setChartPadding(12);
  }
}
