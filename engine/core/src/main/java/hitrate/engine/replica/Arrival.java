package hitrate.engine.replica;

import java.io.IOException;

/// An image of the primary's keyspace on its way here: counts what comes, and knows when all of it
/// is there.
final class Arrival implements AutoCloseable {
  /// Where the bytes of an image go.
  sealed interface Sink extends AutoCloseable permits FileSink, LiveSink {
    /// Takes more of it.
    void take(byte[] bytes, int from, int to) throws IOException;

    /// Goes on with what has come; true when that was something.
    default boolean goOn() throws IOException {
      return false;
    }

    /// True unless something is missing still, as far as the bytes themselves tell.
    boolean isWhole();

    /// All of it is there.
    default void finish() throws IOException {}

    /// Gives up, or ends what nobody wants any more.
    @Override
    void close();
  }

  private final ImageHeader header;
  private final Sink sink;
  private long received;

  Arrival(ImageHeader header, Sink sink) {
    this.header = header;
    this.sink = sink;
  }

  Sink sink() {
    return sink;
  }

  /// Bytes of the image; 0 when nobody knows.
  long length() {
    return header.length();
  }

  /// Bytes that have come, a mark included.
  long received() {
    return received;
  }

  /// True once all of it is there.
  boolean isOver() {
    return sink.isWhole() && (header.isMarked() || received == header.length());
  }

  /// Takes from `bytes[from, to)` what belongs to the image; answers where that ends.
  int take(byte[] bytes, int from, int to) throws IOException {
    int end = from + header.share(to - from, received);
    received += end - from;
    sink.take(bytes, from, end);
    if (isOver()) {
      sink.finish();
    }
    return end;
  }

  /// Goes on with what has come; true when that was something.
  boolean goOn() throws IOException {
    return sink.goOn();
  }

  /// Gives up, or ends what nobody wants any more.
  @Override
  public void close() {
    sink.close();
  }
}
