package hitrate.engine.resp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hitrate.engine.bytes.Bytes;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplyReaderTest {

  @Test
  void everyKindOfReplyIsRead() throws IOException {
    assertEquals(new Reply.Simple("OK"), parse("+OK;"));
    assertEquals(new Reply.Error("ERR no"), parse("-ERR no;"));
    assertEquals(new Reply.Int(-12), parse(":-12;"));
    assertEquals(new Reply.Bulk(Bytes.wrap(new byte[] {'a', '\r', '\n'})), parse("$3;a;;"));
    assertEquals(Reply.Bulk.of(""), parse("$0;;"));
    assertEquals(new Reply.Null(), parse("$-1;"));
    assertEquals(new Reply.Null(), parse("_;"));
    assertEquals(new Reply.NullArray(), parse("*-1;"));
    assertEquals(
        new Reply.Array(List.of(new Reply.Int(1), new Reply.Array(List.of()))), parse("*2;:1;*0;"));
    assertEquals(
        new Reply.MapReply(List.of(new Reply.Simple("k"), new Reply.Bool(true))),
        parse("%1;+k;#t;"));
    assertEquals(new Reply.SetReply(List.of(new Reply.Bool(false))), parse("~1;#f;"));
    assertEquals(new Reply.Push(List.of(new Reply.Simple("message"))), parse(">1;+message;"));
    assertEquals(new Reply.Double(3.25, "3.250"), parse(",3.250;"));
    assertEquals(new Reply.Double(Double.POSITIVE_INFINITY, "inf"), parse(",inf;"));
    assertEquals(new Reply.Double(Double.NEGATIVE_INFINITY, "-inf"), parse(",-inf;"));
    assertEquals(new Reply.Double(Double.NaN, "nan"), parse(",nan;"));
    assertEquals(new Reply.BigNumber("12345678901234567890"), parse("(12345678901234567890;"));
    assertEquals(new Reply.Verbatim("txt", Bytes.of("some")), parse("=8;txt:some;"));
    assertEquals(
        new Reply.Attributed(
            List.of(new Reply.Simple("ttl"), new Reply.Int(9)), Reply.Bulk.of("v")),
        parse("|1;+ttl;:9;$1;v;"));
  }

  @Test
  void repliesAreReadOneAfterTheOtherHoweverTheBytesArrive() throws IOException {
    byte[] stream = bytes("+OK;*2;$5;hello;%1;+k;:1;$2;;;:7;");
    for (int step = 1; step <= stream.length; step++) {
      var reader = new ReplyReader(inSteps(stream, step));
      assertEquals(new Reply.Simple("OK"), reader.read());
      assertArrayEquals(bytes("*2;$5;hello;%1;+k;:1;"), reader.readRaw());
      assertEquals(Reply.Bulk.of("\r\n"), reader.read());
      assertEquals(new Reply.Int(7), reader.read());
      assertThrows(EOFException.class, reader::read);
    }
  }

  @Test
  void aBulkStringLargerThanTheBufferComesWhole() throws IOException {
    var big = new byte[100_000];
    Arrays.fill(big, (byte) 'x');
    String text = new String(big, UTF_8);
    assertEquals(Reply.Bulk.of(text), parse("$100000;" + text + ";"));
  }

  @Test
  void aReplyCutShortIsTheEndOfTheStream() {
    for (String cut : List.of("", "+O", "+OK\r", "$5;hel", "$5;hello", "*2;:1;", "%1;+k;", ":")) {
      assertThrows(EOFException.class, () -> parse(cut), cut);
    }
  }

  @Test
  void whatIsNoRespIsRefused() {
    var wrong =
        List.of(
            "hello;",
            "HTTP/1.1 200 OK;",
            ":x;",
            "$x;",
            "$-2;",
            "$2;abc;",
            "*-2;",
            "*x;",
            "#x;",
            ",x;",
            "=2;tx;",
            "+a\rb;",
            "%-1;",
            "*9999999999;",
            "+OK;+OK;");
    for (String bytes : wrong) {
      assertThrows(ProtocolException.class, () -> parse(bytes), bytes);
    }
  }

  @Test
  void anEndlessNestingIsRefusedBeforeTheStackIsFull() {
    assertThrows(ProtocolException.class, () -> parse("*1;".repeat(100_000)));
  }

  @Test
  void aHugeAnnouncedLengthTakesNoMemoryBeforeTheBytesCome() {
    assertThrows(EOFException.class, () -> parse("$2000000000;abc"));
    assertThrows(EOFException.class, () -> parse("*2000000000;:1;"));
  }

  private static Reply parse(String text) throws IOException {
    return ReplyReader.parse(bytes(text));
  }

  private static byte[] bytes(String text) {
    return text.replace(";", "\r\n").getBytes(UTF_8);
  }

  private static InputStream inSteps(byte[] bytes, int step) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] target, int offset, int length) {
        return super.read(target, offset, Math.min(length, step));
      }
    };
  }
}
