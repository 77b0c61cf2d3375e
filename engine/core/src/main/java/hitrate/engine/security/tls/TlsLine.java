package hitrate.engine.security.tls;

import hitrate.engine.world.Dialer;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;

/// A line to another server with TLS around it: whoever speaks waits for the answer, as on the line
/// below. For connections that are not waited for there is [TlsChannel].
public final class TlsLine implements Dialer.Line {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Dialer.Line line;
  private final SSLEngine engine;
  private final byte[] piece;
  private final ByteBuffer arrived; // encrypted, to be read from its beginning to its position
  private final ByteBuffer plain; // what nobody has taken yet, to be read from its position
  private final ByteBuffer sealed;

  private TlsLine(Dialer.Line line, SSLEngine engine) {
    this.line = line;
    this.engine = engine;
    int record = engine.getSession().getPacketBufferSize();
    this.piece = new byte[record];
    this.arrived = ByteBuffer.allocate(2 * record);
    this.sealed = ByteBuffer.allocate(record);
    this.plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize()).limit(0);
  }

  /// Puts TLS around a line that the node has made. When nothing comes of it the line is closed.
  public static Dialer.Line over(Dialer.Line line, TlsContext context, int timeoutMillis)
      throws IOException {
    var made = new TlsLine(line, context.callingEngine());
    try {
      made.engine.beginHandshake();
      made.shakeHands(timeoutMillis);
      return made;
    } catch (IOException failure) {
      line.close();
      throw failure;
    }
  }

  private void shakeHands(int timeoutMillis) throws IOException {
    HandshakeStatus status = engine.getHandshakeStatus();
    while (status != HandshakeStatus.NOT_HANDSHAKING && status != HandshakeStatus.FINISHED) {
      switch (status) {
        case NEED_TASK -> engine.getDelegatedTask().run();
        case NEED_WRAP -> seal(NOTHING, timeoutMillis);
        default -> {
          if (!open(timeoutMillis)) {
            throw new EOFException("the other side closed it in the handshake");
          }
        }
      }
      status = engine.getHandshakeStatus();
    }
  }

  private void seal(ByteBuffer bytes, int timeoutMillis) throws IOException {
    sealed.clear();
    Status status = engine.wrap(bytes, sealed).getStatus();
    line.write(sealed.array(), sealed.position(), timeoutMillis);
    if (status == Status.CLOSED) {
      throw new EOFException("the connection is closed");
    }
  }

  /// Opens the next record, when all of it has come; false at the end.
  private boolean open(int timeoutMillis) throws IOException {
    plain.clear();
    Status status;
    do {
      arrived.flip();
      status = engine.unwrap(arrived, plain).getStatus();
      arrived.compact();
    } while (status == Status.BUFFER_UNDERFLOW && receive(timeoutMillis));
    plain.flip();
    return status == Status.OK;
  }

  private boolean receive(int timeoutMillis) throws IOException {
    int count = line.read(piece, timeoutMillis);
    arrived.put(piece, 0, Math.max(count, 0));
    return count > 0;
  }

  @Override
  public void write(byte[] bytes, int length, int timeoutMillis) throws IOException {
    var rest = ByteBuffer.wrap(bytes, 0, length);
    while (rest.hasRemaining()) {
      seal(rest, timeoutMillis);
    }
  }

  @Override
  public int read(byte[] into, int timeoutMillis) throws IOException {
    while (!plain.hasRemaining()) {
      if (!open(timeoutMillis)) {
        return -1;
      }
      if (!plain.hasRemaining()) {
        shakeHands(timeoutMillis); // new keys, or a session to take up again
      }
    }
    int count = Math.min(into.length, plain.remaining());
    plain.get(into, 0, count);
    return count;
  }

  @Override
  public void close() {
    line.close();
  }
}
