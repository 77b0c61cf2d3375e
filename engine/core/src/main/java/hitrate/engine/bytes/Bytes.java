package hitrate.engine.bytes;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// An immutable string of bytes. Keys, values and replies of a cache are bytes, not text: two of
/// them are equal when their bytes are, and they are ordered by their bytes taken as unsigned
/// numbers, the order of C's `memcmp`.
public final class Bytes implements Comparable<Bytes> {

  /// The byte string of length zero.
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] bytes;

  private Bytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /// The UTF-8 bytes of a text.
  public static Bytes of(String text) {
    return wrap(text.getBytes(UTF_8));
  }

  /// A copy of the given bytes; the array stays the caller's.
  public static Bytes copyOf(byte[] bytes) {
    return wrap(bytes.clone());
  }

  /// A copy of `bytes[from, to)`; the array stays the caller's.
  public static Bytes copyOf(byte[] bytes, int from, int to) {
    return wrap(Arrays.copyOfRange(bytes, from, to));
  }

  /// Takes the array over without copying it. The caller must never write to it again.
  public static Bytes wrap(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new Bytes(bytes);
  }

  /// The number of bytes.
  public int length() {
    return bytes.length;
  }

  /// The byte at an index from 0 to `length() - 1`.
  public byte at(int index) {
    return bytes[index];
  }

  /// A fresh array of the bytes; the caller may do with it as it likes.
  public byte[] toArray() {
    return bytes.clone();
  }

  /// Copies all bytes into `target` from `offset` on.
  public void copyInto(byte[] target, int offset) {
    System.arraycopy(bytes, 0, target, offset, bytes.length);
  }

  /// The bytes `[from, to)` as a byte string of their own.
  public Bytes slice(int from, int to) {
    return from == 0 && to == bytes.length ? this : copyOf(bytes, from, to);
  }

  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /// The bytes read as UTF-8 text; what is not UTF-8 shows as the replacement character.
  @Override
  public String toString() {
    return new String(bytes, UTF_8);
  }
}
