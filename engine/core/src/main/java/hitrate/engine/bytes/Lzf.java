package hitrate.engine.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
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

  /// Bytes that two or three compressed ones stand for, at most.
  public static final int LONGEST_REFERENCE = 264;

  private static final int FARTHEST = 8192;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  /// The last place of each three bytes, counted on from one compression to the next: what is below
  /// `epoch` belongs to an earlier one, so that the table (256 KB) need not be cleared each time.
  private int[] places = {}; // none until something is compressed

  private int epoch = 1;
  private byte[] in = {};
  private byte[] out = {};
  private int at;
  private int start;
  private int end; // of the input
  private int limit; // of the output
  private int runStart; // of bytes not written yet
  private int written;

  /// A compressor, to be used many times by one thread.
  public Lzf() {}

  /// The compressed form, or null when it would be longer than `limit` bytes.
  public static byte @Nullable [] compress(byte[] bytes, int limit) {
    var target = new byte[Math.max(limit, 0)];
    int length = new Lzf().compress(bytes, 0, bytes.length, target, 0, limit);
    return length < 0 ? null : Arrays.copyOf(target, length);
  }

  /// Compresses `bytes[from, to)` to `target` from `targetFrom` on.
  ///
  /// @return the length, or -1 when it would be more than `most`, or so close to it that the
  ///   original gives up
  public int compress(byte[] bytes, int from, int to, byte[] target, int targetFrom, int most) {
    if (most <= 0 || to - from < 3) {
      return -1;
    }
    if (places.length == 0) {
      places = new int[1 << HASH_BITS];
    }
    if (epoch > Integer.MAX_VALUE - (to - from)) {
      Arrays.fill(places, 0);
      epoch = 1;
    }
    in = bytes;
    start = from;
    at = from;
    end = to;
    runStart = from;
    out = target;
    written = targetFrom;
    limit = targetFrom + most;
    boolean fits = compress();
    epoch += to - from;
    return fits ? written - targetFrom : -1;
  }

  private boolean compress() {
    while (at < end - 2) {
      int slot = slot(at);
      int candidate = places[slot] - epoch + start;
      remember(slot, at);
      if (isMatch(candidate)) {
        if (!endRun(at) || !refer(candidate)) {
          return false;
        }
      } else {
        at++;
      }
    }
    int whole = runStart + (at - runStart) / LONGEST_RUN * LONGEST_RUN;
    if (!endRun(whole)
        || written + 1 + at - whole + 3 > limit) { // room for the last, be they fewer
      return false;
    }
    at = end;
    return endRun(at);
  }

  private void remember(int slot, int place) {
    places[slot] = place - start + epoch;
  }

  private int slot(int from) {
    int three = (in[from] & 0xff) << 16 | (in[from + 1] & 0xff) << 8 | in[from + 2] & 0xff;
    return (three >>> 24 - HASH_BITS) - three * 5 & (1 << HASH_BITS) - 1;
  }

  /// A reference to the very first byte is left out, as in the original.
  private boolean isMatch(int candidate) {
    return candidate > start
        && at - candidate <= FARTHEST
        && in[candidate] == in[at]
        && in[candidate + 1] == in[at + 1]
        && in[candidate + 2] == in[at + 2];
  }

  /// Writes a reference. It leaves the last two bytes to a run, as the original's does; but where
  /// it may take more than 16 bytes, that one compares the first 19 without a look at the end.
  private boolean refer(int candidate) {
    int left = end - at - 2;
    int most = Math.min(left > 16 ? Math.max(left, 19) : left, LONGEST_REFERENCE);
    int length = 3;
    while (length < most && in[candidate + length] == in[at + length]) {
      length++;
    }
    int back = at - candidate - 1;
    int size = length - 2;
    if (written + 4 >= limit) { // the original keeps one more than it needs
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
    if (at < end - 2) { // the last two places within the reference are remembered, too
      remember(slot(at - 2), at - 2);
      remember(slot(at - 1), at - 1);
    }
    return true;
  }

  /// Writes the bytes that no reference stands for.
  private boolean endRun(int runEnd) {
    while (runStart < runEnd) {
      int length = Math.min(runEnd - runStart, LONGEST_RUN);
      if (written + 1 + length > limit) {
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
    byte[] target = new byte[length];
    return expand(bytes, from, to, target, length) ? target : null;
  }

  /// Writes the bytes that `bytes[from, to)` stands for to the beginning of `target`, which has
  /// room for `length`; false when that is damaged or does not give exactly as many.
  public static boolean expand(byte[] bytes, int from, int to, byte[] target, int length) {
    int written = 0;
    int at = from;
    while (at < to) {
      int control = bytes[at++] & 0xff;
      if (control < LONGEST_RUN) {
        int count = control + 1;
        if (at + count > to || written + count > length) {
          return false;
        }
        copy(bytes, at, target, written, count);
        at += count;
        written += count;
        continue;
      }
      int count = (control >>> 5) + 2;
      if (count == 9 && at < to) {
        count += bytes[at++] & 0xff;
      }
      if (at >= to) {
        return false;
      }
      int source = written - ((control & 31) << 8 | bytes[at++] & 0xff) - 1;
      if (source < 0 || written + count > length) {
        return false;
      }
      repeat(target, source, written, count);
      written += count;
    }
    return written == length;
  }

  /// Copies a short run, in whole words where both arrays have room for them.
  private static void copy(byte[] source, int from, byte[] target, int to, int count) {
    if (from + LONGEST_RUN > source.length || to + LONGEST_RUN > target.length) {
      System.arraycopy(source, from, target, to, count);
      return;
    }
    for (int i = 0; i < count; i += Long.BYTES) {
      LONGS.set(target, to + i, (long) LONGS.get(source, from + i));
    }
  }

  /// Copies bytes that may overlap with where they go, so that they come again and again: in whole
  /// words where there is room for them.
  private static void repeat(byte[] target, int source, int to, int count) {
    int at = to;
    int end = to + count;
    int back = to - source;
    if (end + 2 * Long.BYTES <= target.length) {
      if (back < Long.BYTES) {
        for (; at < to + Long.BYTES; at++) {
          target[at] = target[at - back];
        }
        back *= Math.ceilDiv(Long.BYTES, back); // the same bytes, a word or more ago
      }
      for (; at < end; at += Long.BYTES) {
        LONGS.set(target, at, (long) LONGS.get(target, at - back));
      }
    } else {
      for (; at < end; at++) {
        target[at] = target[at - back];
      }
    }
  }
}
