package hitrate.engine.resp;

import hitrate.engine.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Splits a plain request line into words: separated by white space, optionally in double quotes
/// (with `\n \r \t \b \a \xHH` and backslashed characters) or in single quotes (with `\'`).
public final class InlineWords {
  private final byte[] line;
  private final int end;
  private int at;
  private byte[] words = new byte[0];
  private int used;

  InlineWords(byte[] array, int from, int length) {
    line = array;
    at = from;
    end = from + length;
  }

  /// The words of a line, or null when its quotes do not balance. Configuration files and consoles
  /// follow the same rules as the protocol.
  public static @Nullable List<Bytes> split(byte[] line) {
    var batch = new RequestBatch();
    if (!new InlineWords(line, 0, line.length).split(batch)) {
      return null;
    }
    var words = new ArrayList<Bytes>();
    for (int i = 0; i < batch.words; i++) {
      words.add(Bytes.copyOf(batch.array, batch.starts[i], batch.starts[i] + batch.lengths[i]));
    }
    return words;
  }

  static boolean isSpace(byte b) {
    return b == ' ' || b >= '\t' && b <= '\r';
  }

  /// What ends a word is less than what may stand between two: as in the real server.
  private static boolean endsWord(byte b) {
    return b == ' ' || b == '\t' || b == '\n' || b == '\r' || b == 0;
  }

  /// Makes the line the batch's only request; false when quotes do not balance.
  boolean split(RequestBatch batch) {
    words = new byte[end - at]; // unquoting never makes a word longer
    batch.begin(words);
    skipSpace();
    while (at < end) {
      int start = used;
      if (!word()) {
        batch.begin(words);
        return false;
      }
      batch.addWord(start, used - start);
      skipSpace();
    }
    batch.endRequest();
    return true;
  }

  private void skipSpace() {
    while (at < end && (isSpace(line[at]) || line[at] == 0)) {
      at++;
    }
  }

  private boolean word() {
    while (at < end && !endsWord(line[at])) {
      byte b = line[at++];
      if (b == '"' || b == '\'') {
        return quoted(b);
      }
      words[used++] = b;
    }
    return true;
  }

  private boolean quoted(byte quote) {
    while (at < end) {
      byte b = line[at++];
      if (b == quote) {
        return at == end || isSpace(line[at]);
      }
      if (b == '\\' && at < end && (quote == '"' || line[at] == '\'')) {
        b = quote == '"' ? escaped() : line[at++];
      }
      words[used++] = b;
    }
    return false;
  }

  private byte escaped() {
    byte b = line[at++];
    if (b == 'x' && at + 1 < end) {
      int high = Character.digit(line[at], 16);
      int low = Character.digit(line[at + 1], 16);
      if (high >= 0 && low >= 0) {
        at += 2;
        return (byte) (high << 4 | low);
      }
    }
    return switch (b) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'b' -> '\b';
      case 'a' -> 7;
      default -> b;
    };
  }
}
