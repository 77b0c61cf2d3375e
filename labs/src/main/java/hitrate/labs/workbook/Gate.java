package hitrate.labs.workbook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/// Decides which requests are let in: only those of the workbook's own page.
///
/// The console can do anything to the engine, so other web pages in the same browser must not reach
/// it. Three things keep them out:
///
/// - the `Host` header must name this server, or a page could point its own name at 127.0.0.1 (DNS
///   rebinding) and count as the same origin;
/// - `Origin` and `Sec-Fetch-Site`, where the browser sends them, must say "same origin";
/// - everything below `/api/` asks for a token that changes with each start and that only the
///   workbook's own page can read.
final class Gate {
  /// The request header that carries the token.
  static final String TOKEN_HEADER = "X-Workbook-Token";

  private static final Set<String> METHODS = Set.of("GET", "POST");

  private final String token;
  private final String start;
  private final Set<String> hosts;

  /// A gate for the server on `port`, with a fresh token.
  Gate(int port) {
    this.token = random(16);
    this.start = random(4);
    this.hosts = Set.of("127.0.0.1:" + port, "localhost:" + port);
  }

  /// The token of this start.
  String token() {
    return token;
  }

  /// A name that tells this start from others and is no secret.
  String start() {
    return start;
  }

  /// Lets the request pass.
  ///
  /// @throws Refusal when it may not
  void check(Exchange exchange) {
    if (!METHODS.contains(exchange.method())) {
      throw new Refusal(405, "Only GET and POST are known here.");
    }
    if (!hosts.contains(exchange.header("Host"))) {
      throw new Refusal(403, "This server answers to 127.0.0.1 and localhost only.");
    }
    if (exchange.path().startsWith("/api/")) {
      checkSameOrigin(exchange);
      checkToken(exchange);
    }
  }

  private static String random(int bytes) {
    byte[] random = new byte[bytes];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  private static void checkSameOrigin(Exchange exchange) {
    String origin = exchange.header("Origin");
    if (!origin.isEmpty() && !origin.equals("http://" + exchange.header("Host"))) {
      throw new Refusal(403, "Other web pages may not use the workbook.");
    }
    String site = exchange.header("Sec-Fetch-Site");
    if (!site.isEmpty() && !site.equals("same-origin")) {
      throw new Refusal(403, "Other web pages may not use the workbook.");
    }
    boolean json = exchange.header("Content-Type").startsWith("application/json");
    if (exchange.method().equals("POST") && !json) {
      throw new Refusal(415, "Send application/json.");
    }
  }

  /// An event stream cannot send headers of its own; its token comes as a parameter.
  private void checkToken(Exchange exchange) {
    String header = exchange.header(TOKEN_HEADER);
    String given = header.isEmpty() ? exchange.parameter("token") : header;
    if (!MessageDigest.isEqual(given.getBytes(UTF_8), token.getBytes(UTF_8))) {
      throw new Refusal(401, "The token is missing or from an earlier start. Reload the page.");
    }
  }
}
