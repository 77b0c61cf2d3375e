package hitrate.engine.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.resp.Reply;
import hitrate.engine.resp.ReplyReader;
import hitrate.engine.testing.FakeServer;
import hitrate.engine.testing.RealPrograms;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// A reply reads as in the real redis-cli, which here gets the same bytes from a made-up server.
class ReplyTextTest {

  /// Replies as RESP, with `;` for the line breaks.
  private static final List<String> REPLIES =
      List.of(
          "+OK;",
          "+;",
          "-ERR unknown command;",
          "-WRONGTYPE Operation against a key;",
          ":0;",
          ":-9223372036854775808;",
          "$0;;",
          "$5;hello;",
          "$4;a\"\\b;",
          "$9;\n\r\t\007\b\0\001~\177;",
          "$6;caf\u00e9!;",
          "$-1;",
          "*-1;",
          "*0;",
          "*1;$1;a;",
          "*3;$1;a;:1;$-1;",
          "*2;*2;:1;:2;*2;:3;*1;:4;",
          "*2;*0;*1;*1;*1;*0;",
          "*1;-ERR inside;",
          "*10;" + ":7;".repeat(10),
          "*11;" + "*2;+x;*1;:1;".repeat(11),
          "*100;" + ":1;".repeat(100),
          "_;",
          "#t;",
          "#f;",
          ",3.14;",
          ",inf;",
          ",-inf;",
          ",1e+20;",
          "=7;txt:abc;",
          "=8;txt:a\n\"b;",
          "%0;",
          "%1;+k;:1;",
          "%2;$1;a;*2;:1;:2;$1;b;%1;+x;_;",
          "%1;*2;:1;:2;*2;:3;:4;",
          "%11;" + "+k;*2;:1;:2;".repeat(11),
          "~0;",
          "~2;+a;~2;:1;:2;",
          "%3;+a;*0;+b;%0;+c;~0;",
          "%1;+k;~2;*1;*1;:1;%1;+x;*1;:2;",
          "%2;%1;+a;:1;%1;+b;%1;+c;:2;*0;*1;%1;+d;*2;:3;:4;",
          "*1;%1;+k;=7;txt:abc;",
          "%2;+k;=8;txt:a\n\"b;+l;:1;",
          "%2;+k;%1;+a;*2;:1;:2;+l;%2;+a;:1;+b;:2;",
          "*1;%1;+k;*1;*1;=8;txt:a\n\"b;",
          "%2;+k;%1;*2;:1;:2;+l;+m;%1;~1;*2;:1;:2;+n;",
          "%2;+k;*1;*1;*1;+l;+m;*1;*0;",
          "*2;%1;+a;#t;~1;,1.5;");

  @TestFactory
  Stream<DynamicTest> everyReplyReadsAsInRedisCli() {
    return REPLIES.stream()
        .map(reply -> DynamicTest.dynamicTest(show(reply), () -> readsAsInRedisCli(reply)));
  }

  private static void readsAsInRedisCli(String reply) throws Exception {
    byte[] bytes = bytes(reply);
    try (var server = FakeServer.answering(command -> bytes)) {
      String port = Integer.toString(server.port());
      var terminal = RealPrograms.run("", "redis-cli", "--no-raw", "-p", port, "ANYTHING");
      var pipe = RealPrograms.run("", "redis-cli", "--raw", "-p", port, "ANYTHING");
      Reply parsed = ReplyReader.parse(bytes);
      assertEquals(terminal.output(), ReplyText.render(parsed) + "\n");
      assertEquals(pipe.output(), ReplyText.raw(parsed) + "\n");
    }
  }

  @Test
  void aReportReadsAsThePlainTextItIs() throws Exception {
    Reply info = ReplyReader.parse(bytes("$15;# Server;v:1;;"));
    assertEquals("# Server\r\nv:1\r\n", ReplyText.render(words("INFO"), info));
    assertEquals("\"# Server\\r\\nv:1\\r\\n\"", ReplyText.render(words("GET", "k"), info));
    assertEquals("id=1", ReplyText.render(words("client", "LIST"), Reply.Bulk.of("id=1")));
    assertEquals("\"me\"", ReplyText.render(words("CLIENT", "GETNAME"), Reply.Bulk.of("me")));
  }

  @Test
  void attributesAreNotShown() throws IOException {
    Reply reply = ReplyReader.parse(bytes("|1;+ttl;:3600;*2;$1;v;|1;+a;:1;:7;"));
    assertEquals("1) \"v\"\n2) (integer) 7", ReplyText.render(reply));
    assertEquals("v\n7", ReplyText.raw(reply));
  }

  @Test
  void aNumberTooBigForRedisCliToShowIsStillShown() throws IOException {
    Reply big = ReplyReader.parse(bytes("(123456789012345678901234567890;"));
    assertEquals("(big number) 123456789012345678901234567890", ReplyText.render(big));
  }

  private static List<Bytes> words(String... words) {
    return Stream.of(words).map(Bytes::of).toList();
  }

  private static byte[] bytes(String reply) {
    return reply.replace(";", "\r\n").getBytes(UTF_8);
  }

  private static String show(String reply) {
    String text = Words.quote(Bytes.of(reply));
    return text.length() > 60 ? text.substring(0, 60) + "..." : text;
  }
}
