package hitrate.engine.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.RespClient;
import hitrate.engine.node.CacheNode;
import hitrate.engine.resp.Reply;
import hitrate.engine.resp.ReplyReader;
import hitrate.engine.testing.RedisProcess;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a replica is sent after the image is what the real server sends after the same commands,
/// byte by byte: in the form of requests, so it is read as such.
class ReplicationStreamTest {
  private static final List<String> STORY =
      List.of(
          "SET k v",
          "SET k v EX 100",
          "SETEX k 100 v",
          "GETSET k w",
          "GETEX k PERSIST",
          "GETDEL k",
          "GETDEL k",
          "INCRBYFLOAT n 0.5",
          "HINCRBYFLOAT h f 1.25",
          "APPEND a x",
          "SELECT 2",
          "RPUSH l 1 2 3",
          "LMOVE l m LEFT RIGHT",
          "RPOPLPUSH l m",
          "LMPOP 1 m LEFT COUNT 2",
          "SADD s one",
          "SPOP s",
          "SPOP s",
          "ZADD z 1 a 2 b",
          "ZPOPMIN z",
          "ZADD z XX INCR 5 b",
          "SELECT 0",
          "MULTI",
          "SET x 1",
          "GET x",
          "INCR x",
          "EXEC",
          "MULTI",
          "GET x",
          "EXEC",
          "EVAL redis.call('SET','y',1);return(redis.call('INCR','y')) 0",
          "EVAL return(redis.call('GET','y')) 0",
          "EVAL return(redis.call('INCR','y')) 0",
          "PEXPIREAT y 1",
          "EXPIRE x 0",
          "PUBLISH c m",
          "SPUBLISH c m",
          "XADD s1 1-1 f v",
          "XGROUP CREATE s1 g 0",
          "XREADGROUP GROUP g c COUNT 1 STREAMS s1 >",
          "XACK s1 g 1-1",
          "SET p v PX 100000 KEEPTTL",
          "SET p v NX",
          "SET p v XX GET",
          "MOVE p 3",
          "SWAPDB 0 3",
          "DEL p nothing",
          "UNLINK nothing",
          "FLUSHDB",
          "FUNCTION FLUSH",
          "PFADD hll a b",
          "PFCOUNT hll",
          "BITFIELD b SET u8 0 1",
          "BITFIELD b GET u8 0",
          "SORT l STORE sorted",
          "COPY hll hll2",
          "RENAME hll2 hll3",
          "TOUCH hll3",
          "GEOADD geo CH 13.361389 38.115556 a",
          "FLUSHALL",
          "SET last one");

  @Test
  void theStreamIsThatOfTheRealServer(@TempDir Path folder) throws IOException {
    List<String> expected;
    try (var process = RedisProcess.start("--repl-diskless-sync-delay", "0")) {
      expected = streamOf(process.port());
    }
    var builder = CacheNode.builder().config("save", "").config("dir", folder.toString());
    try (var node = builder.start()) { // which saves a file for such a replica
      assertEquals(expected, streamOf(node.port()));
    }
  }

  /// Lets a server have the story while a client that takes no other form of image than that of old
  /// replicas listens.
  private static List<String> streamOf(int port) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        var client = RespClient.connect("127.0.0.1", port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write("SYNC\r\n".getBytes(StandardCharsets.US_ASCII));
      var input = new BufferedInputStream(socket.getInputStream());
      skipImage(input);
      for (String line : STORY) {
        client.call(line.split(" "));
      }
      var replies = new ReplyReader(input);
      var stream = new ArrayList<String>();
      while (stream.isEmpty() || !stream.getLast().equals("SET last one")) {
        String command = words(replies.read());
        if (!command.equals("PING")) {
          stream.add(withoutTimes(command));
        }
      }
      return stream;
    }
  }

  private static String withoutTimes(String command) {
    return command.replaceAll("\\b1[0-9]{12}\\b", "TIME");
  }

  private static String words(Reply request) {
    return ((Reply.Array) request)
        .items().stream()
            .map(word -> ((Reply.Bulk) word).value())
            .map(Bytes::toString)
            .collect(Collectors.joining(" "));
  }

  /// Reads the empty lines of a server that is at it, the length and the image, which no line end
  /// follows.
  private static void skipImage(InputStream input) throws IOException {
    var line = new StringBuilder();
    while (!line.toString().endsWith("\n") || !line.toString().contains("$")) {
      int sign = input.read();
      assertTrue(sign >= 0, () -> "the image ends before it begins: " + line);
      line.append((char) sign);
    }
    int length = Integer.parseInt(line.toString().trim().substring(1));
    assertEquals(length, input.readNBytes(length).length);
  }
}
