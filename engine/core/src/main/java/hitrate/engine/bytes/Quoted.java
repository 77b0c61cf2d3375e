package hitrate.engine.bytes;

/// Bytes as text for people: in double quotes, with escapes for all bytes that are not printable
/// ASCII. Reading it as a quoted word of a command line gives the same bytes again.
public final class Quoted {
  private static final String HEX = "0123456789abcdef";

  private Quoted() {}

  /// All of the bytes.
  public static String of(Bytes bytes) {
    var out = new StringBuilder();
    append(out, bytes.toArray(), 0, bytes.length());
    return out.toString();
  }

  /// Appends `array[from, to)`, quotes included.
  public static void append(StringBuilder out, byte[] array, int from, int to) {
    out.append('"');
    for (int i = from; i < to; i++) {
      int b = array[i] & 0xff;
      switch (b) {
        case '\\', '"' -> out.append('\\').append((char) b);
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case 0x07 -> out.append("\\a");
        case '\b' -> out.append("\\b");
        default -> {
          if (b >= ' ' && b <= '~') {
            out.append((char) b);
          } else {
            out.append("\\x").append(HEX.charAt(b >> 4)).append(HEX.charAt(b & 15));
          }
        }
      }
    }
    out.append('"');
  }
}
