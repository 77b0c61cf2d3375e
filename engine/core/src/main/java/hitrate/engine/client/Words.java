package hitrate.engine.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.bytes.Quoted;
import hitrate.engine.resp.InlineWords;
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

  private Words() {}

  /// The words of a line. Text outside ASCII becomes its UTF-8 bytes.
  ///
  /// @throws IllegalArgumentException when quotes do not pair up, with the text `redis-cli` prints
  public static List<Bytes> split(String line) {
    return split(line.getBytes(UTF_8));
  }

  /// The words of a line of bytes; see [#split(String)].
  public static List<Bytes> split(byte[] line) {
    List<Bytes> words = InlineWords.split(line);
    if (words == null) {
      throw new IllegalArgumentException("Invalid argument(s)");
    }
    return words;
  }

  /// A word as `redis-cli` shows it: in double quotes, with escapes for all bytes that are not
  /// printable ASCII. [#split] reads it back as the same bytes.
  public static String quote(Bytes word) {
    var out = new StringBuilder(word.length() + 2);
    Quoted.append(out, word.toArray(), 0, word.length());
    return out.toString();
  }
}
