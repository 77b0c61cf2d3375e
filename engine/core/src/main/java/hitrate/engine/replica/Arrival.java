package hitrate.engine.replica;

import java.io.IOException;

/// An image of the primary's keyspace on its way here.
sealed interface Arrival extends AutoCloseable permits FileArrival, LiveArrival {
  /// Bytes of the image; 0 when nobody knows.
  long length();

  /// Bytes that have come, a mark included.
  long received();

  /// True once all of it is there.
  boolean isOver();

  /// Takes from `bytes[from, to)` what belongs to the image; answers where that ends.
  int take(byte[] bytes, int from, int to) throws IOException;

  /// Goes on with what has come; true when that was something.
  default boolean goOn() throws IOException {
    return false;
  }

  /// Gives up, or ends what nobody wants any more.
  @Override
  void close();
}
