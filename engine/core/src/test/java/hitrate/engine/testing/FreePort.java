package hitrate.engine.testing;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// A port for a server that has to be told one.
///
/// Not one of those that the system gives to connections: until the server listens, any of the
/// connections that other tests open meanwhile could get it. Nor one that another test was given,
/// in this JVM or in one that runs beside it: whoever gives a port away keeps the one for datagrams
/// that has the same number, which nobody here uses, to the end of the JVM.
public final class FreePort {
  private static final int LEAST = 20_000;
  private static final int MOST = 32_000;
  private static final Queue<DatagramSocket> GIVEN = new ConcurrentLinkedQueue<>();

  private FreePort() {}

  /// A port of the loopback interface that nobody listens on, and that nobody else is given.
  public static int find() throws IOException {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(LEAST, MOST);
      DatagramSocket mark = mark(port);
      if (mark == null) {
        continue;
      }
      try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        GIVEN.add(mark);
        return socket.getLocalPort();
      } catch (BindException taken) {
        mark.close(); // the next one, then
      }
    }
  }

  private static @Nullable DatagramSocket mark(int port) throws SocketException {
    try {
      return new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (BindException taken) {
      return null;
    }
  }
}
