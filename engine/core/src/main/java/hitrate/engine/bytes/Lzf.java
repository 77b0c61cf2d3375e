package hitrate.engine.bytes;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The compression of long strings in serialised values: LZF.
///
/// Compressed bytes are a sequence of runs and references. A first byte below 32 announces a run:
/// one byte more than it says follows as it is. Otherwise its upper three bits give the length of a
/// reference less 2, where 7 says that the next byte is to be added; the lower five bits and the
/// last byte give how far back from here it begins, less 1.
///
/// Candidates for references are found by a table of the last place of each three bytes, with the
/// hash function of the original library, so that the result is the same byte for byte.
public final class Lzf {
  private static final int HASH_BITS = 16;
  private static final int LONGEST_RUN = 32;
  private static final int LONGEST_REFERENCE = 264;
  private static final int FARTHEST = 8192;

  private final byte[] in;
  private final byte[] out;
  private final int[] places = new int[1 << HASH_BITS]; // 1 more than the place, 0 for none
  private int at;
  private int runStart; // of bytes not written yet
  private int written;

  private Lzf(byte[] in, int limit) {
    this.in = in;
    this.out = new byte[limit];
  }

  /// The compressed form, or null when it would be longer than `limit` bytes.
  public static byte @Nullable [] compress(byte[] bytes, int limit) {
    if (limit <= 0 || bytes.length < 3) {
      return null;
    }
    var work = new Lzf(bytes, limit);
    return work.compress() ? Arrays.copyOf(work.out, work.written) : null;
  }

  private boolean compress() {
    while (at < in.length - 2) {
      int slot = slot(at);
      int candidate = places[slot] - 1;
      places[slot] = at + 1;
      if (isMatch(candidate)) {
        if (!endRun(at) || !refer(candidate)) {
          return false;
        }
      } else {
        at++;
      }
    }
    at = in.length;
    return endRun(at);
  }

  private int slot(int from) {
    int three = (in[from] & 0xff) << 16 | (in[from + 1] & 0xff) << 8 | in[from + 2] & 0xff;
    return (three >>> 24 - HASH_BITS) - three * 5 & (1 << HASH_BITS) - 1;
  }

  /// A reference to the very first byte is left out, as in the original.
  private boolean isMatch(int candidate) {
    return candidate > 0
        && at - candidate <= FARTHEST
        && in[candidate] == in[at]
        && in[candidate + 1] == in[at + 1]
        && in[candidate + 2] == in[at + 2];
  }

  /// Writes a reference. It leaves the last two bytes to a run, as the original's does.
  private boolean refer(int candidate) {
    int most = Math.min(in.length - at - 2, LONGEST_REFERENCE);
    int length = 3;
    while (length < most && in[candidate + length] == in[at + length]) {
      length++;
    }
    int back = at - candidate - 1;
    int size = length - 2;
    if (written + 3 > out.length) {
      return false;
    }
    if (size < 7) {
      out[written++] = (byte) (back >>> 8 | size << 5);
    } else {
      out[written++] = (byte) (back >>> 8 | 7 << 5);
      out[written++] = (byte) (size - 7);
    }
    out[written++] = (byte) back;
    at += length;
    runStart = at;
    if (at < in.length - 2) { // the last two places within the reference are remembered, too
      places[slot(at - 2)] = at - 1;
      places[slot(at - 1)] = at;
    }
    return true;
  }

  /// Writes the bytes that no reference stands for.
  private boolean endRun(int end) {
    while (runStart < end) {
      int length = Math.min(end - runStart, LONGEST_RUN);
      if (written + 1 + length > out.length) {
        return false;
      }
      out[written++] = (byte) (length - 1);
      System.arraycopy(in, runStart, out, written, length);
      written += length;
      runStart += length;
    }
    return true;
  }

  /// The bytes that `bytes[from, to)` stands for, or null when that is damaged or does not give
  /// exactly `length` bytes.
  public static byte @Nullable [] expand(byte[] bytes, int from, int to, int length) {
    if (length > (to - from) * (long) LONGEST_REFERENCE) {
      return null;
    }
    byte[] out = new byte[length];
    int written = 0;
    int at = from;
    while (at < to) {
      int control = bytes[at++] & 0xff;
      if (control < LONGEST_RUN) {
        int count = control + 1;
        if (at + count > to || written + count > length) {
          return null;
        }
        System.arraycopy(bytes, at, out, written, count);
        at += count;
        written += count;
        continue;
      }
      int count = (control >>> 5) + 2;
      if (count == 9 && at < to) {
        count += bytes[at++] & 0xff;
      }
      if (at >= to) {
        return null;
      }
      int start = written - ((control & 31) << 8 | bytes[at++] & 0xff) - 1;
      if (start < 0 || written + count > length) {
        return null;
      }
      for (int i = 0; i < count; i++) { // byte by byte: source and target may overlap
        out[written++] = out[start + i];
      }
    }
    return written == length ? out : null;
  }
}
