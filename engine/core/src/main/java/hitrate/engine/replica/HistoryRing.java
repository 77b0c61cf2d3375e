package hitrate.engine.replica;

/// The end of a stream of bytes, each of which has a position, counted from 0 on.
///
/// The byte at a position stands where the remainder of the position by the ring's size says, so a
/// new byte takes the place of the oldest. Memory is taken in chunks when a byte of theirs comes
/// for the first time: a large ring costs nothing before there is something in it.
final class HistoryRing {
  private static final int CHUNK_BYTES = 16 * 1024;

  private final int size;
  private final byte[][] chunks;
  private long bytes;

  /// @param size in bytes
  HistoryRing(int size) {
    this.size = size;
    this.chunks = new byte[Math.ceilDiv(size, CHUNK_BYTES)][];
  }

  /// How many bytes it can keep.
  int size() {
    return size;
  }

  /// What it takes in memory.
  long bytes() {
    return bytes;
  }

  /// Adds bytes, the first of which is at that position.
  void write(long position, byte[] source) {
    for (int i = Math.max(0, source.length - size); i < source.length; ) {
      int place = (int) ((position + i) % size);
      byte[] chunk = chunk(place / CHUNK_BYTES);
      int within = place % CHUNK_BYTES;
      int count = Math.min(source.length - i, chunk.length - within);
      System.arraycopy(source, i, chunk, within, count);
      i += count;
    }
  }

  /// A copy of that many bytes, which are still there, from that position on.
  byte[] read(long position, int count) {
    var copy = new byte[count];
    for (int i = 0; i < count; ) {
      int place = (int) ((position + i) % size);
      byte[] chunk = chunk(place / CHUNK_BYTES);
      int within = place % CHUNK_BYTES;
      int next = Math.min(count - i, chunk.length - within);
      System.arraycopy(chunk, within, copy, i, next);
      i += next;
    }
    return copy;
  }

  private byte[] chunk(int index) {
    byte[] chunk = chunks[index];
    if (chunk == null) {
      chunk = new byte[Math.min(CHUNK_BYTES, size - index * CHUNK_BYTES)];
      chunks[index] = chunk;
      bytes += chunk.length;
    }
    return chunk;
  }
}
