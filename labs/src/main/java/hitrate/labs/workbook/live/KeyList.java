package hitrate.labs.workbook.live;

import java.util.List;

/// Some keys of an engine, and how many it holds in all.
public record KeyList(long total, List<Row> rows) {
  /// One key. `expiresAt` is in milliseconds since 1970, 0 for a key without a lifetime; `size` is
  /// the length of a string in bytes or the number of elements; `preview` is the beginning of a
  /// string, empty for other types.
  public record Row(String name, String type, long expiresAt, long size, String preview) {}

  /// No key at all.
  public static final KeyList EMPTY = new KeyList(0, List.of());

  /// A copy of the rows is kept.
  public KeyList {
    rows = List.copyOf(rows);
  }
}
