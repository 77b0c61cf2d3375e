package hitrate.engine.resp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@SuppressWarnings("StringConcatToTextBlock") // line ends are part of what is tested
class RespCodecTest {
  private final RespCodec codec = new RespCodec();
  private final RequestBatch batch = new RequestBatch();

  @Test
  void requestsAreFoundWhereverTheStreamIsCut() {
    byte[] stream =
        bytes(
            "*2\r\n$3\r\nGET\r\n$1\r\na\r\nPING  \"two words\"\r\n*3\r\n$3\r\nSET\r\n$0\r\n\r\n"
                + "$12\r\nabc\r\ndef\r\n\r\n\r\n\r\n*0\r\n*1\r\n$4\r\nPING\r\n");
    List<List<String>> expected = decodeInPieces(stream, new int[] {stream.length});
    assertEquals(
        List.of(
            List.of("GET", "a"),
            List.of("PING", "two words"),
            List.of("SET", "", "abc\r\ndef\r\n\r\n"),
            List.of("PING")),
        expected);
    for (int cut = 1; cut < stream.length; cut++) {
      assertEquals(expected, decodeInPieces(stream, new int[] {cut, stream.length}), "at " + cut);
    }
    int[] everyByte = new int[stream.length];
    Arrays.setAll(everyByte, i -> i + 1);
    assertEquals(expected, new RespCodecTest().decodeInPieces(stream, everyByte));
  }

  /// Presents the stream up to each end in turn, keeping what was not consumed.
  private List<List<String>> decodeInPieces(byte[] stream, int[] ends) {
    var requests = new ArrayList<List<String>>();
    int at = 0;
    for (int end : ends) {
      byte[] kept = Arrays.copyOfRange(stream, at, end); // the offsets move, as in a connection
      int position = 0;
      while (position < kept.length) {
        position = codec.decode(batch, kept, position, kept.length);
        if (batch.count() == 0) {
          break;
        }
        for (int i = 0; i < batch.count(); i++) {
          requests.add(words(i));
        }
        batch.clear();
      }
      assertNull(codec.error());
      at += position;
    }
    return requests;
  }

  private List<String> words(int request) {
    var words = new ArrayList<String>();
    for (int i = 0; i < batch.wordCount(request); i++) {
      words.add(
          new String(
              batch.array(),
              batch.start(request, i),
              batch.length(request, i),
              StandardCharsets.ISO_8859_1));
    }
    return words;
  }

  @Test
  void requestsOfSeveralConnectionsShareABatch() {
    byte[] stream = bytes("*1\r\n$4\r\nPING\r\n*2\r\n$4\r\nECHO\r\n$1\r\nx\r\n");
    codec.decode(batch, stream, 0, 14);
    assertTrue(batch.takes(stream));
    new RespCodec().decode(batch, stream, 14, stream.length);
    assertEquals(List.of(List.of("PING"), List.of("ECHO", "x")), List.of(words(0), words(1)));
    assertFalse(batch.takes(new byte[1]));
  }

  @Test
  void aPlainLineGetsABatchOfItsOwn() {
    byte[] stream = bytes("*1\r\n$4\r\nPING\r\nECHO x\r\n");
    int next = codec.decode(batch, stream, 0, stream.length);
    assertEquals(14, next);
    assertEquals(14, codec.decode(batch, stream, next, stream.length));
    batch.clear();
    assertEquals(stream.length, codec.decode(batch, stream, next, stream.length));
    assertEquals(List.of("ECHO", "x"), words(0));
  }

  @Test
  void aBatchEndsAfterSixteenRequests() {
    byte[] stream = bytes("*1\r\n$4\r\nPING\r\n".repeat(20));
    int next = codec.decode(batch, stream, 0, stream.length);
    assertEquals(16, batch.count());
    batch.clear();
    codec.decode(batch, stream, next, stream.length);
    assertEquals(4, batch.count());
  }

  @Test
  void anAnnouncedValueIsWaitedForWithoutBeingBelieved() {
    byte[] stream = bytes("*2\r\n$3\r\nGET\r\n$1000000\r\nabc");
    assertEquals(0, codec.decode(batch, stream, 0, stream.length));
    assertEquals(0, batch.count());
    assertEquals(23 + 1_000_000 + 2, codec.wanted());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*x~|invalid multibulk length",
        "*99999999999~|invalid multibulk length",
        "*1~:3~|expected '$', got ':'",
        "*1~$x~|invalid bulk length",
        "*1~$-1~|invalid bulk length",
        "*1~$536870913~|invalid bulk length",
        "PING \"a~|unbalanced quotes in request",
      })
  void malformedInputIsNamed(String input, String error) {
    byte[] stream = bytes(input.replace("~", "\r\n"));
    codec.decode(batch, stream, 0, stream.length);
    assertEquals(error, codec.error());
  }

  @Test
  void whoHasNotAuthenticatedMayOnlySendALittle() {
    codec.authenticated(false);
    byte[] many = bytes("*11\r\n");
    codec.decode(batch, many, 0, many.length);
    assertEquals("unauthenticated multibulk length", codec.error());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
