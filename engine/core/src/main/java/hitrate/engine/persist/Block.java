package hitrate.engine.persist;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Bytes of an image on their way from the node's thread to the one that writes them. Some
/// stretches are strings that are still to be brought into their shortest form, which is work that
/// the node's thread need not do; so is a long value at the end.
final class Block {
  /// How many bytes are worth a way of their own.
  static final int BYTES = 1 << 16;

  private byte[] bytes = new byte[BYTES];
  private int length;
  private int[] strings = new int[512]; // place and length of each
  private int stringWords;
  private @Nullable FrozenValue last;

  byte[] array() {
    return bytes;
  }

  int length() {
    return length;
  }

  /// Bytes of memory that it takes.
  long capacity() {
    return bytes.length + (long) strings.length * Integer.BYTES;
  }

  /// Notes that a string of so many bytes comes next.
  void string(int place, int count) {
    if (stringWords == strings.length) {
      strings = Arrays.copyOf(strings, 2 * stringWords);
    }
    strings[stringWords++] = place;
    strings[stringWords++] = count;
  }

  /// Takes a value that comes behind everything else.
  void end(FrozenValue value) {
    last = value;
  }

  /// The value behind everything else, null when there is none.
  @Nullable FrozenValue last() {
    return last;
  }

  /// Takes the first `count` bytes of an array as its own.
  void fill(byte[] array, int count) {
    bytes = array;
    length = count;
  }

  /// Makes it empty, to be used again.
  void clear() {
    length = 0;
    stringWords = 0;
    last = null;
  }

  /// True for one that is worth being used again.
  boolean isCommon() {
    return bytes.length == BYTES;
  }

  /// Writes what it has, its strings in their shortest form.
  void writeTo(RdbWriter out) {
    int done = 0;
    for (int i = 0; i < stringWords; i += 2) {
      int place = strings[i];
      out.raw(bytes, done, place - done);
      out.string(bytes, place, strings[i + 1]);
      done = place + strings[i + 1];
    }
    out.raw(bytes, done, length - done);
    if (last != null) {
      ValueWriter.writeLarge(last.kind(), last.value(), out);
    }
  }
}
