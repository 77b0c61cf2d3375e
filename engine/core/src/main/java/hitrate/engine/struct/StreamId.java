package hitrate.engine.struct;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.bytes.Decimal;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The id of a stream's entry: when it came, in milliseconds since 1970, and which of that
/// millisecond it was. Both are unsigned.
public record StreamId(long millis, long sequence) implements Comparable<StreamId> {
  /// The least id, which no entry has.
  public static final StreamId MIN = new StreamId(0, 0);

  /// The greatest id.
  public static final StreamId MAX = new StreamId(-1, -1);

  /// The id next after this one, null behind the greatest.
  public @Nullable StreamId next() {
    if (sequence != -1) {
      return new StreamId(millis, sequence + 1);
    }
    return millis == -1 ? null : new StreamId(millis + 1, 0);
  }

  /// The id next before this one, null before the least.
  public @Nullable StreamId previous() {
    if (sequence != 0) {
      return new StreamId(millis, sequence - 1);
    }
    return millis == 0 ? null : new StreamId(millis - 1, -1);
  }

  public boolean isZero() {
    return millis == 0 && sequence == 0;
  }

  public boolean isAfter(StreamId other) {
    return compareTo(other) > 0;
  }

  public boolean isBefore(StreamId other) {
    return compareTo(other) < 0;
  }

  @Override
  public int compareTo(StreamId other) {
    return compare(millis, sequence, other.millis, other.sequence);
  }

  /// Compares two ids that are no objects.
  static int compare(long millis, long sequence, long otherMillis, long otherSequence) {
    int byTime = Long.compareUnsigned(millis, otherMillis);
    return byTime != 0 ? byTime : Long.compareUnsigned(sequence, otherSequence);
  }

  /// The id as clients write it, `1526919030474-55`, in ASCII.
  public byte[] toArray() {
    if (millis < 0 || sequence < 0) {
      return toString().getBytes(StandardCharsets.US_ASCII);
    }
    var text = new byte[Decimal.length(millis) + 1 + Decimal.length(sequence)];
    int at = Decimal.write(millis, text, 0);
    text[at] = '-';
    Decimal.write(sequence, text, at + 1);
    return text;
  }

  /// The id as clients write it.
  public Bytes bytes() {
    return Bytes.wrap(toArray());
  }

  @Override
  public String toString() {
    return Long.toUnsignedString(millis) + "-" + Long.toUnsignedString(sequence);
  }
}
