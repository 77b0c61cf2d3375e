package hitrate.engine.struct;

import hitrate.engine.memory.Region;

/// A [Listpack] where it lies in memory, for changes of its ends: these need not copy it out and
/// in, only the elements that come or go, and what has to make room for them.
public final class ListpackInPlace {
  private static final int COUNT_AT = 4;

  private ListpackInPlace() {}

  /// The number of elements; of fewer than 65535.
  public static int count(Region region, long at) {
    return region.getByte(at + COUNT_AT) & 0xff | (region.getByte(at + COUNT_AT + 1) & 0xff) << 8;
  }

  /// Puts all elements of another listpack ahead of those of the one of `length` bytes at an
  /// offset. There must be room behind it.
  public static void addFirst(Region region, long at, int length, Listpack added) {
    int bytes = added.length() - Listpack.EMPTY_LENGTH;
    long body = at + Listpack.HEADER;
    region.move(body, body + bytes, length - Listpack.HEADER);
    region.write(body, added.array(), Listpack.HEADER, bytes);
    head(region, at, length + bytes, count(region, at) + added.count());
  }

  /// Puts all elements of another listpack behind those of the one of `length` bytes at an offset.
  /// There must be room behind it.
  public static void addLast(Region region, long at, int length, Listpack added) {
    int bytes = added.length() - Listpack.EMPTY_LENGTH;
    region.write(at + length - 1, added.array(), Listpack.HEADER, bytes + 1); // with the end mark
    head(region, at, length + bytes, count(region, at) + added.count());
  }

  /// Takes the first `bytes` bytes of elements, `count` of them, out of the listpack of `length`
  /// bytes at an offset.
  public static void removeFirst(Region region, long at, int length, int bytes, int count) {
    long body = at + Listpack.HEADER;
    region.move(body + bytes, body, length - Listpack.HEADER - bytes);
    head(region, at, length - bytes, count(region, at) - count);
  }

  /// Takes the last `bytes` bytes of elements, `count` of them, out of the listpack of `length`
  /// bytes at an offset.
  public static void removeLast(Region region, long at, int length, int bytes, int count) {
    region.putByte(at + length - bytes - 1, (byte) Listpack.END);
    head(region, at, length - bytes, count(region, at) - count);
  }

  private static void head(Region region, long at, int length, int count) {
    for (int i = 0; i < 4; i++) {
      region.putByte(at + i, (byte) (length >> 8 * i));
    }
    region.putByte(at + COUNT_AT, (byte) count);
    region.putByte(at + COUNT_AT + 1, (byte) (count >> 8));
  }
}
