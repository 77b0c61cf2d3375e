package hitrate.labs.workbook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// Speaks HTTP over a bare socket, so that a test decides about every header, `Host` included.
final class Browserless implements AutoCloseable {
  /// A response: its status, its headers with names in lower case, its body as text.
  record Response(int status, Map<String, String> headers, String body) {
    String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }
  }

  private final Socket socket;
  private final InputStream in;
  private final Map<String, String> headers = new LinkedHashMap<>();

  Browserless(int port) throws IOException {
    socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
    socket.setSoTimeout(60_000);
    in = new BufferedInputStream(socket.getInputStream());
    headers.put("Host", "127.0.0.1:" + port);
  }

  /// Sends `value` with the next requests; an empty one leaves the header out.
  Browserless with(String name, String value) {
    headers.put(name, value);
    return this;
  }

  Response get(String path) throws IOException {
    return request("GET", path, "");
  }

  Response post(String path, String json) throws IOException {
    headers.putIfAbsent("Content-Type", "application/json");
    return request("POST", path, json);
  }

  Response request(String method, String path, String body) throws IOException {
    send(method, path, body);
    var head = head();
    boolean none = method.equals("HEAD") || head.status() == 304;
    return new Response(head.status(), head.headers(), none ? "" : body(head));
  }

  void send(String method, String path, String body) throws IOException {
    var request = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
    byte[] content = body.getBytes(UTF_8);
    headers.forEach((name, value) -> {
      if (!value.isEmpty()) {
        request.append(name).append(": ").append(value).append("\r\n");
      }
    });
    if (method.equals("POST")) {
      request.append("Content-Length: ").append(content.length).append("\r\n");
    }
    request.append("\r\n");
    var out = socket.getOutputStream();
    out.write(request.toString().getBytes(ISO_8859_1));
    out.write(content);
    out.flush();
  }

  /// Reads the status line and the headers of a response whose body is read by [#chunk].
  Response head() throws IOException {
    int status = Integer.parseInt(line().split(" ")[1]);
    var found = new LinkedHashMap<String, String>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      found.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return new Response(status, found, "");
  }

  /// The next piece of a body of unknown length, empty at its end.
  String chunk() throws IOException {
    int length = Integer.parseInt(line(), 16);
    String piece = new String(in.readNBytes(length), UTF_8);
    line();
    return piece;
  }

  /// Reads server-sent events until one called `name` comes whose data holds `part`.
  String event(String name, String part) throws IOException {
    var seen = new ArrayList<String>();
    var rest = "";
    while (true) {
      var piece = chunk();
      if (piece.isEmpty()) {
        throw new IOException("the stream ended after " + seen);
      }
      rest += piece;
      int end;
      while ((end = rest.indexOf("\n\n")) >= 0) {
        String event = rest.substring(0, end);
        rest = rest.substring(end + 2);
        if (event.startsWith("event: " + name + "\n") && event.contains(part)) {
          return event.substring(event.indexOf("data: ") + 6);
        }
        seen.add(event);
      }
    }
  }

  private String body(Response head) throws IOException {
    if (head.header("Transfer-Encoding").equals("chunked")) {
      var whole = new StringBuilder();
      for (String piece = chunk(); !piece.isEmpty(); piece = chunk()) {
        whole.append(piece);
      }
      return whole.toString();
    }
    var length = head.header("Content-Length");
    return length.isEmpty() ? "" : new String(in.readNBytes(Integer.parseInt(length)), UTF_8);
  }

  private String line() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("the server closed the connection");
      }
      if (next != '\r') {
        line.write(next);
      }
    }
    return line.toString(UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
