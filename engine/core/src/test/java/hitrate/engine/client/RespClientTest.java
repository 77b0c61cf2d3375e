package hitrate.engine.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.resp.Reply;
import hitrate.engine.testing.FakeServer;
import hitrate.engine.testing.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class RespClientTest {

  @Test
  void aCallReturnsTheServersReplyAndErrorsAreReplies() throws IOException {
    try (var server = FakeServer.answering(command -> resp("-ERR no;"));
        var client = RespClient.connect("127.0.0.1", server.port())) {
      assertEquals(new Reply.Error("ERR no"), client.call("GET", "k"));
      assertEquals("ERR", ((Reply.Error) client.call("GET", "k")).code());
    }
  }

  @Test
  void commandsCanBePipelined() throws IOException {
    try (var server = FakeServer.answering(command -> resp("+" + command.getFirst() + ";"));
        var client = RespClient.connect("127.0.0.1", server.port())) {
      client.send(List.of(Bytes.of("a")));
      client.send(List.of(Bytes.of("b")));
      assertEquals(new Reply.Simple("a"), client.receive());
      assertEquals(new Reply.Simple("b"), client.receive());
    }
  }

  @Test
  void rawBytesCanBeSentAndARawReplyRead() throws IOException {
    try (var server = FakeServer.answering(command -> resp("*2;$1;a;%1;+k;,1.50;"));
        var client = RespClient.connect("127.0.0.1", server.port())) {
      client.sendRaw(resp("*1;$1;x;*1;$1;x;"));
      assertArrayEquals(resp("*2;$1;a;%1;+k;,1.50;"), client.receiveRaw());
      assertArrayEquals(resp("*2;$1;a;%1;+k;,1.50;"), client.receiveRaw());
    }
  }

  @Test
  void aUriLogsInAndSelectsTheDatabase() throws IOException {
    var seen = new CopyOnWriteArrayList<List<Bytes>>();
    try (var server =
        FakeServer.answering(command -> seen.add(command) ? resp("+OK;") : resp(""))) {
      String at = "127.0.0.1:" + server.port();
      RespClient.connect(URI.create("redis://ann:p%40ss%3A@" + at + "/3")).close();
      RespClient.connect(URI.create("redis://:secret@" + at)).close();
      RespClient.connect(URI.create("redis://" + at + "/")).close();
    }
    assertEquals(
        List.of(Words.split("AUTH ann p@ss:"), Words.split("SELECT 3"), Words.split("AUTH secret")),
        seen);
  }

  @Test
  void aRefusedLoginIsOneLine() throws IOException {
    try (var server = FakeServer.answering(command -> resp("-WRONGPASS invalid password;"))) {
      var uri = URI.create("redis://:x@127.0.0.1:" + server.port());
      var refusal = assertThrows(IOException.class, () -> RespClient.connect(uri));
      assertEquals(
          "127.0.0.1:%d refused the connection: WRONGPASS invalid password"
              .formatted(server.port()),
          refusal.getMessage());
    }
  }

  @Test
  void nobodyListeningIsOneLine() throws IOException {
    int port = FreePort.find();
    var failure = assertThrows(IOException.class, () -> RespClient.connect("127.0.0.1", port));
    assertEquals(
        "cannot connect to 127.0.0.1:" + port + ": Connection refused", failure.getMessage());
  }

  @Test
  void aSilentServerEndsInATimeout() throws IOException {
    try (var server = FakeServer.answering(command -> resp(""));
        var client = RespClient.connect("127.0.0.1", server.port())) {
      client.timeout(Duration.ofMillis(20));
      var failure = assertThrows(UncheckedIOException.class, () -> client.call("GET", "k"));
      assertEquals(
          "127.0.0.1:" + server.port() + " did not answer within 20 ms", failure.getMessage());
    }
  }

  @Test
  void afterTheLastCommandTheRestOfTheRepliesCanBeRead() throws IOException {
    try (var server = FakeServer.answering(command -> resp("+OK;"));
        var client = RespClient.connect("127.0.0.1", server.port())) {
      client.sendRaw(resp("*1;$1;x;*1;$1;x;"));
      client.endInput();
      assertArrayEquals(resp("+OK;+OK;"), client.receiveToEnd());
      var failure = assertThrows(UncheckedIOException.class, client::receive);
      assertEquals("127.0.0.1:" + server.port() + " closed the connection", failure.getMessage());
    }
  }

  @Test
  void whatIsNoRedisUriIsRefused() {
    for (String uri : List.of("http://localhost", "redis:", "rediss://localhost")) {
      assertThrows(IllegalArgumentException.class, () -> RespClient.connect(URI.create(uri)), uri);
    }
  }

  private static byte[] resp(String text) {
    return text.replace(";", "\r\n").getBytes(UTF_8);
  }
}
