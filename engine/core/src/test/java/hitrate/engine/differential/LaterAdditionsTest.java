package hitrate.engine.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.resp.Reply;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Words that commands take since later versions than 7.0: the only calls that are answered here
/// and refused there.
class LaterAdditionsTest {
  @Test
  void aRankCanComeWithItsScore() throws IOException {
    try (var subject = Subject.start();
        var ours = subject.side();
        var wire = ours.connect()) {
      wire.call("ZADD", "z", "1", "a", "2.5", "b");
      assertEquals(
          new Reply.Array(List.of(new Reply.Int(1), new Reply.Bulk(Bytes.of("2.5")))),
          wire.call("ZRANK", "z", "b", "withscore"));
      assertEquals(
          new Reply.Array(List.of(new Reply.Int(1), new Reply.Bulk(Bytes.of("1")))),
          wire.call("ZREVRANK", "z", "a", "WITHSCORE"));
      assertEquals(
          wire.call("BLPOP", "nosuch", "0.001"), wire.call("ZRANK", "z", "x", "WITHSCORE"));
      assertEquals(
          new Reply.Error("ERR wrong number of arguments for 'zrank' command"),
          wire.call("ZRANK", "z", "b", "WITHSCORES"));
      assertEquals(
          new Reply.Error("ERR wrong number of arguments for 'zrank' command"),
          wire.call("ZRANK", "z", "b", "WITHSCORE", "x"));
      wire.call("HELLO", "3");
      assertEquals(
          new Reply.Array(List.of(new Reply.Int(1), new Reply.Double(2.5, "2.5"))),
          wire.call("ZRANK", "z", "b", "WITHSCORE"));
    }
  }
}
