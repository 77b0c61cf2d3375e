package hitrate.engine.differential;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import hitrate.engine.bytes.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/// However the bytes of requests are cut up on their way, the replies are the same bytes as those
/// of the real server.
@ResourceLock(Servers.LOCK)
class ProtocolTest {

  private static final String REQUESTS =
      """
      *3\r\n$3\r\nSET\r\n$1\r\nk\r\n$5\r\na\r\nbc\r\nPING "two words"\r\n*2\r\n$3\r\nGET\r\n$1\r\nk\r\n\
      *1\r\n$3\r\nGET\r\n\r\n*0\r\n*2\r\n$6\r\nNOSUCH\r\n$0\r\n\r\nSTRLEN k\n*2\r\n$4\r\nINCR\r\n$1\r\nk\r\n\
      *1\r\n!4\r\n\
      """;

  @Test
  void requestsMayBeCutAtEveryByte() throws IOException {
    byte[] whole = REQUESTS.getBytes(ISO_8859_1);
    try (var reference = Servers.reference();
        var subject = Subject.start();
        var ours = subject.side()) {
      Wire.Arrived expected = inTwoPieces(reference, whole, whole.length);
      for (int cut = 1; cut <= whole.length; cut++) {
        assertEquals(expected, inTwoPieces(ours, whole, cut), "cut before byte " + cut);
      }
    }
  }

  @Test
  void requestsMayComeByteByByte() throws IOException {
    byte[] whole = REQUESTS.getBytes(ISO_8859_1);
    try (var reference = Servers.reference();
        var subject = Subject.start();
        var ours = subject.side();
        var wire = ours.connect()) {
      Wire.Arrived expected = inTwoPieces(reference, whole, whole.length);
      ours.clear();
      for (byte b : whole) {
        wire.send(new byte[] {b});
        ours.settle(0);
      }
      assertEquals(expected, wire.arrived());
    }
  }

  /// Inline requests with a client's replies silenced in all orders, broken ones among them.
  private static final List<String> SILENCED =
      List.of(
          "CLIENT REPLY OFF\r\nPING\r\nNOSUCH\r\nCLIENT REPLY ON\r\nPING\r\n",
          "CLIENT REPLY SKIP\r\nPING\r\nPING\r\n",
          "CLIENT REPLY SKIP\r\nNOSUCH\r\nPING\r\n",
          "CLIENT REPLY SKIP\r\nCLIENT REPLY SKIP\r\nPING\r\nPING\r\n",
          "CLIENT REPLY SKIP\r\nCLIENT REPLY ON\r\nPING\r\n",
          "CLIENT REPLY SKIP\r\nCLIENT REPLY OFF\r\nPING\r\nCLIENT REPLY ON\r\nPING\r\n",
          "CLIENT REPLY OFF\r\nCLIENT REPLY SKIP\r\nPING\r\nCLIENT REPLY ON\r\nPING\r\n",
          "CLIENT REPLY SKIP\r\nRESET\r\nPING\r\n",
          "CLIENT REPLY OFF\r\nRESET\r\nPING\r\n",
          "CLIENT REPLY SKIP\r\nPING \"\r\nPING\r\n",
          "CLIENT REPLY OFF\r\nPING \"\r\nPING\r\n",
          "CLIENT REPLY OFF\r\n*1\r\n$-4\r\nPING\r\n",
          "CLIENT REPLY OFF\r\nQUIT\r\nPING\r\n",
          "CLIENT REPLY SKIP\r\nQUIT\r\nPING\r\n",
          "PING\r\nCLIENT REPLY OFF\r\nQUIT\r\nPING\r\n");

  @Test
  void silencedClientsHearTheSame() throws IOException {
    try (var reference = Servers.reference();
        var subject = Subject.start();
        var ours = subject.side()) {
      for (String requests : SILENCED) {
        byte[] bytes = requests.getBytes(ISO_8859_1);
        assertEquals(
            inTwoPieces(reference, bytes, bytes.length),
            inTwoPieces(ours, bytes, bytes.length),
            requests);
      }
    }
  }

  @Test
  void aPasswordLiftsTheLimitsOfWhatFollowsInTheSamePipeline() throws IOException {
    byte[] requests = ("AUTH secret\r\n*12\r\n" + "$1\r\na\r\n".repeat(12)).getBytes(ISO_8859_1);
    try (var reference = Servers.reference();
        var subject = Subject.start();
        var ours = subject.side()) {
      assertEquals(behindAPassword(reference, requests), behindAPassword(ours, requests));
    }
  }

  private static Wire.Arrived behindAPassword(Side side, byte[] requests) throws IOException {
    side.call("CONFIG", "SET", "requirepass", "secret");
    try (var wire = side.connect()) {
      wire.send(requests);
      side.settle(requests.length);
      return wire.arrived();
    } finally {
      side.call("CONFIG", "SET", "requirepass", "");
    }
  }

  private static Wire.Arrived inTwoPieces(Side side, byte[] whole, int cut) throws IOException {
    side.clear();
    try (var wire = side.connect()) {
      wire.send(Bytes.copyOf(whole, 0, cut).toArray());
      side.settle(cut);
      wire.send(Bytes.copyOf(whole, cut, whole.length).toArray());
      side.settle(whole.length);
      return wire.arrived();
    }
  }

  @Test
  void aHugePipelineIsAnsweredInItsOrder() throws IOException {
    var commands = new ArrayList<List<Bytes>>();
    String value = "v".repeat(1000);
    for (int i = 0; i < 20_000; i++) {
      commands.add(
          switch (i % 5) {
            case 0 -> Side.words("SET", "k" + i % 100, value + i);
            case 1 -> Side.words("GET", "k" + (i - 1) % 100);
            case 2 -> Side.words("NOSUCH", "" + i);
            case 3 -> Side.words("INCR", "n");
            default -> Side.words("GET");
          });
    }
    try (var reference = Servers.reference();
        var subject = Subject.start();
        var ours = subject.side()) {
      reference.clear();
      List<byte[]> expected = reference.pipeline(commands);
      List<byte[]> actual = ours.pipeline(commands);
      for (int i = 0; i < commands.size(); i++) {
        assertArrayEquals(expected.get(i), actual.get(i), "reply " + i);
      }
      assertEquals(List.of(), ours.state().differencesFrom(reference.state()));
    }
  }

  @Test
  void aClientThatHasSaidAllStillGetsItsReplies() throws IOException {
    byte[] requests = "PING\r\nSET k v\r\nGET k\r\n".getBytes(ISO_8859_1);
    try (var reference = Servers.reference();
        var subject = Subject.start();
        var ours = subject.side()) {
      Wire.Arrived expected = halfOpen(reference, requests);
      assertEquals("+PONG\r\n+OK\r\n$1\r\nv\r\n", expected.bytes().toString());
      assertEquals(expected, halfOpen(ours, requests));
    }
  }

  private static Wire.Arrived halfOpen(Side side, byte[] requests) throws IOException {
    side.clear();
    try (var wire = side.connect()) {
      wire.send(requests);
      wire.endInput();
      side.settle(requests.length);
      return wire.arrived();
    }
  }

  @Test
  void aClientThatVanishesInTheMidstOfARequestHarmsNobody() throws IOException {
    try (var subject = Subject.start();
        var ours = subject.side()) {
      for (int cut = 1; cut < 40; cut++) {
        try (var wire = ours.connect()) {
          wire.send(Bytes.copyOf(REQUESTS.getBytes(ISO_8859_1), 0, cut).toArray());
        }
      }
      ours.settle(0);
      assertFalse(ours.call("PING") instanceof hitrate.engine.resp.Reply.Error);
    }
  }
}
