package hitrate.engine.command;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.bytes.Decimal;
import hitrate.engine.keyspace.Key;
import hitrate.engine.keyspace.KeyHash;
import hitrate.engine.resp.RequestBatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The words of one call, word 0 being the command's name. A view of the bytes they arrived in:
/// what a command keeps it must copy.
///
/// Reused for call after call.
public final class Args {
  private final KeyHash hasher;
  private final Key primary;
  private final Key passing = new Key();
  private int primaryIndex;
  private byte[] array = new byte[0];
  private int[] starts = new int[0];
  private int[] lengths = new int[0];
  private int first;
  private int count;
  private long redacted; // bit i for word i

  public Args(KeyHash hasher) {
    this.hasher = hasher;
    this.primary = new Key();
  }

  /// Points this view at a request of a batch. Its key, if `keyIndex` is not 0, is hashed at once.
  public void point(RequestBatch newBatch, int newRequest, int keyIndex) {
    array = newBatch.array();
    starts = newBatch.starts();
    lengths = newBatch.lengths();
    first = newBatch.first(newRequest);
    count = newBatch.wordCount(newRequest);
    redacted = 0;
    primaryIndex = keyIndex < count ? keyIndex : 0;
    if (primaryIndex != 0) {
      primary.point(array, start(keyIndex), length(keyIndex), hasher);
    }
  }

  /// Points this view at a call that was kept. Its key, if `keyIndex` is not 0, is hashed at once.
  public void point(Copy call, int keyIndex) {
    array = call.array;
    starts = call.starts;
    lengths = call.lengths;
    first = 0;
    count = starts.length;
    redacted = 0;
    primaryIndex = keyIndex < count ? keyIndex : 0;
    if (primaryIndex != 0) {
      primary.point(array, start(keyIndex), length(keyIndex), hasher);
    }
  }

  /// A call kept beyond the bytes it arrived in.
  public static final class Copy {
    private final byte[] array;
    private final int[] starts;
    private final int[] lengths;

    private Copy(byte[] array, int[] starts, int[] lengths) {
      this.array = array;
      this.starts = starts;
      this.lengths = lengths;
    }

    /// The command that it asks for, or null.
    public @Nullable Command command(CommandTable table) {
      return table.find(array, starts[0], lengths[0]);
    }

    /// All its words.
    public List<Bytes> words() {
      var words = new ArrayList<Bytes>();
      for (int i = 0; i < starts.length; i++) {
        words.add(Bytes.copyOf(array, starts[i], starts[i] + lengths[i]));
      }
      return words;
    }

    /// The bytes of its words.
    public long wordBytes() {
      return array.length;
    }

    /// What keeping it takes: its bytes, and a pointer for each word.
    public long bytes() {
      return array.length + 8L * starts.length;
    }
  }

  /// Bytes of all words.
  public int bytes() {
    int total = 0;
    for (int i = 0; i < count; i++) {
      total += length(i);
    }
    return total;
  }

  /// A copy of the whole call.
  public Copy copy() {
    var copy = new Copy(new byte[bytes()], new int[count], new int[count]);
    int at = 0;
    for (int i = 0; i < count; i++) {
      System.arraycopy(array, start(i), copy.array, at, length(i));
      copy.starts[i] = at;
      copy.lengths[i] = length(i);
      at += length(i);
    }
    return copy;
  }

  /// Points this view at words that lie in `newArray`, at offsets and with lengths given from index
  /// 0 on. The key, if `keyIndex` is not 0, is hashed at once.
  public void point(
      byte[] newArray, int[] newStarts, int[] newLengths, int newCount, int keyIndex) {
    array = newArray;
    starts = newStarts;
    lengths = newLengths;
    first = 0;
    count = newCount;
    redacted = 0;
    primaryIndex = keyIndex < count ? keyIndex : 0;
    if (primaryIndex != 0) {
      primary.point(array, start(keyIndex), length(keyIndex), hasher);
    }
  }

  /// Marks word `index` as a secret, not to be shown to those who watch or look back at commands.
  public void redact(int index) {
    redacted |= index < Long.SIZE ? 1L << index : 0;
  }

  /// True for a word that was marked as a secret.
  public boolean isRedacted(int index) {
    return redacted != 0 && index < Long.SIZE && (redacted >>> index & 1) != 0;
  }

  /// The number of words, the command's name included.
  public int count() {
    return count;
  }

  /// The array that holds all words.
  public byte[] array() {
    return array;
  }

  /// Where word `index` starts in [#array()].
  public int start(int index) {
    return starts[first + index];
  }

  /// The length of word `index` in bytes.
  public int length(int index) {
    return lengths[first + index];
  }

  /// The key named in [#point], or null.
  public @Nullable Key firstKey() {
    return primaryIndex == 0 ? null : primary;
  }

  /// Word `index` as a key. The first key of a call is the same object in call after call.
  public Key key(int index) {
    return index == primaryIndex && index != 0
        ? primary
        : new Key().point(array(), start(index), length(index), hasher);
  }

  /// Word `index` as a key in an object that the next call of this method points elsewhere: for
  /// walking over many keys without making an object for each.
  public Key passingKey(int index) {
    return index == primaryIndex && index != 0
        ? primary
        : passing.point(array(), start(index), length(index), hasher);
  }

  /// A copy of word `index`.
  public Bytes bytes(int index) {
    return Bytes.copyOf(array(), start(index), start(index) + length(index));
  }

  /// Word `index` as text, one character per byte.
  public String text(int index) {
    return new String(array(), start(index), length(index), StandardCharsets.ISO_8859_1);
  }

  /// Word `index` as C sees it, up to the first zero byte: for error texts.
  public String visibleText(int index) {
    String text = text(index);
    int end = text.indexOf(0);
    return end < 0 ? text : text.substring(0, end);
  }

  /// Copies of all words.
  public List<Bytes> all() {
    var words = new ArrayList<Bytes>(count);
    for (int i = 0; i < count; i++) {
      words.add(bytes(i));
    }
    return words;
  }

  /// True when word `index` is `word` in any case; `word` is given in upper case. Like the real
  /// server, which compares C strings, this sees nothing behind a zero byte.
  public boolean is(int index, String word) {
    int length = word.length();
    int at = start(index);
    if (length(index) < length || length(index) > length && array[at + length] != 0) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      int b = array[at + i];
      if (b >= 'a' && b <= 'z') {
        b -= 32;
      }
      if (b != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /// Word `index` as a 64-bit number.
  ///
  /// @throws CommandError when it is not one
  public long longAt(int index) {
    int at = start(index);
    int length = length(index);
    if (!Decimal.isLong(array, at, length)) {
      throw CommandError.NOT_AN_INTEGER;
    }
    return Decimal.parse(array, at, length);
  }

  /// Word `index` as a number within bounds.
  ///
  /// @throws CommandError when it is none or out of bounds
  public long longAt(int index, long least, long most) {
    long value = longAt(index);
    if (value < least || value > most) {
      throw CommandError.outOfRange(least, most);
    }
    return value;
  }

  /// Word `index` as a number within bounds.
  ///
  /// @throws CommandError with this text when it is not one
  public long longAt(int index, long least, long most, String error) {
    int at = start(index);
    int length = length(index);
    boolean isLong = Decimal.isLong(array, at, length);
    long value = isLong ? Decimal.parse(array, at, length) : 0;
    if (!isLong || value < least || value > most) {
      throw CommandError.of(error);
    }
    return value;
  }

  /// Word `index` as a number that is not negative.
  ///
  /// @throws CommandError when it is not one
  public long positiveLongAt(int index) {
    return longAt(index, 0, Long.MAX_VALUE, "ERR value is out of range, must be positive");
  }

  /// Word `index` as a 32-bit number.
  ///
  /// @throws CommandError when it is not one
  public int intAt(int index) {
    long value = longAt(index);
    if (value < Integer.MIN_VALUE || value > Integer.MAX_VALUE) {
      throw CommandError.outOfRange(Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
    return (int) value;
  }
}
