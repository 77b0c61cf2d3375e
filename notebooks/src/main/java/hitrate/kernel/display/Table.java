package hitrate.kernel.display;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Rows under column heads, as HTML and as text.
///
/// @param heads the columns, in the order the rows first name them
/// @param rows each with one cell a column, empty where the row has nothing
/// @param numeric for each column, whether all of its cells are numbers; those go to the right
/// @param leftOut how many rows there are beyond those
record Table(List<String> heads, List<List<String>> rows, List<Boolean> numeric, int leftOut) {
  private static final int MOST_ROWS = 100;

  /// The table of a value, if it has rows: a collection whose elements are all maps or all records,
  /// or a map, whose entries become rows of key and value.
  static Optional<Table> of(Object value) {
    return switch (value) {
      case Map<?, ?> map when !map.isEmpty() -> Optional.of(ofRows(entries(map)));
      case Collection<?> rows when hasRows(rows) ->
          Optional.of(ofRows(rows.stream().map(Table::row).toList()));
      default -> Optional.empty();
    };
  }

  private static boolean hasRows(Collection<?> rows) {
    return !rows.isEmpty()
        && (rows.stream().allMatch(Map.class::isInstance)
            || rows.stream().allMatch(Record.class::isInstance));
  }

  private static List<Map<String, @Nullable Object>> entries(Map<?, ?> map) {
    var rows = new ArrayList<Map<String, @Nullable Object>>();
    map.forEach((key, value) -> {
      var row = new LinkedHashMap<String, @Nullable Object>();
      row.put("key", key);
      row.put("value", value);
      rows.add(row);
    });
    return rows;
  }

  private static Map<String, @Nullable Object> row(Object element) {
    var row = new LinkedHashMap<String, @Nullable Object>();
    if (element instanceof Map<?, ?> map) {
      map.forEach((head, cell) -> row.put(String.valueOf(head), cell));
    } else {
      for (RecordComponent component : element.getClass().getRecordComponents()) {
        row.put(component.getName(), read(component, element));
      }
    }
    return row;
  }

  private static @Nullable Object read(RecordComponent component, Object element) {
    try {
      var accessor = component.getAccessor();
      accessor.setAccessible(true);
      return accessor.invoke(element);
    } catch (InvocationTargetException | IllegalAccessException e) {
      return "?";
    }
  }

  private static Table ofRows(List<Map<String, @Nullable Object>> rows) {
    SequencedSet<String> heads = new LinkedHashSet<>();
    rows.forEach(row -> heads.addAll(row.keySet()));
    var shown = rows.subList(0, Math.min(rows.size(), MOST_ROWS));
    var cells = new ArrayList<List<String>>();
    for (var row : shown) {
      cells.add(heads.stream().map(head -> cell(row.get(head))).toList());
    }
    var numeric =
        heads.stream()
            .map(head -> shown.stream().allMatch(row -> row.get(head) instanceof Number))
            .toList();
    return new Table(List.copyOf(heads), cells, numeric, rows.size() - shown.size());
  }

  private static String cell(@Nullable Object value) {
    return value == null ? "" : Rendering.of(value).text();
  }

  /// The table as HTML, each cell's text escaped.
  String html() {
    var html = new StringBuilder("<table>\n<thead><tr>");
    for (int column = 0; column < heads.size(); column++) {
      html.append(element("th", column, heads.get(column)));
    }
    html.append("</tr></thead>\n<tbody>\n");
    for (var row : rows) {
      html.append("<tr>");
      for (int column = 0; column < row.size(); column++) {
        html.append(element("td", column, row.get(column)));
      }
      html.append("</tr>\n");
    }
    html.append("</tbody>\n</table>");
    return leftOut == 0 ? html.toString() : html + "\n<p>" + rest() + "</p>";
  }

  private String element(String tag, int column, String text) {
    String align = numeric.get(column) ? "right" : "left";
    return "<%s style=\"text-align:%s\">%s</%s>".formatted(tag, align, escape(text), tag);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /// The table as text in columns.
  String text() {
    var widths = new ArrayList<Integer>();
    for (int column = 0; column < heads.size(); column++) {
      int at = column;
      int widest = rows.stream().mapToInt(row -> row.get(at).length()).max().orElse(0);
      widths.add(Math.max(heads.get(column).length(), widest));
    }
    var lines = new ArrayList<String>();
    lines.add(line(heads, widths));
    lines.add(widths.stream().map("-"::repeat).collect(Collectors.joining("  ")));
    rows.forEach(row -> lines.add(line(row, widths)));
    lines.addAll(leftOut == 0 ? Collections.emptyList() : List.of(rest()));
    return String.join("\n", lines);
  }

  private String line(List<String> cells, List<Integer> widths) {
    var line = new StringBuilder();
    for (int column = 0; column < cells.size(); column++) {
      String cell = cells.get(column).replace('\n', ' ');
      String blanks = " ".repeat(Math.max(0, widths.get(column) - cell.length()));
      line.append(numeric.get(column) ? blanks + cell : cell + blanks).append("  ");
    }
    return line.toString().stripTrailing();
  }

  private String rest() {
    return "... and " + leftOut + " more rows";
  }
}
