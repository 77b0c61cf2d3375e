package hitrate.kernel.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Where Jupyter wants the kernel to listen, and the key that signs every message. Jupyter writes
/// it as a JSON file and names the file on the kernel's command line.
///
/// @param key the shared secret; empty means that messages are not signed
public record ConnectionFile(
    String transport,
    String ip,
    int shellPort,
    int controlPort,
    int stdinPort,
    int iopubPort,
    int heartbeatPort,
    String signatureScheme,
    String key) {

  /// Reads a connection file.
  ///
  /// @throws IOException when it cannot be read or is no connection file
  public static ConnectionFile read(Path file) throws IOException {
    try {
      JsonNode json = new ObjectMapper().readTree(Files.readString(file));
      return new ConnectionFile(
          json.path("transport").asString("tcp"),
          json.path("ip").asString("127.0.0.1"),
          port(json, "shell_port"),
          port(json, "control_port"),
          port(json, "stdin_port"),
          port(json, "iopub_port"),
          port(json, "hb_port"),
          json.path("signature_scheme").asString("hmac-sha256"),
          json.path("key").asString(""));
    } catch (JacksonException e) {
      throw new IOException(file + " is no connection file: " + e.getOriginalMessage(), e);
    }
  }

  /// The ZeroMQ address of one of the ports.
  public String address(int port) {
    return transport + "://" + ip + (transport.equals("ipc") ? "-" : ":") + port;
  }

  private static int port(JsonNode json, String name) throws IOException {
    if (!json.path(name).isInt()) {
      throw new IOException("the connection file has no " + name);
    }
    return json.path(name).asInt();
  }
}
