package hitrate.grader.target;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Objects;

/// Where the exercises run, as written after `--target`.
///
/// @param kind the way to reach it
/// @param uri the address; `embedded` for the embedded engine
public record TargetAddress(Kind kind, URI uri) {
  /// The engine in this process: the default.
  public static final TargetAddress EMBEDDED =
      new TargetAddress(Kind.EMBEDDED, URI.create("embedded"));

  private static final int DEFAULT_PORT = 6379;

  /// The ways to reach a cache.
  public enum Kind {
    /// A node of our own engine, new for every test.
    EMBEDDED,
    /// One server: `redis://[user:password@]host[:port][/database]`.
    SERVER,
    /// One server over TLS: `rediss://...`.
    TLS_SERVER,
    /// A cluster: `cluster://[user:password@]host[:port]`, any of its nodes.
    CLUSTER
  }

  /// Reads what a user wrote.
  ///
  /// @throws IllegalArgumentException when it is none of the four forms
  public static TargetAddress parse(String text) {
    if (text.equals("embedded")) {
      return EMBEDDED;
    }
    try {
      var uri = new URI(text);
      var kind =
          switch (Objects.requireNonNullElse(uri.getScheme(), "").toLowerCase(Locale.ROOT)) {
            case "redis" -> Kind.SERVER;
            case "rediss" -> Kind.TLS_SERVER;
            case "cluster" -> Kind.CLUSTER;
            default -> throw new IllegalArgumentException(text);
          };
      if (uri.getHost() == null || database(uri) < 0) {
        throw new IllegalArgumentException(text);
      }
      return new TargetAddress(kind, uri);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  /// Opens it; a server that does not answer is an exception of the Redis client or of `java.io`.
  public Target open() {
    return switch (kind) {
      case EMBEDDED -> new EmbeddedTarget();
      case SERVER, TLS_SERVER -> ServerTarget.open(this);
      case CLUSTER -> new ClusterTarget(this);
    };
  }

  /// The address without its password, for reports.
  public String describe() {
    if (kind == Kind.EMBEDDED) {
      return "embedded";
    }
    var path = Objects.requireNonNullElse(uri.getPath(), "");
    return uri.getScheme() + "://" + uri.getHost() + ":" + port() + path;
  }

  String host() {
    var host = Objects.requireNonNull(uri.getHost());
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  int port() {
    return uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
  }

  int database() {
    return database(uri);
  }

  private static int database(URI uri) {
    var path = Objects.requireNonNullElse(uri.getPath(), "");
    if (path.isEmpty() || path.equals("/")) {
      return 0;
    }
    return path.matches("/\\d{1,4}") ? Integer.parseInt(path.substring(1)) : -1;
  }

  String user() {
    var info = Objects.requireNonNullElse(uri.getUserInfo(), "");
    int colon = info.indexOf(':');
    return colon <= 0 ? "" : info.substring(0, colon);
  }

  String password() {
    var info = Objects.requireNonNullElse(uri.getUserInfo(), "");
    return info.substring(info.indexOf(':') + 1);
  }
}
