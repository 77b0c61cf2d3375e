package hitrate.engine.keyspace;

import hitrate.engine.memory.Region;

/// The layout of one key with its value in the slab. Static functions over an address, because
/// objects for five million entries would cost more than the entries.
///
/// ```
/// 8 bytes   header: flags 8 | marks of use 24 | key length 12 | value length 18 | round 2
/// 8 bytes   only when "wide": key length 32 | value length 32
/// 8 bytes   only when the key expires: the time in milliseconds since 1970
/// k bytes   key
/// v bytes   value
/// ```
///
/// Flags: bits 0..3 the [Kind], bit 4 "expires", bit 5 "wide", bits 6..7 the lower half of the
/// round, see [SnapshotWalk]. One load of the header tells everything about a short entry, which is
/// why the lengths are packed: entries of 16 B + 32 B take 56 bytes.
public final class Entry {
  /// The expiry of a key that does not expire.
  public static final long NO_EXPIRY = -1;

  private static final int KIND_MASK = 0xf;
  private static final int EXPIRES = 0x10;
  private static final int WIDE = 0x20;
  private static final int ROUND_SHIFT = 6;
  private static final int ROUND_MASK = 3;
  private static final int HIGH_ROUND_SHIFT = 62;
  private static final int MARK_SHIFT = 8;
  private static final long MARK_MASK = 0xffffffL;
  private static final int KEY_SHIFT = 32;
  private static final int KEY_MASK = 0xfff;
  private static final int VALUE_SHIFT = 44;
  private static final int VALUE_MASK = 0x3ffff;

  private Entry() {}

  static boolean isWide(int keyLength, int valueLength) {
    return keyLength > KEY_MASK || valueLength > VALUE_MASK;
  }

  /// Bytes of an entry with these lengths.
  static long size(int keyLength, int valueLength, boolean expires) {
    return 8L
        + (isWide(keyLength, valueLength) ? 8 : 0)
        + (expires ? 8 : 0)
        + keyLength
        + valueLength;
  }

  static long size(Region region, long entry) {
    return size(keyLength(region, entry), valueLength(region, entry), expires(region, entry));
  }

  /// Writes the header and its extensions; key and value are the caller's to write.
  static void writeHeader(
      Region region,
      long entry,
      int kind,
      int round,
      long mark,
      int keyLength,
      int valueLength,
      long expireAt) {
    boolean wide = isWide(keyLength, valueLength);
    boolean expires = expireAt != NO_EXPIRY;
    long header = kind | roundBits(round) | (mark & MARK_MASK) << MARK_SHIFT;
    if (expires) {
      header |= EXPIRES;
    }
    long at = entry + 8;
    if (wide) {
      header |= WIDE;
      region.putLong(at, (long) valueLength << 32 | keyLength);
      at += 8;
    } else {
      header |= (long) keyLength << KEY_SHIFT | (long) valueLength << VALUE_SHIFT;
    }
    if (expires) {
      region.putLong(at, expireAt);
    }
    region.putLong(entry, header);
  }

  public static int kind(Region region, long entry) {
    return (int) region.getLong(entry) & KIND_MASK;
  }

  static void setKind(Region region, long entry, int kind) {
    region.putLong(entry, region.getLong(entry) & ~(long) KIND_MASK | kind);
  }

  public static boolean expires(Region region, long entry) {
    return (region.getLong(entry) & EXPIRES) != 0;
  }

  /// When the key expires, in milliseconds since 1970, or [#NO_EXPIRY].
  public static long expireAt(Region region, long entry) {
    long header = region.getLong(entry);
    if ((header & EXPIRES) == 0) {
      return NO_EXPIRY;
    }
    return region.getLong(entry + ((header & WIDE) != 0 ? 16 : 8));
  }

  static void setExpireAt(Region region, long entry, long expireAt) {
    region.putLong(entry + ((region.getLong(entry) & WIDE) != 0 ? 16 : 8), expireAt);
  }

  /// What the entry notes of its use, see [AccessMarks].
  public static int mark(Region region, long entry) {
    return (int) (region.getLong(entry) >>> MARK_SHIFT & MARK_MASK);
  }

  static void setMark(Region region, long entry, int mark) {
    long header = region.getLong(entry);
    region.putLong(entry, header & ~(MARK_MASK << MARK_SHIFT) | (mark & MARK_MASK) << MARK_SHIFT);
  }

  /// The number, of 16, that says to a [SnapshotWalk] whether it has met the entry.
  static int round(Region region, long entry) {
    long header = region.getLong(entry);
    int low = (int) (header >>> ROUND_SHIFT) & ROUND_MASK;
    return low | (int) (header >>> HIGH_ROUND_SHIFT) << 2;
  }

  private static long roundBits(int round) {
    return (long) (round & ROUND_MASK) << ROUND_SHIFT | (long) (round >> 2) << HIGH_ROUND_SHIFT;
  }

  static void setRound(Region region, long entry, int round) {
    long others = region.getLong(entry) & ~roundBits(SnapshotWalk.ROUNDS - 1);
    region.putLong(entry, others | roundBits(round));
  }

  public static int keyLength(Region region, long entry) {
    long header = region.getLong(entry);
    return (header & WIDE) != 0
        ? (int) region.getLong(entry + 8)
        : (int) (header >>> KEY_SHIFT) & KEY_MASK;
  }

  public static int valueLength(Region region, long entry) {
    long header = region.getLong(entry);
    return (header & WIDE) != 0
        ? (int) (region.getLong(entry + 8) >>> 32)
        : (int) (header >>> VALUE_SHIFT) & VALUE_MASK;
  }

  /// The address of the key's first byte.
  public static long keyAt(Region region, long entry) {
    long header = region.getLong(entry);
    return entry + 8 + ((header & WIDE) >> 2) + ((header & EXPIRES) >> 1); // 8 for each
  }

  /// True when the key stays where it is as the entry gets these lengths in place.
  static boolean keyStays(
      Region region, long entry, int keyLength, int valueLength, boolean expires) {
    long header = region.getLong(entry);
    return (header & WIDE) != 0 == isWide(keyLength, valueLength)
        && (header & EXPIRES) != 0 == expires;
  }

  /// The address of the value's first byte.
  public static long valueAt(Region region, long entry) {
    long header = region.getLong(entry);
    long keyLength =
        (header & WIDE) != 0 ? keyLength(region, entry) : header >>> KEY_SHIFT & KEY_MASK;
    return entry + 8 + ((header & WIDE) >> 2) + ((header & EXPIRES) >> 1) + keyLength;
  }

  /// A copy of the key.
  public static byte[] key(Region region, long entry) {
    var key = new byte[keyLength(region, entry)];
    region.read(keyAt(region, entry), key, 0, key.length);
    return key;
  }

  /// A copy of the value.
  public static byte[] value(Region region, long entry) {
    var value = new byte[valueLength(region, entry)];
    region.read(valueAt(region, entry), value, 0, value.length);
    return value;
  }

  static boolean hasKey(Region region, long entry, Key key) {
    long header = region.getLong(entry);
    if ((header & WIDE) != 0) {
      return keyLength(region, entry) == key.length()
          && region.matches(keyAt(region, entry), key.array(), key.offset(), key.length());
    }
    return ((int) (header >>> KEY_SHIFT) & KEY_MASK) == key.length()
        && region.matches(
            entry + 8 + ((header & EXPIRES) >> 1), key.array(), key.offset(), key.length());
  }
}
