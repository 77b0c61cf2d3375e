package hitrate.engine.keyspace;

import hitrate.engine.bytes.Bytes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A key as a command names it: a stretch of some array together with its hash.
///
/// Mutable and reused, because a key is looked at millions of times a second and kept never: what
/// outlives the command is a copy ([#copy()]).
public final class Key {
  private byte[] array = new byte[0];
  private int offset;
  private int length;
  private long hash;
  private @Nullable EntryTable hintTable;
  private long hintStructure;
  private long hintSlot;

  /// A key over its own bytes.
  public static Key of(Bytes bytes, KeyHash hash) {
    byte[] array = bytes.toArray();
    return new Key().point(array, 0, array.length, hash);
  }

  /// Points this key at other bytes and computes their hash.
  public Key point(byte[] newArray, int newOffset, int newLength, KeyHash hasher) {
    array = newArray;
    offset = newOffset;
    length = newLength;
    hash = hasher.of(newArray, newOffset, newLength);
    hintSlot = 0;
    return this;
  }

  /// Points this key at a copy of another one's bytes.
  public Key point(byte[] copy, int copyOffset, Key other) {
    array = copy;
    offset = copyOffset;
    length = other.length;
    hash = other.hash;
    hintSlot = 0;
    return this;
  }

  /// Remembers the slot of `table` where this key may be, as long as the table's structure stays.
  void hint(EntryTable table, long structure, long slot) {
    hintTable = table;
    hintStructure = structure;
    hintSlot = slot;
  }

  /// The slot remembered for that table and structure, 0 if there is none.
  @SuppressWarnings("ReferenceEquality") // that very table
  long hint(EntryTable table, long structure) {
    return hintSlot != 0 && hintTable == table && hintStructure == structure ? hintSlot : 0;
  }

  public byte[] array() {
    return array;
  }

  public int offset() {
    return offset;
  }

  public int length() {
    return length;
  }

  public long hash() {
    return hash;
  }

  /// The key's bytes as a value of their own.
  public Bytes copy() {
    return Bytes.copyOf(array, offset, offset + length);
  }

  /// True when both name the same bytes.
  public boolean sameAs(Key other) {
    return hash == other.hash
        && Arrays.equals(
            array, offset, offset + length, other.array, other.offset, other.offset + other.length);
  }

  @Override
  public String toString() {
    return copy().toString();
  }
}
