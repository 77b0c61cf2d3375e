package hitrate.engine.resp;

import java.util.Arrays;

/// Up to [#LIMIT] requests that run together, as offsets into the bytes they came in.
///
/// Reused for every read: decoding a request allocates nothing. Sixteen is where the gain of
/// touching all keys of a batch ahead of executing it levels off; 64 gained nothing more.
@SuppressWarnings("ReferenceEquality") // the same array, not an equal one
public final class RequestBatch {
  /// The most requests in one batch.
  public static final int LIMIT = 16;

  final int[] firstWord = new int[LIMIT + 1];
  int[] starts = new int[256];
  int[] lengths = new int[256];
  byte[] array = new byte[0];
  int count;
  int words;

  /// Forgets all requests.
  public void clear() {
    count = 0;
    words = 0;
  }

  /// True when requests in `newArray` can be added.
  public boolean takes(byte[] newArray) {
    return count == 0 || count < LIMIT && array == newArray;
  }

  void begin(byte[] newArray) {
    clear();
    array = newArray;
  }

  void addWord(int start, int length) {
    if (words == starts.length) {
      starts = Arrays.copyOf(starts, words * 2);
      lengths = Arrays.copyOf(lengths, words * 2);
    }
    starts[words] = start;
    lengths[words] = length;
    words++;
  }

  void endRequest() {
    count++;
    firstWord[count] = words;
  }

  /// The number of requests.
  public int count() {
    return count;
  }

  /// The bytes that all offsets refer to.
  public byte[] array() {
    return array;
  }

  /// The number of words of a request, at least 1.
  public int wordCount(int request) {
    return firstWord[request + 1] - firstWord[request];
  }

  /// The place of a request's first word in [#starts()] and [#lengths()].
  public int first(int request) {
    return firstWord[request];
  }

  /// Where the words of all requests start, one after another. Valid until the next decoding.
  public int[] starts() {
    return starts;
  }

  /// The lengths of the words of all requests. Valid until the next decoding.
  public int[] lengths() {
    return lengths;
  }

  /// Where a word of a request starts in [#array()].
  public int start(int request, int word) {
    return starts[firstWord[request] + word];
  }

  /// The length of a word in bytes.
  public int length(int request, int word) {
    return lengths[firstWord[request] + word];
  }
}
