package hitrate.engine.testing;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/// A port for a server that has to be told one.
///
/// Not one of those that the system gives to connections: until the server listens, any of the
/// connections that other tests open meanwhile could get it.
public final class FreePort {
  private static final int LEAST = 20_000;
  private static final int MOST = 32_000;

  private FreePort() {}

  /// A port of the loopback interface that nobody listens on now.
  public static int find() throws IOException {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(LEAST, MOST);
      try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (BindException taken) {
        // the next one, then
      }
    }
  }
}
