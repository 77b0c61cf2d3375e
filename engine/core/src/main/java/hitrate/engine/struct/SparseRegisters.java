package hitrate.engine.struct;

import static hitrate.engine.struct.HyperLogLog.HEADER;
import static hitrate.engine.struct.HyperLogLog.REGISTERS;

import hitrate.engine.memory.Region;
import java.util.Arrays;

/// A sparse [HyperLogLog]: its registers as runs of equal ones. A scratch object that loads a
/// string, changes it and hands it back.
///
/// ```
/// 00nnnnnn            n + 1 registers that are 0
/// 01nnnnnn nnnnnnnn   n + 1 registers that are 0, up to all of them
/// 1vvvvvnn            n + 1 registers that are v + 1
/// ```
///
/// Changing a register splits its run in up to three and then joins neighbours, exactly as the real
/// server does, so that the same members in the same order give the same bytes. A string from a
/// client may be damaged: what stands in it is checked where it is read.
public final class SparseRegisters {
  /// What setting a register did.
  public enum Outcome {
    /// It was as high before.
    SAME,
    CHANGED,
    /// It would take more bytes than allowed, or a higher rank than a run can have: make it dense.
    FULL,
    /// The runs do not cover the registers.
    CORRUPTED
  }

  private static final int LONG_ZEROS = 0x40;
  private static final int VALUES = 0x80;
  private static final int MOST_SHORT_ZEROS = 64;
  private static final int MOST_VALUES = 4;
  private static final int HIGHEST_VALUE = 32;

  /// How many runs are tried for joining after a change, as in the real server.
  private static final int JOINED_RUNS = 5;

  /// Bytes beyond the end that can be written or read.
  private static final int SLACK = 8;

  private final byte[] replacement = new byte[5];
  private byte[] bytes = new byte[64];
  private int length;

  /// The run in front of the one found last, and the first register it covers: where a search for a
  /// later register may begin, which makes a merge go over the runs once. 0 for none.
  private int resumeAt;

  private int resumeFirst;

  /// Becomes an empty one.
  public void clear() {
    length = HEADER + 2;
    Arrays.fill(bytes, 0, length + SLACK, (byte) 0);
    bytes[0] = 'H';
    bytes[1] = 'Y';
    bytes[2] = 'L';
    bytes[3] = 'L';
    bytes[HyperLogLog.ENCODING_AT] = HyperLogLog.SPARSE;
    putZeros(bytes, HEADER, REGISTERS);
    resumeAt = 0;
  }

  /// Takes a copy of a string.
  public void load(Region region, long at, int newLength) {
    if (bytes.length < newLength + SLACK) {
      bytes = new byte[newLength + newLength / 2 + SLACK];
    }
    region.read(at, bytes, 0, newLength);
    length = newLength;
    Arrays.fill(bytes, length, length + SLACK, (byte) 0);
    resumeAt = 0;
  }

  /// Holds the string in its first [#length] bytes, until the next change.
  public byte[] array() {
    return bytes;
  }

  public int length() {
    return length;
  }

  /// Raises a register to `rank` where it is lower.
  ///
  /// @param limit bytes that the string may have
  public Outcome raise(int index, int rank, long limit) {
    if (rank > HIGHEST_VALUE) {
      return Outcome.FULL;
    }
    int previous = 0;
    int previousFirst = 0;
    int at = HEADER;
    int first = 0;
    if (resumeAt != 0 && index >= resumeFirst + run(resumeAt)) {
      at = resumeAt;
      first = resumeFirst;
    }
    while (at < length && index >= first + run(at)) {
      previous = at;
      previousFirst = first;
      first += run(at);
      at += size(at);
    }
    if (at >= length) {
      return Outcome.CORRUPTED;
    }
    resumeAt = previous;
    resumeFirst = previousFirst;
    if (isValue(at) && value(at) >= rank) {
      return Outcome.SAME;
    }
    int written = split(at, index - first, rank);
    int growth = written - size(at);
    if (growth > 0 && length + growth > limit) {
      return Outcome.FULL;
    }
    replace(at, written, growth);
    join(previous == 0 ? HEADER : previous);
    bytes[HyperLogLog.OUTDATED_AT] |= HyperLogLog.OUTDATED;
    return Outcome.CHANGED;
  }

  /// Writes the runs that take the place of the one at `at`, in which register `before` gets the
  /// value `rank`; answers their bytes.
  private int split(int at, int before, int rank) {
    int after = run(at) - before - 1;
    int end = putRun(at, 0, before);
    putValues(replacement, end, rank, 1);
    return putRun(at, end + 1, after);
  }

  /// Writes a run of `count` registers like those at `at`; none when there are none.
  private int putRun(int at, int to, int count) {
    if (count == 0) {
      return to;
    }
    if (isValue(at)) {
      putValues(replacement, to, value(at), count);
      return to + 1;
    }
    return putZeros(replacement, to, count);
  }

  private void replace(int at, int written, int growth) {
    int next = at + size(at);
    if (bytes.length < length + growth + SLACK) {
      bytes = Arrays.copyOf(bytes, bytes.length * 2);
    }
    if (growth != 0 && next < length) {
      System.arraycopy(bytes, next, bytes, next + growth, length - next);
    }
    System.arraycopy(replacement, 0, bytes, at, written);
    length += growth;
    Arrays.fill(bytes, length, length + SLACK, (byte) 0);
  }

  /// Joins neighbouring runs of the same value from `from` on.
  private void join(int from) {
    int at = from;
    for (int i = 0; i < JOINED_RUNS && at < length; i++) {
      if (!isValue(at)) {
        at += size(at);
        continue;
      }
      int next = at + 1;
      boolean isSame = next < length && isValue(next) && value(at) == value(next);
      if (isSame && run(at) + run(next) <= MOST_VALUES) {
        putValues(bytes, next, value(at), run(at) + run(next));
        System.arraycopy(bytes, next, bytes, at, length - next);
        bytes[--length] = 0;
      } else {
        at = next;
      }
    }
  }

  /// Raises each of `registers` to the one here where that is higher; false when this is corrupted.
  public boolean mergeInto(byte[] registers) {
    int index = 0;
    for (int at = HEADER; at < length; at += size(at)) {
      int end = index + run(at);
      if (end > REGISTERS) {
        return false;
      }
      if (isValue(at)) {
        for (int i = index; i < end; i++) {
          registers[i] = (byte) Math.max(registers[i], value(at));
        }
      }
      index = end;
    }
    return index == REGISTERS;
  }

  /// Adds to `counts[r]` the number of registers that are `r`; false when this is corrupted.
  public boolean count(int[] counts) {
    int index = 0;
    for (int at = HEADER; at < length; at += size(at)) {
      index += run(at);
      if (index > REGISTERS) {
        return false;
      }
      counts[isValue(at) ? value(at) : 0] += run(at);
    }
    return index == REGISTERS;
  }

  /// The runs as text: `z:` and `Z:` for short and long zeros, `v:value,count`.
  public String describe() {
    var text = new StringBuilder();
    for (int at = HEADER; at < length; at += size(at)) {
      text.append(text.isEmpty() ? "" : " ");
      if (isValue(at)) {
        text.append("v:").append(value(at)).append(',').append(run(at));
      } else {
        text.append(size(at) == 2 ? "Z:" : "z:").append(run(at));
      }
    }
    return text.toString();
  }

  private boolean isValue(int at) {
    return bytes[at] < 0;
  }

  /// The value of the registers of a run of values.
  private int value(int at) {
    return (bytes[at] >> 2 & 0x1f) + 1;
  }

  /// Bytes of a run.
  private int size(int at) {
    return (bytes[at] & (VALUES | LONG_ZEROS)) == LONG_ZEROS ? 2 : 1;
  }

  /// How many registers a run covers.
  private int run(int at) {
    byte run = bytes[at];
    if (run < 0) {
      return (run & 3) + 1;
    }
    return (run & LONG_ZEROS) == 0 ? run + 1 : ((run & 0x3f) << 8 | bytes[at + 1] & 0xff) + 1;
  }

  private static void putValues(byte[] target, int at, int value, int count) {
    target[at] = (byte) (VALUES | (value - 1) << 2 | count - 1);
  }

  private static int putZeros(byte[] target, int at, int count) {
    if (count <= MOST_SHORT_ZEROS) {
      target[at] = (byte) (count - 1);
      return at + 1;
    }
    target[at] = (byte) (LONG_ZEROS | count - 1 >> 8);
    target[at + 1] = (byte) (count - 1);
    return at + 2;
  }
}
