package hitrate.engine.node;

import hitrate.engine.node.config.Configuration;
import hitrate.engine.node.config.ParameterError;
import hitrate.engine.security.tls.TlsChannel;
import hitrate.engine.security.tls.TlsContext;
import hitrate.engine.security.tls.TlsFailure;
import hitrate.engine.security.tls.TlsLine;
import hitrate.engine.security.tls.TlsSettings;
import hitrate.engine.world.Dialer;
import hitrate.engine.world.Disk;
import hitrate.engine.world.Network;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Takes connections of the TLS port: they become connections of the node once their handshake is
/// over. Also the way to others by TLS, see [TlsCall].
final class TlsDoor implements TlsChannel.Host {
  /// The parameters that connections to come follow at once.
  private static final List<String> PARAMETERS =
      List.of(
          "tls-cert-file",
          "tls-key-file",
          "tls-key-file-pass",
          "tls-client-cert-file",
          "tls-client-key-file",
          "tls-client-key-file-pass",
          "tls-ca-cert-file",
          "tls-ca-cert-dir",
          "tls-auth-clients",
          "tls-protocols",
          "tls-ciphers",
          "tls-ciphersuites",
          "tls-prefer-server-ciphers",
          "tls-session-caching",
          "tls-session-cache-size",
          "tls-session-cache-timeout",
          "tls-replication",
          "tls-cluster");

  /// Who has not finished a handshake by then is no client.
  private static final long LONGEST_HANDSHAKE_MILLIS = 30_000;

  private final NodeLoop loop;
  private final Configuration configuration;
  private final Disk disk;
  private final Map<TlsChannel, Long> shakingHands = new LinkedHashMap<>();
  private @Nullable TlsContext context;

  TlsDoor(NodeLoop loop, Configuration configuration, Disk disk) {
    this.loop = loop;
    this.configuration = configuration;
    this.disk = disk;
  }

  private boolean isNeeded() {
    return configuration.intValue("tls-port") > 0
        || configuration.isOn("tls-replication")
        || configuration.isOn("tls-cluster");
  }

  /// Reads certificates and keys, if they are needed, and from here on whenever a parameter
  /// changes.
  ///
  /// @throws TlsFailure with a text for the log
  void open() throws TlsFailure {
    if (isNeeded()) {
      context = TlsContext.of(settings(), disk);
    }
    for (String parameter : PARAMETERS) {
      configuration.watch(parameter, changed -> renew());
    }
  }

  /// Reads the files anew. When something is wrong with them the old ones stay.
  void renew() throws ParameterError {
    if (isNeeded()) {
      try {
        context = TlsContext.of(settings(), disk);
      } catch (TlsFailure failure) {
        loop.log(failure.reason());
        throw new ParameterError("Unable to update TLS configuration. Check server logs.");
      }
    }
  }

  private TlsSettings settings() {
    return new TlsSettings(
        identity("tls-"),
        identity("tls-client-"),
        configuration.isOn("tls-replication") || configuration.isOn("tls-cluster"),
        configuration.value("tls-ca-cert-file"),
        configuration.value("tls-ca-cert-dir"),
        configuration.value("tls-auth-clients"),
        configuration.value("tls-protocols"),
        configuration.value("tls-ciphers"),
        configuration.value("tls-ciphersuites"),
        configuration.isOn("tls-prefer-server-ciphers"),
        configuration.isOn("tls-session-caching"),
        configuration.intValue("tls-session-cache-size"),
        configuration.intValue("tls-session-cache-timeout"));
  }

  private TlsSettings.Identity identity(String prefix) {
    return new TlsSettings.Identity(
        configuration.value(prefix + "cert-file"),
        configuration.value(prefix + "key-file"),
        configuration.value(prefix + "key-file-pass"));
  }

  /// Makes a connection to another node.
  Network.Attempt call(Network network, String host, int port, String from, Network.Caller caller)
      throws IOException {
    return new TlsCall(this, configured(), caller).begin(network, host, port, from);
  }

  private TlsContext configured() throws IOException {
    TlsContext current = context;
    if (current == null) {
      throw new IOException("TLS is not configured");
    }
    return current;
  }

  /// Makes a connection to another node, and waits for it: by TLS with `tls-cluster`.
  Dialer.Line dial(String host, int port, int timeoutMillis) throws IOException {
    if (!configuration.isOn("tls-cluster")) {
      return Dialer.sockets().dial(host, port, timeoutMillis);
    }
    TlsContext current = configured();
    try {
      return TlsLine.over(Dialer.sockets().dial(host, port, timeoutMillis), current, timeoutMillis);
    } catch (ConnectException refused) {
      throw new IOException("no handshake", refused); // known now, and not at the first write
    }
  }

  /// Takes a new connection of the TLS port.
  Network.Handler accept(Network.Channel socket) {
    TlsContext current = context;
    if (current == null || !loop.connections().hasRoomFor(shakingHands.size() + 1)) {
      return loop.connections().refuse(socket, "");
    }
    try {
      var channel = TlsChannel.accepted(socket, current, this);
      shakingHands.put(channel, loop.clock().millis());
      return channel;
    } catch (SSLException impossible) {
      loop.log("Error accepting a client connection: " + impossible.getMessage());
      return loop.connections().refuse(socket, "");
    }
  }

  /// Closes connections whose handshake has come to a halt.
  void closeSlow() {
    long since = loop.clock().millis() - LONGEST_HANDSHAKE_MILLIS;
    for (var one : List.copyOf(shakingHands.entrySet())) {
      if (one.getValue() < since) {
        failed(one.getKey(), "the handshake takes too long");
        one.getKey().close();
      }
    }
  }

  @Override
  public void compute(Runnable work, Runnable then) {
    Thread.ofVirtual()
        .name("tls-handshake")
        .start(() -> {
          try {
            work.run();
          } finally {
            loop.submit(then);
          }
        });
  }

  @Override
  public void later(Runnable task) {
    loop.submit(task);
  }

  @Override
  public Network.Handler established(TlsChannel channel) {
    shakingHands.remove(channel);
    return loop.connections().accept(channel);
  }

  @Override
  public void failed(TlsChannel channel, String why) {
    shakingHands.remove(channel);
    boolean isPlain = why.toLowerCase(Locale.ROOT).contains("unrecognized ssl message");
    String what = isPlain ? "wrong version number: plain text came to the TLS port" : why;
    String from =
        channel.remoteAddress() instanceof InetSocketAddress address
            ? address.getAddress().getHostAddress() + ":" + address.getPort()
            : "?";
    loop.log("Error accepting a client connection: %s (addr=%s)".formatted(what, from));
  }
}
