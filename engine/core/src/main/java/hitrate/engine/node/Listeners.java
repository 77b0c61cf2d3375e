package hitrate.engine.node;

import hitrate.engine.node.config.Configuration;
import hitrate.engine.node.config.ParameterError;
import hitrate.engine.security.tls.TlsFailure;
import hitrate.engine.world.Disk;
import hitrate.engine.world.Network;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a node listens: on ports of some addresses (`bind`, `port`, `tls-port`) and at a file
/// (`unixsocket`).
final class Listeners {
  /// Why a node cannot listen, as its log says it.
  static final class Unavailable extends Exception {
    private static final long serialVersionUID = 1;

    Unavailable(String message) {
      super(message, null, false, false);
    }

    Unavailable(String message, IOException cause) {
      super(message, cause, false, false);
    }
  }

  private final Configuration configuration;
  private final Network network;
  private final Disk disk;
  private final Connections connections;
  private final TlsDoor door;
  private final NodeLog log;
  private final List<Network.Listener> plain = new ArrayList<>();
  private final List<Network.Listener> encrypted = new ArrayList<>();
  private Network.@Nullable Listener socketFile;

  Listeners(
      Configuration configuration,
      Network network,
      Disk disk,
      Connections connections,
      TlsDoor door,
      NodeLog log) {
    this.configuration = configuration;
    this.network = network;
    this.disk = disk;
    this.connections = connections;
    this.door = door;
    this.log = log;
  }

  /// Starts to listen, with `anyPort` on some free port, which the configuration then shows, where
  /// the configured one is 0. Without it port 0 means none.
  void open(boolean anyPort) throws Unavailable {
    int port = configuration.intValue("port");
    if (port > 0 || anyPort) {
      int bound = listenForPlain(port);
      configuration.override("port", Integer.toString(bound));
    }
    openForTls();
    String file = configuration.value("unixsocket");
    if (!file.isEmpty()) {
      socketFile = listenAt(Path.of(file));
    }
    if (plain.isEmpty() && encrypted.isEmpty() && socketFile == null) {
      throw new Unavailable("Configured to not listen anywhere, exiting.");
    }
    configuration.watch("port", changed -> reopenPlain());
    configuration.watch("tls-port", changed -> reopenEncrypted());
    configuration.watch("bind", changed -> reopen());
  }

  /// The port to be shown: that of TLS where there is no other.
  String shownPort() {
    String port = configuration.value("port");
    return port.equals("0") ? configuration.value("tls-port") : port;
  }

  /// Says in the log where clients can connect now.
  void announce() {
    if (!plain.isEmpty() || !encrypted.isEmpty()) {
      log.write(NodeLog.Level.NOTICE, "Ready to accept connections");
    }
    if (socketFile != null) {
      log.write(
          NodeLog.Level.NOTICE,
          "The server is now ready to accept connections at " + configuration.value("unixsocket"));
    }
  }

  /// Ends all listening and removes the socket's file.
  void close() {
    closeAll(plain);
    closeAll(encrypted);
    if (socketFile != null) {
      socketFile.close();
      socketFile = null;
      log.write(NodeLog.Level.NOTICE, "Removing the unix socket file.");
      remove(Path.of(configuration.value("unixsocket")));
    }
  }

  private void openForTls() throws Unavailable {
    try {
      door.open();
    } catch (TlsFailure failure) {
      log.write(NodeLog.Level.WARNING, failure.reason());
      throw new Unavailable("Failed to configure TLS. Check logs for more info.");
    }
    int port = configuration.intValue("tls-port");
    if (port > 0) {
      listenForTls(port);
    }
  }

  private int listenForPlain(int port) throws Unavailable {
    return listen(plain, port, connections::accept, "TCP");
  }

  private void listenForTls(int port) throws Unavailable {
    listen(encrypted, port, door::accept, "TLS");
  }

  /// Listens on all addresses of `bind`; answers the port.
  private int listen(
      List<Network.Listener> opened, int wanted, Network.Acceptor acceptor, String kind)
      throws Unavailable {
    int port = wanted;
    for (String name : configuration.bindAddresses()) {
      try {
        var listener = network.listen(address(name, port), backlog(), acceptor);
        opened.add(listener);
        port = ((InetSocketAddress) listener.address()).getPort();
      } catch (IOException unavailable) {
        String host = name.startsWith("-") ? name.substring(1) : name;
        log.write(
            NodeLog.Level.WARNING,
            "Warning: Could not create server TCP listening socket %s:%d: %s%s"
                .formatted(
                    host,
                    wanted,
                    unavailable instanceof BindException ? "bind: " : "",
                    unavailable.getMessage()));
        if (!name.startsWith("-") || unavailable instanceof UnknownHostException) {
          closeAll(opened);
          throw new Unavailable(
              "Failed listening on port %d (%s), aborting.".formatted(wanted, kind), unavailable);
        }
      }
    }
    return port;
  }

  private Network.Listener listenAt(Path file) throws Unavailable {
    remove(file); // left behind by one that was killed
    try {
      var listener =
          network.listen(UnixDomainSocketAddress.of(file), backlog(), connections::accept);
      int mode = Integer.parseInt(configuration.value("unixsocketperm"), 8);
      if (mode != 0) {
        disk.permit(file, mode);
      }
      return listener;
    } catch (IOException | IllegalArgumentException failure) {
      boolean isMissing = !disk.exists(file.resolveSibling("."));
      String why = isMissing ? "No such file or directory" : failure.getMessage();
      throw new Unavailable("Failed opening Unix socket: bind: " + why);
    }
  }

  private void remove(Path file) {
    try {
      disk.delete(file);
    } catch (NoSuchFileException gone) {
      // all the better
    } catch (IOException inTheWay) {
      log.write(NodeLog.Level.VERBOSE, "Cannot remove " + file + ": " + inTheWay.getMessage());
    }
  }

  private int backlog() {
    return configuration.intValue("tcp-backlog");
  }

  /// Listens on what CONFIG SET has just named, and no longer on what there was before.
  private void reopen() throws ParameterError {
    try {
      reopenPlain();
      reopenEncrypted();
    } catch (ParameterError none) {
      log.write(NodeLog.Level.WARNING, "Failed to bind");
      throw new ParameterError("Failed to bind to specified addresses.");
    }
  }

  private void reopenPlain() throws ParameterError {
    closeAll(plain);
    int port = configuration.intValue("port");
    if (port > 0) {
      try {
        listenForPlain(port);
      } catch (Unavailable failure) {
        throw cannotListen();
      }
    }
  }

  private void reopenEncrypted() throws ParameterError {
    closeAll(encrypted);
    int port = configuration.intValue("tls-port");
    if (port > 0) {
      door.renew();
      try {
        listenForTls(port);
      } catch (Unavailable failure) {
        throw cannotListen();
      }
    }
  }

  private static ParameterError cannotListen() {
    return new ParameterError("Unable to listen on this port. Check server logs.");
  }

  private static void closeAll(List<Network.Listener> listeners) {
    listeners.forEach(Network.Listener::close);
    listeners.clear();
  }

  private static SocketAddress address(String bind, int port) throws IOException {
    String host = bind.startsWith("-") ? bind.substring(1) : bind;
    host = host.equals("*") ? "0.0.0.0" : host.equals("::*") ? "::" : host;
    try {
      return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    } catch (IllegalArgumentException noLiteral) { // a name, which the system's resolver may know
      var address = new InetSocketAddress(host, port);
      if (address.isUnresolved() || host.isEmpty()) { // which would be this machine
        throw new UnknownHostException("Name or service not known");
      }
      return address;
    }
  }
}
