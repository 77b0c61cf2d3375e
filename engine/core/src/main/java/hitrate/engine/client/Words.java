package hitrate.engine.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import hitrate.engine.bytes.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/// Splits a typed command line into words by the rules of `redis-cli`, which are also those of
/// inline commands and of redis.conf:
///
/// - words are separated by blanks;
/// - between double quotes, `\n` `\r` `\t` `\b` `\a` and `\xHH` stand for one byte each, and a
///   backslash before any other character for that character;
/// - between single quotes only `\'` is special;
/// - a closing quote must be followed by a blank or by the end of the line.
public final class Words {

  private final byte[] line;
  private int position;

  private Words(byte[] line) {
    this.line = line;
  }

  /// The words of a line. Text outside ASCII becomes its UTF-8 bytes.
  ///
  /// @throws IllegalArgumentException when quotes do not pair up, with the text `redis-cli` prints
  public static List<Bytes> split(String line) {
    return split(line.getBytes(UTF_8));
  }

  /// The words of a line of bytes; see [#split(String)].
  public static List<Bytes> split(byte[] line) {
    return new Words(line).all();
  }

  /// A word as `redis-cli` shows it: in double quotes, with escapes for all bytes that are not
  /// printable ASCII. [#split] reads it back as the same bytes.
  public static String quote(Bytes word) {
    var out = new StringBuilder(word.length() + 2).append('"');
    for (int i = 0; i < word.length(); i++) {
      int b = word.at(i) & 0xff;
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
            out.append("\\x%02x".formatted(b));
          }
        }
      }
    }
    return out.append('"').toString();
  }

  private List<Bytes> all() {
    var words = new ArrayList<Bytes>();
    skipBlanks();
    while (position < line.length) {
      words.add(word());
      skipBlanks();
    }
    return words;
  }

  private void skipBlanks() {
    while (atBlank()) {
      position++;
    }
  }

  private Bytes word() {
    var out = new ByteArrayOutputStream();
    while (position < line.length && !atBlank()) {
      byte b = line[position++];
      switch (b) {
        case '"' -> doubleQuoted(out);
        case '\'' -> singleQuoted(out);
        default -> out.write(b);
      }
    }
    return Bytes.wrap(out.toByteArray());
  }

  private void doubleQuoted(ByteArrayOutputStream out) {
    while (true) {
      byte b = required();
      if (b == '"') {
        endOfQuotes();
        return;
      }
      out.write(b == '\\' ? escaped() : b);
    }
  }

  private int escaped() {
    byte b = required();
    if (b == 'x' && position + 1 < line.length) {
      int high = Character.digit(line[position], 16);
      int low = Character.digit(line[position + 1], 16);
      if (high >= 0 && low >= 0) {
        position += 2;
        return high << 4 | low;
      }
    }
    return switch (b) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'b' -> '\b';
      case 'a' -> 0x07;
      default -> b;
    };
  }

  private void singleQuoted(ByteArrayOutputStream out) {
    while (true) {
      byte b = required();
      if (b == '\'') {
        endOfQuotes();
        return;
      }
      if (b == '\\' && position < line.length && line[position] == '\'') {
        b = line[position++];
      }
      out.write(b);
    }
  }

  private byte required() {
    if (position == line.length) {
      throw unbalanced();
    }
    return line[position++];
  }

  private void endOfQuotes() {
    if (position < line.length && !atBlank()) {
      throw unbalanced();
    }
  }

  private boolean atBlank() {
    return position < line.length && " \t\r\n\f\u000b".indexOf(line[position]) >= 0;
  }

  private static IllegalArgumentException unbalanced() {
    return new IllegalArgumentException("Invalid argument(s)");
  }
}
