package hitrate.labs.workbook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// One request and its response, in the few shapes the workbook uses.
final class Exchange {
  /// The largest request body that is read, in bytes.
  static final int BODY_LIMIT = 64 * 1024;

  private static final JsonMapper JSON = JsonMapper.shared();

  private final HttpExchange http;

  Exchange(HttpExchange http) {
    this.http = http;
  }

  /// The method, `GET` for a `HEAD` request too.
  String method() {
    return isHead() ? "GET" : http.getRequestMethod();
  }

  /// The decoded path.
  String path() {
    return http.getRequestURI().getPath();
  }

  /// A request header, empty when absent.
  String header(String name) {
    var value = http.getRequestHeaders().getFirst(name);
    return value == null ? "" : value;
  }

  /// A parameter of the query string, empty when absent. Values are not decoded: ours need none.
  String parameter(String name) {
    var query = http.getRequestURI().getRawQuery();
    if (query != null) {
      for (String pair : query.split("&", -1)) {
        if (pair.startsWith(name + "=")) {
          return pair.substring(name.length() + 1);
        }
      }
    }
    return "";
  }

  /// The request's JSON body as a `type`.
  ///
  /// @throws Refusal when it is too large or not what is expected
  <T> T body(Class<T> type) throws IOException {
    byte[] bytes = http.getRequestBody().readNBytes(BODY_LIMIT + 1);
    if (bytes.length > BODY_LIMIT) {
      throw new Refusal(413, "The request is larger than 64 KB.");
    }
    try {
      var value = JSON.readValue(bytes, type);
      if (value == null) {
        throw new Refusal(400, "The request has no content.");
      }
      return value;
    } catch (JacksonException malformed) {
      throw new Refusal(400, "The request is not the JSON that is expected here.");
    }
  }

  void setHeader(String name, String value) {
    http.getResponseHeaders().set(name, value);
  }

  /// Answers with `value` as JSON.
  void json(Object value) throws IOException {
    setHeader("Cache-Control", "no-store");
    send(200, "application/json; charset=utf-8", JSON.writeValueAsBytes(value));
  }

  /// Answers with a line of text.
  void text(int status, String line) throws IOException {
    send(status, "text/plain; charset=utf-8", (line + "\n").getBytes(UTF_8));
  }

  /// Answers with `content`; to a `HEAD` request with its headers.
  void send(int status, String type, byte[] content) throws IOException {
    setHeader("Content-Type", type);
    if (isHead() || status == 304) {
      http.sendResponseHeaders(status, -1);
      return;
    }
    http.sendResponseHeaders(status, content.length == 0 ? -1 : content.length);
    http.getResponseBody().write(content);
  }

  /// Begins an answer of unknown length.
  OutputStream stream(String type) throws IOException {
    setHeader("Content-Type", type);
    setHeader("Cache-Control", "no-store");
    http.sendResponseHeaders(200, 0);
    return http.getResponseBody();
  }

  private boolean isHead() {
    return http.getRequestMethod().equals("HEAD");
  }
}
