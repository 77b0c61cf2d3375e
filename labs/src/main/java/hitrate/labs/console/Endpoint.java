package hitrate.labs.console;

import org.jspecify.annotations.Nullable;

/// Where a console connects and as whom. An empty `user` is the default user; a `null` password
/// sends no AUTH; `resp3` asks for the newer protocol.
public record Endpoint(
    String host, int port, String user, @Nullable String password, int database, boolean resp3) {
  /// The default user, database 0, RESP2.
  public static Endpoint of(String host, int port) {
    return new Endpoint(host, port, "", null, 0, false);
  }

  /// `host:port`, with brackets around an IPv6 address.
  public String address() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  /// The same place with another login.
  Endpoint withLogin(String newUser, String newPassword) {
    return new Endpoint(host, port, newUser, newPassword, database, resp3);
  }

  /// The same place with another database.
  Endpoint withDatabase(int newDatabase) {
    return new Endpoint(host, port, user, password, newDatabase, resp3);
  }

  /// The same place with RESP3 or RESP2.
  Endpoint withResp3(boolean newResp3) {
    return new Endpoint(host, port, user, password, database, newResp3);
  }
}
