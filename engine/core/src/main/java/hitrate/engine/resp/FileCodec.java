package hitrate.engine.resp;

import hitrate.engine.bytes.Decimal;

/// Decodes requests that were written to a file by a node: arrays of bulk strings and nothing else,
/// with notes between them, lines that begin with `#`. What is wrong here is a broken file and no
/// client's mistake, so it is stricter than [RespCodec], and tells what is cut off from what is
/// malformed.
public final class FileCodec {
  /// The request does not end before the bytes do.
  public static final int CUT_OFF = -1;

  /// This is no request.
  public static final int MALFORMED = -2;

  private static final int LONGEST_LINE = 128;

  private int number; // of the line read last

  /// Adds the request that starts at `array[from]` to the batch, which must have room and take that
  /// array. A note adds nothing.
  ///
  /// @return where the next one starts, [#CUT_OFF] or [#MALFORMED]
  public int decode(RequestBatch batch, byte[] array, int from, int to) {
    if (array[from] == '#') {
      return endOfNote(array, from, to);
    }
    if (batch.count == 0) {
      batch.array = array;
    }
    int firstWord = batch.words;
    int at = number(array, from, to, '*', 1);
    if (at < 0) {
      return at;
    }
    for (int left = number; left > 0; left--) {
      int start = number(array, at, to, '$', 0);
      if (start >= 0 && (long) start + number + 2 > to) {
        start = CUT_OFF;
      }
      if (start < 0) {
        batch.words = firstWord;
        return start;
      }
      batch.addWord(start, number);
      at = start + number + 2;
    }
    batch.endRequest();
    return at;
  }

  private static int endOfNote(byte[] array, int from, int to) {
    for (int i = from; i < to; i++) {
      if (array[i] == '\n') {
        return i + 1;
      }
    }
    return CUT_OFF;
  }

  /// Reads a line such as `*3`; answers where the next one starts.
  private int number(byte[] array, int from, int to, char sign, int least) {
    if (from == to) {
      return CUT_OFF;
    }
    if (array[from] != sign) {
      return MALFORMED;
    }
    int end = from + 1;
    while (end < to && array[end] != '\n' && end - from < LONGEST_LINE) {
      end++;
    }
    if (end == to) {
      return CUT_OFF;
    }
    int digits = end - from - 1 - (array[end - 1] == '\r' ? 1 : 0);
    if (array[end] != '\n' || digits < 1 || !Decimal.isLong(array, from + 1, digits)) {
      return MALFORMED;
    }
    long value = Decimal.parse(array, from + 1, digits);
    if (value < least || value > Integer.MAX_VALUE) {
      return MALFORMED;
    }
    number = (int) value;
    return end + 1;
  }
}
