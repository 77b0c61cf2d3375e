package hitrate.engine.resp;

import hitrate.engine.bytes.Decimal;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Decodes what one client sends: requests as RESP arrays of bulk strings, or as a line of plain
/// words. One codec per connection, because a request may arrive in any number of pieces.
///
/// [#decode] takes a stretch of bytes that starts at a request and answers where the first request
/// that is not complete starts. The caller keeps the bytes from there and presents them again with
/// more behind them; the codec remembers how far it got, so that a request of a million words
/// arriving byte by byte is still read only once.
///
/// Source: the RESP specification, and the real server's answers to malformed input.
public final class RespCodec {
  /// The longest line: a plain request, or the length of an array or string.
  private static final int LINE_LIMIT = 64 * 1024;

  private static final int UNAUTHENTICATED_WORDS = 10;
  private static final int UNAUTHENTICATED_BYTES = 16384;

  private long bulkLimit = 512L << 20;
  private boolean authenticated = true;
  private BooleanSupplier mustAuthenticate = () -> true;

  private int wordsLeft; // of the request being read; 0 when none is
  private int progress; // bytes of it already read
  private int valueStart; // the first byte that belongs to no complete word
  private int[] partStarts = new int[0]; // its words, relative to its start
  private int[] partLengths = new int[0];
  private int wanted; // bytes of it needed before going on makes sense
  private @Nullable String error;

  /// Sets the longest bulk string (`proto-max-bulk-len`).
  public void bulkLimit(long bytes) {
    bulkLimit = bytes;
  }

  /// A client that still has to authenticate may only send small requests.
  public void authenticated(boolean yes) {
    authenticated = yes;
  }

  /// Says how to find out whether clients have to authenticate at all.
  public void mustAuthenticate(BooleanSupplier whether) {
    mustAuthenticate = whether;
  }

  private boolean isLimited() {
    return !authenticated && mustAuthenticate.getAsBoolean();
  }

  /// What is wrong with the input, or null. After an error nothing more can be decoded.
  public @Nullable String error() {
    return error;
  }

  /// How many bytes the incomplete request needs at least, as far as is known.
  public int wanted() {
    return wanted;
  }

  /// How many of the `length` bytes of an incomplete request are behind its last complete word.
  public int behindProgress(int length) {
    return wordsLeft == 0 ? length : length - valueStart;
  }

  /// Bytes of the complete words of an incomplete request.
  public long completeWordBytes() {
    long sum = 0;
    for (int i = 0; wordsLeft > 0 && i < partCount; i++) {
      sum += partLengths[i];
    }
    return sum;
  }

  /// Adds requests from `array[from, to)` to `batch` until the batch is full, the bytes end or
  /// something is wrong. Answers the offset of the first byte not consumed.
  ///
  /// The batch must take that array. A plain line brings its words in an array of its own: the
  /// method stops before it unless the batch is empty, and behind it.
  @SuppressWarnings("ReferenceEquality") // a plain line brings an array of its own
  public int decode(RequestBatch batch, byte[] array, int from, int to) {
    if (batch.count == 0) {
      batch.array = array;
    }
    int at = from;
    int limit = authenticated ? RequestBatch.LIMIT : 1; // what follows a password has other limits
    while (batch.count < limit && at < to && error == null) {
      if (wordsLeft == 0 && array[at] != '*') {
        int next = decodeLine(batch, array, at, to);
        if (next < 0 || batch.array != array) {
          return next < 0 ? at : next;
        }
        at = next;
        continue;
      }
      int next = decodeArray(batch, array, at, to);
      if (next < 0) {
        return at;
      }
      at = next;
    }
    return at;
  }

  /// Answers the offset behind the request, or -1 when it is incomplete or wrong.
  private int decodeArray(RequestBatch batch, byte[] array, int from, int to) {
    int firstWord = batch.words;
    int left = wordsLeft;
    int at = from + progress;
    if (left > 0) {
      if (to - from < wanted) {
        return -1;
      }
      resume(batch, from);
    } else {
      left = oneDigit(array, from, to);
      at = from + 4;
      if (left == 0) {
        int end = lineEnd(array, from, to, "too big mbulk count string");
        if (end < 0) {
          return -1;
        }
        left = wordCount(array, from, end);
        if (left < 0) {
          return -1;
        }
        at = end + 2;
        if (left == 0) {
          return at;
        }
      }
    }
    while (left > 0) {
      int next = decodeBulk(batch, array, at, to);
      if (next < 0) {
        suspend(batch, firstWord, from, at, left);
        return -1;
      }
      at = next;
      left--;
    }
    wordsLeft = 0;
    progress = 0;
    wanted = 0;
    batch.endRequest();
    return at;
  }

  /// The number in a line like `*3`, from 1 to 9, or 0 when the line is not whole or has another
  /// form. The common case takes no loop.
  private static int oneDigit(byte[] array, int at, int to) {
    if (at + 4 <= to && array[at + 2] == '\r') {
      int digit = array[at + 1] - '0';
      return digit >= 1 && digit <= 9 ? digit : 0;
    }
    return 0;
  }

  /// The number of words that the line announces, 0 for none, -1 when it is wrong.
  private int wordCount(byte[] array, int from, int end) {
    int digits = end - from - 1;
    long count =
        digits > 0 && Decimal.isLong(array, from + 1, digits)
            ? Decimal.parse(array, from + 1, digits)
            : Long.MAX_VALUE;
    if (count > Integer.MAX_VALUE) {
      return fail("invalid multibulk length");
    }
    if (count > UNAUTHENTICATED_WORDS && isLimited()) {
      return fail("unauthenticated multibulk length");
    }
    return (int) Math.max(count, 0);
  }

  private int decodeBulk(RequestBatch batch, byte[] array, int at, int to) {
    if (at + 5 <= to && array[at] == '$') { // one digit or two, the common case
      int length = array[at + 1] - '0';
      if (array[at + 2] == '\r' && length >= 0 && length <= 9) {
        return takeBulk(batch, at + 4, length, to);
      }
      int second = array[at + 2] - '0';
      if (array[at + 3] == '\r' && length >= 1 && length <= 9 && second >= 0 && second <= 9) {
        return takeBulk(batch, at + 5, length * 10 + second, to);
      }
    }
    return decodeAnyBulk(batch, array, at, to);
  }

  private int decodeAnyBulk(RequestBatch batch, byte[] array, int at, int to) {
    int end = lineEnd(array, at, to, "too big bulk count string");
    if (end < 0) {
      return -1;
    }
    if (array[at] != '$') {
      return fail("expected '$', got '" + (char) (array[at] & 0xff) + "'");
    }
    int digits = end - at - 1;
    long length =
        digits > 0 && Decimal.isLong(array, at + 1, digits)
            ? Decimal.parse(array, at + 1, digits)
            : -1;
    if (length < 0 || length > bulkLimit) {
      return fail("invalid bulk length");
    }
    if (length > UNAUTHENTICATED_BYTES && isLimited()) {
      return fail("unauthenticated bulk length");
    }
    return takeBulk(batch, end + 2, (int) length, to);
  }

  private int takeBulk(RequestBatch batch, int start, int length, int to) {
    int next = start + length + 2;
    if (next > to) {
      wanted = next; // made relative by suspend
      valueStart = start;
      return -1;
    }
    batch.addWord(start, length);
    return next;
  }

  private void suspend(RequestBatch batch, int firstWord, int from, int at, int left) {
    int count = batch.words - firstWord;
    if (partStarts.length < count) {
      int size = Math.max(count, partStarts.length * 2);
      partStarts = new int[size];
      partLengths = new int[size];
    }
    for (int i = 0; i < count; i++) {
      partStarts[i] = batch.starts[firstWord + i] - from;
      partLengths[i] = batch.lengths[firstWord + i];
    }
    batch.words = firstWord;
    partCount = count;
    wordsLeft = left;
    progress = at - from;
    valueStart = wanted > 0 ? valueStart - from : progress;
    wanted = Math.max(wanted - from, 0);
  }

  private int partCount;

  private void resume(RequestBatch batch, int from) {
    for (int i = 0; i < partCount; i++) {
      batch.addWord(partStarts[i] + from, partLengths[i]);
    }
    wanted = 0;
  }

  /// The offset of the carriage return that ends the line, or -1 when the line is incomplete.
  private int lineEnd(byte[] array, int from, int to, String tooLong) {
    for (int i = from; i < to; i++) {
      if (array[i] == '\r') {
        return i + 1 < to ? i : -1;
      }
      if (array[i] == 0) {
        break; // as for the real server, a line with a zero byte never ends
      }
    }
    return to - from > LINE_LIMIT ? fail(tooLong) : -1;
  }

  private int fail(String message) {
    error = message;
    return -1;
  }

  private int decodeLine(RequestBatch batch, byte[] array, int from, int to) {
    int end = from;
    while (end < to && array[end] != '\n' && array[end] != 0) {
      end++;
    }
    if (end == to || array[end] == 0) {
      return to - from > LINE_LIMIT ? fail("too big inline request") : -1;
    }
    int length = end - from - (end > from && array[end - 1] == '\r' ? 1 : 0);
    if (isBlank(array, from, length)) {
      return end + 1;
    }
    if (batch.count > 0) {
      return -1; // its words are not in this batch's bytes: next batch
    }
    var words = new InlineWords(array, from, length);
    if (!words.split(batch)) {
      return fail("unbalanced quotes in request");
    }
    return end + 1;
  }

  private static boolean isBlank(byte[] array, int from, int length) {
    for (int i = from; i < from + length; i++) {
      if (!InlineWords.isSpace(array[i])) {
        return false;
      }
    }
    return true;
  }

  /// The text of an error reply for a protocol error.
  public static byte[] errorLine(String message) {
    String line = "-ERR Protocol error: " + message.replace('\r', ' ').replace('\n', ' ');
    return (line + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
  }
}
