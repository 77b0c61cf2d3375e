package hitrate.engine.differential;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Stands between a replica and its primary, and cuts the line after so many bytes of the
/// primary's.
final class CuttingProxy implements AutoCloseable {
  private final int serverPort;
  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong left = new AtomicLong(Long.MAX_VALUE);
  private final AtomicLong cuts = new AtomicLong();

  CuttingProxy(int serverPort) throws IOException {
    this.serverPort = serverPort;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /// Cuts the line that is open then after so many more bytes.
  void cutAfter(long bytes) {
    left.set(bytes);
  }

  /// How often it was cut.
  long cuts() {
    return cuts.get();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket replica = listener.accept();
        var primary = new Socket(InetAddress.getLoopbackAddress(), serverPort);
        open.add(replica);
        open.add(primary);
        Thread.ofPlatform().daemon().start(() -> pass(primary, replica, true));
        Thread.ofPlatform().daemon().start(() -> pass(replica, primary, false));
      } catch (IOException ended) {
        // the next one may come through
      }
    }
  }

  private void pass(Socket from, Socket to, boolean isCounted) {
    var buffer = new byte[4096];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
        long before = isCounted ? left.getAndAdd(-count) : Long.MAX_VALUE;
        out.write(buffer, 0, (int) Math.min(count, before));
        if (before <= count) {
          left.set(Long.MAX_VALUE);
          cuts.incrementAndGet();
          return;
        }
      }
    } catch (IOException broken) {
      // as it should be
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
