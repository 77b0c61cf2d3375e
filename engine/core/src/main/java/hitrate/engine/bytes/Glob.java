package hitrate.engine.bytes;

/// Glob patterns as KEYS, SCAN and CONFIG GET understand them: `*` for any bytes, `?` for one,
/// `[abc]`, `[a-z]` and `[^a]` for one of a class, and a backslash that takes away the meaning of
/// the next byte.
///
/// Matching takes at most pattern times text steps, however many stars there are: when the pattern
/// gets stuck, only its last star needs to take one more byte, because anything an earlier star
/// could gain the last one has already tried. The odd corners are the real server's: a class that
/// is not closed ends with the pattern, and an empty text matches nothing but an empty pattern.
public final class Glob {
  private final byte[] pattern;
  private final boolean ignoreCase;

  /// A pattern for many texts.
  ///
  /// @param ignoreCase true to see no difference between ASCII letters of either case
  public Glob(Bytes pattern, boolean ignoreCase) {
    this.pattern = pattern.toArray();
    this.ignoreCase = ignoreCase;
  }

  /// True for the pattern that everything matches.
  public boolean matchesAll() {
    return pattern.length == 1 && pattern[0] == '*';
  }

  /// True when the whole text matches.
  public boolean matches(Bytes text) {
    byte[] bytes = text.toArray();
    return matches(bytes, 0, bytes.length);
  }

  /// True when all of the `length` bytes from `offset` on match.
  public boolean matches(byte[] text, int offset, int length) {
    int end = offset + length;
    int at = offset;
    int next = 0;
    int starred = -1; // what follows the last star
    int retry = 0; // the byte of the text that the last star may take next
    while (at < end) {
      if (byteAt(next) == '*') {
        next = skipStars(next);
        if (next == pattern.length) {
          return true;
        }
        starred = next;
        retry = at;
      } else if (next < pattern.length && matchesOne(next, text[at])) {
        next = behind(next);
        at++;
      } else if (starred >= 0) {
        next = starred;
        at = ++retry;
      } else {
        return false;
      }
    }
    return (length == 0 ? next : skipStars(next)) == pattern.length;
  }

  /// The pattern's byte, or 0 behind its end.
  private byte byteAt(int index) {
    return index < pattern.length ? pattern[index] : 0;
  }

  private int skipStars(int from) {
    int index = from;
    while (byteAt(index) == '*') {
      index++;
    }
    return index;
  }

  /// True when the element of the pattern at `index`, which is not a star, matches the byte.
  private boolean matchesOne(int index, byte b) {
    return switch (pattern[index]) {
      case '?' -> true;
      case '[' -> classHas(index, b);
      case '\\' -> same(pattern[Math.min(index + 1, pattern.length - 1)], b);
      default -> same(pattern[index], b);
    };
  }

  /// Where the element behind the one at `index` begins.
  private int behind(int index) {
    return switch (pattern[index]) {
      case '[' -> Math.min(classEnd(index) + 1, pattern.length);
      case '\\' -> Math.min(index + 2, pattern.length);
      default -> index + 1;
    };
  }

  private boolean classHas(int index, byte b) {
    int at = index + 1;
    boolean negated = byteAt(at) == '^';
    boolean found = false;
    for (at += negated ? 1 : 0; at < pattern.length && pattern[at] != ']'; at = behindMember(at)) {
      if (isEscaped(at)) {
        found |= pattern[at + 1] == b;
      } else if (isRange(at)) {
        found |= inRange(pattern[at], pattern[at + 2], b);
      } else {
        found |= same(pattern[at], b);
      }
    }
    return found != negated;
  }

  private int classEnd(int index) {
    int at = index + 1;
    for (at += byteAt(at) == '^' ? 1 : 0; at < pattern.length && pattern[at] != ']'; ) {
      at = behindMember(at);
    }
    return at;
  }

  private int behindMember(int at) {
    return isEscaped(at) ? at + 2 : isRange(at) ? at + 3 : at + 1;
  }

  private boolean isEscaped(int at) {
    return pattern[at] == '\\' && at + 1 < pattern.length;
  }

  private boolean isRange(int at) {
    return at + 2 < pattern.length && pattern[at + 1] == '-';
  }

  private boolean inRange(byte one, byte other, byte b) {
    byte low = fold((byte) Math.min(one, other));
    byte high = fold((byte) Math.max(one, other));
    byte folded = fold(b);
    return folded >= low && folded <= high;
  }

  private boolean same(byte a, byte b) {
    return fold(a) == fold(b);
  }

  private byte fold(byte b) {
    return ignoreCase && b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
  }
}
