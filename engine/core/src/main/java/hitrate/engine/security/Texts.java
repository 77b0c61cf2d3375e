package hitrate.engine.security;

import hitrate.engine.bytes.Bytes;
import java.nio.charset.StandardCharsets;

/// Rules are bytes as clients send them; here they are text with one character for each byte.
final class Texts {
  private Texts() {}

  static String of(Bytes bytes) {
    return new String(bytes.toArray(), StandardCharsets.ISO_8859_1);
  }

  static Bytes bytes(String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /// True when there is white space or a zero in it, which no name and no pattern may have.
  static boolean hasSpaces(String text) {
    return text.chars().anyMatch(c -> c == 0 || c == ' ' || c >= '\t' && c <= '\r');
  }
}
