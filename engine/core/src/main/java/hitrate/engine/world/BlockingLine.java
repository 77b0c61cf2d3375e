package hitrate.engine.world;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.function.BooleanSupplier;

/// A connection that is served by a thread which does nothing else.
final class BlockingLine implements Network.Line {
  private static final long LOOK_MILLIS = 100;

  private final SocketChannel socket;
  private final BooleanSupplier givesUp;

  /// @param givesUp is asked now and then while there is nothing to read
  BlockingLine(SocketChannel socket, BooleanSupplier givesUp) {
    this.socket = socket;
    this.givesUp = givesUp;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    try (var selector = Selector.open()) {
      socket.register(selector, SelectionKey.OP_READ);
      while (!givesUp.getAsBoolean()) {
        if (selector.select(LOOK_MILLIS) > 0) {
          return socket.read(ByteBuffer.wrap(into, offset, length));
        }
      }
      return -1;
    }
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    var rest = ByteBuffer.wrap(bytes);
    try (var selector = Selector.open()) {
      socket.register(selector, SelectionKey.OP_WRITE);
      while (rest.hasRemaining() && !givesUp.getAsBoolean()) {
        socket.write(rest);
        if (rest.hasRemaining()) {
          int _ = selector.select(LOOK_MILLIS);
        }
      }
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException gone) {
      // as it should be
    }
  }
}
