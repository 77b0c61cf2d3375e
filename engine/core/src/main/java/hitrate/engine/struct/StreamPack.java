package hitrate.engine.struct;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// A short stream as bytes: what it remembers, the id of its only piece, and that piece. It has no
/// groups.
///
/// ```
/// 8 bytes each: first id | last id | greatest deleted id | entries added | the piece's id
/// then:         the piece's listpack
/// ```
///
/// Ids take two of those numbers.
public final class StreamPack {
  /// The most bytes of a piece that is worth keeping so: opening such a stream copies it.
  public static final int MOST_BYTES = 1 << 12;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int HEAD = 9 * Long.BYTES;

  private byte[] bytes = new byte[HEAD + 256];
  private int length;

  /// The bytes, good until the next [#pack]; [#length] says how many there are.
  public byte[] array() {
    return bytes;
  }

  public int length() {
    return length;
  }

  /// Makes the bytes of a stream.
  ///
  /// @param piece the id of its piece
  /// @param pack the piece's entries
  public void pack(
      StreamId first,
      StreamId last,
      StreamId maxDeleted,
      long entriesAdded,
      StreamId piece,
      Listpack pack) {
    length = HEAD + pack.length();
    if (length > bytes.length) {
      bytes = new byte[HEAD + Math.max(pack.length(), MOST_BYTES)];
    }
    put(0, first);
    put(2, last);
    put(4, maxDeleted);
    LONGS.set(bytes, 6 * Long.BYTES, entriesAdded);
    put(7, piece);
    System.arraycopy(pack.array(), 0, bytes, HEAD, pack.length());
  }

  private void put(int at, StreamId id) {
    LONGS.set(bytes, at * Long.BYTES, id.millis());
    LONGS.set(bytes, (at + 1) * Long.BYTES, id.sequence());
  }

  /// The stream that the bytes stand for.
  public static Stream unpack(byte[] bytes) {
    var pack = new Listpack(bytes.length - HEAD);
    pack.load(bytes, HEAD, bytes.length - HEAD);
    var stream = new Stream();
    stream.addPiece(id(bytes, 7), pack);
    stream.first(id(bytes, 0));
    stream.remember(id(bytes, 2), (long) LONGS.get(bytes, 6 * Long.BYTES), id(bytes, 4));
    return stream;
  }

  private static StreamId id(byte[] bytes, int at) {
    return new StreamId(
        (long) LONGS.get(bytes, at * Long.BYTES), (long) LONGS.get(bytes, (at + 1) * Long.BYTES));
  }
}
