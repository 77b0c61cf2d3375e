package hitrate.engine.struct;

import java.util.Arrays;

/// A record of a table, to look at: good until the table changes or another record is looked for.
/// The array is the table's own, not to be written to.
public final class RecordView {
  private static final byte[] NOTHING = {};

  private byte[] array = NOTHING;
  private int keyStart;
  private int keyLength;
  private int valueLength;

  RecordView() {}

  /// Looks at the record with this reference.
  RecordView at(Records records, int reference) {
    byte[] bytes = records.bytes();
    int at = reference - 1;
    int length = bytes[at++];
    if (length < 0) {
      length &= 127;
      int shift = 7;
      for (; bytes[at] < 0; shift += 7) {
        length |= (bytes[at++] & 127) << shift;
      }
      length |= bytes[at++] << shift;
    }
    keyLength = length;
    length = bytes[at++];
    if (length < 0) {
      length &= 127;
      int shift = 7;
      for (; bytes[at] < 0; shift += 7) {
        length |= (bytes[at++] & 127) << shift;
      }
      length |= bytes[at++] << shift;
    }
    valueLength = length;
    if (Records.isOutside(keyLength, valueLength)) {
      array = records.outside(place(bytes, at));
      keyStart = 0;
    } else {
      array = bytes;
      keyStart = at;
    }
    return this;
  }

  /// Looks at nothing, so that the array it looked at can go.
  void forget() {
    array = NOTHING;
  }

  /// The number in four bytes.
  static int place(byte[] bytes, int at) {
    return bytes[at] & 255
        | (bytes[at + 1] & 255) << 8
        | (bytes[at + 2] & 255) << 16
        | bytes[at + 3] << 24;
  }

  /// The array that holds key and value.
  public byte[] array() {
    return array;
  }

  /// Where in the array the key starts.
  public int keyStart() {
    return keyStart;
  }

  public int keyLength() {
    return keyLength;
  }

  /// Where in the array the value starts.
  public int valueStart() {
    return keyStart + keyLength;
  }

  public int valueLength() {
    return valueLength;
  }

  /// A copy of the key.
  public byte[] key() {
    return Arrays.copyOfRange(array, keyStart, keyStart + keyLength);
  }

  /// A copy of the value.
  public byte[] value() {
    int start = valueStart();
    return Arrays.copyOfRange(array, start, start + valueLength);
  }

  boolean hasKey(byte[] key, int offset, int length) {
    return keyLength == length
        && Arrays.equals(array, keyStart, keyStart + length, key, offset, offset + length);
  }

  /// Bytes that the record takes inside of its segment.
  int size() {
    return Records.size(keyLength, valueLength);
  }
}
