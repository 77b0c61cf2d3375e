package hitrate.engine.node;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import hitrate.engine.client.RespClient;
import hitrate.engine.resp.Reply;
import hitrate.engine.testing.NodeCommand;
import hitrate.engine.testing.ShortLife;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Very many clients, and clients that do not take what they asked for.
class ManyClientsTest {
  private static final int CLIENTS = 10_000; // the default of maxclients
  private static final String REFUSAL = "-ERR max number of clients reached\r\n";

  /// The node runs in a process of its own, as every connection takes a descriptor at both ends.
  @Test
  void tenThousandClientsAreServedAndTheNextIsToldWhyNot() throws Exception {
    var command = NodeCommand.words("-Xmx256m");
    command.addAll(List.of("--port", "" + NodeProcess.freePort(), "--save", ""));
    var node = ShortLife.of(new ProcessBuilder(command).redirectErrorStream(true).start());
    var clients = new ArrayList<SocketChannel>();
    try {
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), portOf(node));
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(SocketChannel.open(address));
      }
      for (int round = 0; round < 2; round++) {
        for (var client : clients) {
          write(client, "PING\r\n");
        }
        for (var client : clients) {
          assertEquals("+PONG\r\n", read(client, 7));
        }
      }
      try (var oneMore = SocketChannel.open(address)) {
        assertEquals(REFUSAL, read(oneMore, REFUSAL.length()));
      }
      clients.removeLast().close();
      write(clients.getFirst(), "PING\r\n"); // answered when the node has seen the other go
      assertEquals("+PONG\r\n", read(clients.getFirst(), 7));
      try (var next = SocketChannel.open(address)) {
        write(next, "PING\r\n");
        assertEquals("+PONG\r\n", read(next, 7));
      }
    } finally {
      for (var client : clients) {
        client.close();
      }
      node.destroy();
    }
  }

  @Test
  void whoDoesNotReadHoldsUpNobodyAndLosesNothing() throws Exception {
    int requests = 500;
    try (var node = CacheNode.start();
        var other = RespClient.connect("127.0.0.1", node.port());
        var lazy = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
      var value = "x".repeat(64 * 1024);
      other.call("SET", "large", value);
      lazy.getOutputStream().write("GET large\r\n".repeat(requests).getBytes(US_ASCII));
      for (int i = 0; i < 100; i++) {
        assertEquals(new Reply.Simple("PONG"), other.call("PING"));
      }
      var expected = ("$" + value.length() + "\r\n" + value + "\r\n").getBytes(US_ASCII);
      var in = lazy.getInputStream();
      for (int i = 0; i < requests; i++) {
        assertArrayEquals(expected, in.readNBytes(expected.length));
      }
    }
  }

  /// Many client libraries write a whole pipeline before they read the first reply.
  @Test
  void aLongPipelineMayBeWrittenBeforeItsRepliesAreRead() throws Exception {
    int requests = 1_000_000;
    try (var node = CacheNode.start();
        var client = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
      client.setSoTimeout(60_000);
      client.setReceiveBufferSize(64 * 1024);
      var out = client.getOutputStream();
      var some = "ECHO 123456789\r\n".repeat(1000).getBytes(US_ASCII);
      for (int i = 0; i < requests / 1000; i++) {
        out.write(some);
      }
      var expected = "$9\r\n123456789\r\n".repeat(1000).getBytes(US_ASCII);
      for (int i = 0; i < requests / 1000; i++) {
        assertArrayEquals(expected, client.getInputStream().readNBytes(expected.length));
      }
    }
  }

  private static int portOf(Process node) throws IOException {
    var log = new BufferedReader(new InputStreamReader(node.getInputStream(), US_ASCII));
    while (true) {
      var line = Objects.requireNonNull(log.readLine(), "the node has ended");
      int at = line.indexOf("port=");
      if (at > 0 && line.contains("Running mode")) {
        return Integer.parseInt(line.substring(at + 5).replaceAll("\\D.*", ""));
      }
    }
  }

  private static void write(SocketChannel to, String text) throws IOException {
    to.write(ByteBuffer.wrap(text.getBytes(US_ASCII)));
  }

  private static String read(SocketChannel from, int length) throws IOException {
    var buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining() && from.read(buffer) >= 0) {
      // until all is there, or nothing more will come
    }
    return new String(buffer.array(), 0, buffer.position(), US_ASCII);
  }
}
