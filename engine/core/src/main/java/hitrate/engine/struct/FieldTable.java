package hitrate.engine.struct;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A large hash: fields with their values in a [HashTable], field and value together in one array,
/// which is one object to keep where two and a link would be three.
///
/// ```
/// record: length of the field, 7 bits a byte, low ones first | field | value
/// ```
///
/// The records that [#find], [#random] and the walks hand out are the table's own: read them
/// through the static methods here, and do not write to them.
public final class FieldTable extends HashTable<byte[]> implements LargeValue {
  private long recordBytes;

  public FieldTable(KeyHasher hasher) {
    super(hasher);
  }

  /// Where in a record the field starts.
  public static int fieldStart(byte[] record) {
    int at = 0;
    while (record[at] < 0) {
      at++;
    }
    return at + 1;
  }

  /// Where in a record the field ends and the value, which goes to the record's end, starts.
  public static int valueStart(byte[] record) {
    int length = 0;
    int at = 0;
    while (record[at] < 0) {
      length |= (record[at] & 127) << 7 * at;
      at++;
    }
    return at + 1 + (length | record[at] << 7 * at);
  }

  /// A copy of a record's field.
  public static byte[] field(byte[] record) {
    return Arrays.copyOfRange(record, fieldStart(record), valueStart(record));
  }

  /// A copy of a record's value.
  public static byte[] value(byte[] record) {
    return Arrays.copyOfRange(record, valueStart(record), record.length);
  }

  @Override
  public FieldTable copy() {
    var copy = new FieldTable(hasher());
    forEach(record -> {
      int start = fieldStart(record);
      int middle = valueStart(record);
      copy.put(record, start, middle - start, record, middle, record.length - middle);
    });
    return copy;
  }

  @Override
  boolean hasKey(byte[] record, byte[] key, int offset, int length) {
    int start = fieldStart(record);
    int end = valueStart(record);
    return end - start == length && Arrays.equals(record, start, end, key, offset, offset + length);
  }

  /// Heap bytes of the hash with all its fields and values.
  @Override
  public long bytes() {
    return tableBytes() + HeapSize.object(HeapSize.REFERENCE + 8) + recordBytes;
  }

  /// The record of a field, null if there is none.
  public byte @Nullable [] find(byte[] field, int offset, int length) {
    return get(hash(field, offset, length), field, offset, length);
  }

  /// Gives the field a copy of this value; true when the field is new.
  public boolean put(
      byte[] field, int offset, int length, byte[] value, int valueOffset, int valueLength) {
    int hash = hash(field, offset, length);
    byte[] old = get(hash, field, offset, length);
    int valueStart = prefixLength(length) + length;
    if (old != null && old.length == valueStart + valueLength) {
      System.arraycopy(value, valueOffset, old, valueStart, valueLength);
      return false;
    }
    var record = new byte[Math.addExact(valueStart, valueLength)];
    writePrefix(record, length);
    System.arraycopy(field, offset, record, valueStart - length, length);
    System.arraycopy(value, valueOffset, record, valueStart, valueLength);
    recordBytes += HeapSize.array(record.length, 1);
    if (old == null) {
      insert(hash, record);
      return true;
    }
    recordBytes -= HeapSize.array(old.length, 1);
    replace(hash, old, record);
    return false;
  }

  /// Takes the field out; false when it is not there.
  public boolean remove(byte[] field, int offset, int length) {
    byte[] record = take(hash(field, offset, length), field, offset, length);
    if (record == null) {
      return false;
    }
    recordBytes -= HeapSize.array(record.length, 1);
    return true;
  }

  private static int prefixLength(int length) {
    int bytes = 1;
    for (int rest = length >>> 7; rest != 0; rest >>>= 7) {
      bytes++;
    }
    return bytes;
  }

  private static void writePrefix(byte[] record, int length) {
    int at = 0;
    int rest = length;
    for (; rest > 127; rest >>>= 7) {
      record[at++] = (byte) (rest | 128);
    }
    record[at] = (byte) rest;
  }
}
