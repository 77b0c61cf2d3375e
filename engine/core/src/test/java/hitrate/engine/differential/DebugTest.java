package hitrate.engine.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hitrate.engine.client.RespClient;
import hitrate.engine.client.Words;
import hitrate.engine.node.CacheNode;
import hitrate.engine.testing.RedisProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// DEBUG, against a real server that allows it.
class DebugTest {

  private static final String DATA =
      """
      SET a 1
      SET b hello EX 10000
      SADD ints 1 2 300000
      SADD words a b 7
      ZADD z 1 a 2.5 b inf c -0.1 d
      HSET h f v g 7
      RPUSH l a b 5
      XADD x 1-1 f v
      XADD x 1-2 f v g w
      XADD x 2-0 f v
      SELECT 3
      SET a 1
      SELECT 0
      """;

  private static final List<String> LARGER =
      List.of("SADD words2", "SADD ints2", "ZADD z2", "HSET h2", "RPUSH l2");

  private static final String CALLS =
      """
      DEBUG DIGEST
      DEBUG DIGEST-VALUE a b ints words z h l x words2 ints2 z2 h2 l2 nosuch
      DEBUG DIGEST-VALUE
      DEBUG DIGEST x
      DEBUG PROTOCOL string
      DEBUG PROTOCOL integer
      DEBUG PROTOCOL double
      DEBUG PROTOCOL BIGNUM
      DEBUG PROTOCOL null
      DEBUG PROTOCOL array
      DEBUG PROTOCOL set
      DEBUG PROTOCOL map
      DEBUG PROTOCOL attrib
      DEBUG PROTOCOL push
      DEBUG PROTOCOL verbatim
      DEBUG PROTOCOL true
      DEBUG PROTOCOL false
      DEBUG PROTOCOL nosuch
      DEBUG LOG hello
      DEBUG LOG a b
      DEBUG CHANGE-REPL-ID
      DEBUG STRUCTSIZE
      DEBUG MALLCTL x
      DEBUG LISTPACK h
      DEBUG LISTPACK a
      DEBUG LISTPACK nosuch
      DEBUG SDSLEN a
      DEBUG SDSLEN h
      DEBUG SDSLEN nosuch
      DEBUG HTSTATS 1
      DEBUG HTSTATS 99
      DEBUG HTSTATS -1
      DEBUG HTSTATS x
      DEBUG HTSTATS-KEY a
      DEBUG HTSTATS-KEY nosuch
      DEBUG QUICKLIST-PACKED-THRESHOLD 100b
      RPUSH plain 1234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456 b
      OBJECT ENCODING plain
      DEBUG QUICKLIST-PACKED-THRESHOLD 0
      DEBUG QUICKLIST-PACKED-THRESHOLD -1
      DEBUG QUICKLIST-PACKED-THRESHOLD 5gb
      DEBUG QUICKLIST-PACKED-THRESHOLD x
      DEBUG QUICKLIST-PACKED-THRESHOLD ""
      DEBUG QUICKLIST-PACKED-THRESHOLD kb
      DEBUG QUICKLIST l
      DEBUG QUICKLIST l2 1
      DEBUG QUICKLIST a
      DEBUG QUICKLIST nosuch
      DEBUG QUICKLIST
      DEBUG QUICKLIST l 1 2
      DEBUG REPLYBUFFER PEAK-RESET-TIME 100
      DEBUG REPLYBUFFER PEAK-RESET-TIME never
      DEBUG REPLYBUFFER PEAK-RESET-TIME RESET
      DEBUG REPLYBUFFER PEAK-RESET-TIME x
      DEBUG REPLYBUFFER RESIZING 0
      DEBUG REPLYBUFFER RESIZING 1
      DEBUG REPLYBUFFER x 1
      DEBUG REPLYBUFFER
      DEBUG LEAK abc
      DEBUG LEAK
      DEBUG CONFIG-REWRITE-FORCE-ALL x
      DEBUG DROP-CLUSTER-PACKET-FILTER -1
      DEBUG DROP-CLUSTER-PACKET-FILTER x
      DEBUG STRINGMATCH-LEN 10 a
      DEBUG POPULATE 3
      DEBUG POPULATE 2 pre 10
      DEBUG POPULATE 4 pre 20
      STRLEN pre:1
      GET pre:3
      GET key:2
      DEBUG POPULATE x
      DEBUG POPULATE -1
      DEBUG POPULATE 1 a b
      DEBUG POPULATE 1 a 1 2
      DEBUG DIGEST
      DEBUG SLEEP 0
      DEBUG SLEEP x
      DEBUG SLEEP -1
      DEBUG SLEEP 0.001x
      DEBUG ERROR "x y"
      DEBUG PAUSE-CRON 1
      DEBUG PAUSE-CRON x
      DEBUG PAUSE-CRON
      EVAL "return redis.pcall('wait', 0, 0)" 0
      DEBUG SET-DISABLE-DENY-SCRIPTS 1
      EVAL "return redis.pcall('wait', 0, 0)" 0
      EVAL "return redis.pcall('client', 'pause', 0)" 0
      DEBUG SET-DISABLE-DENY-SCRIPTS 0
      DEBUG SET-DISABLE-DENY-SCRIPTS
      EVAL "return redis.pcall('wait', 0, 0)" 0
      DEBUG SET-SKIP-CHECKSUM-VALIDATION 1
      RESTORE unchecked 0 "\\x00\\x01a\\n\\x00abcdefgh"
      GET unchecked
      RESTORE newer 0 "\\x00\\x01a\\xff\\x00abcdefgh"
      RESTORE short 0 "\\x00\\x01a"
      DEBUG SET-SKIP-CHECKSUM-VALIDATION 0
      RESTORE checked 0 "\\x00\\x01a\\n\\x00abcdefgh"
      DEBUG AOF-FLUSH-SLEEP 10
      DEBUG AOF-FLUSH-SLEEP x
      DEBUG AOF-FLUSH-SLEEP
      DEBUG REPLICATE set a b
      DEBUG REPLICATE
      DEBUG CLIENT-EVICTION
      DEBUG CLIENT-EVICTION x
      CONFIG SET maxmemory-clients 100mb
      DEBUG CLIENT-EVICTION
      CONFIG SET maxmemory-clients 0
      DEBUG CLUSTERLINK KILL to x
      DEBUG CLUSTERLINK KILL x x
      DEBUG CLUSTERLINK x
      DEBUG DROP-CLUSTER-PACKET-FILTER 99999999999
      DEBUG CLIENT-ENFORCE-REPLY-LIST 1
      DEBUG CLOSE-CLUSTER-LINK-ON-PACKET-DROP 1
      DEBUG DICT-RESIZING 1
      DEBUG REPLYBUFFER-PEAK-RESET-TIME 100
      DEBUG RESTART x
      DEBUG CRASH-AND-RECOVER x
      DEBUG OBJECT nosuch
      DEBUG OBJECT
      DEBUG JMAP
      DEBUG NOSUCH
      DEBUG HELP
      DEBUG HELP x
      DEBUG
      """;

  @Test
  void debugDoesWhatItDoesInTheRealServer() throws IOException {
    try (var reference = RedisProcess.start("--enable-debug-command", "yes");
        var node = CacheNode.builder().config("enable-debug-command", "yes").start()) {
      for (int protocol : new int[] {2, 3}) {
        assertEquals(
            replies(reference.port(), protocol), replies(node.port(), protocol), "RESP" + protocol);
      }
    }
  }

  @Test
  void debugObjectTellsTheSameOfTheNodesOfALongList() throws IOException {
    try (var reference = RedisProcess.start("--enable-debug-command", "yes");
        var node = CacheNode.builder().config("enable-debug-command", "yes").start()) {
      assertEquals(nodes(reference.port()), nodes(node.port()));
    }
  }

  private static List<String> nodes(int port) throws IOException {
    var nodes = new ArrayList<String>();
    try (var client = RespClient.connect("127.0.0.1", port)) {
      for (String limits : List.of("-2 0", "-2 1", "4 2", "0 1", "40000 1", "-1 100000", "-1 3")) {
        var both = limits.split(" ");
        client.call("CONFIG", "SET", "list-max-listpack-size", both[0]);
        client.call("CONFIG", "SET", "list-compress-depth", both[1]);
        for (String key : List.of("short", "long")) {
          client.call("DEL", key);
          for (int i = 0; i < (key.equals("short") ? 3 : 1_500); i++) {
            client.call(i % 3 == 0 ? "LPUSH" : "RPUSH", key, "element " + i % 100);
          }
          client.call("LREM", key, "3", "element 77");
          nodes.add(limits + ": " + nodes(client, key));
        }
        client.call("CONFIG", "SET", "list-compress-depth", "5"); // says nothing of lists there are
        nodes.add(nodes(client, "long"));
      }
      nodes.add("" + client.call("DEBUG", "DIGEST"));
    }
    return nodes;
  }

  private static String nodes(RespClient client, String key) throws IOException {
    String text = client.call("DEBUG", "OBJECT", key).toString();
    return text.substring(Math.max(0, text.indexOf("ql_nodes")));
  }

  private static String replies(int port, int protocol) throws IOException {
    var text = new StringBuilder();
    try (var client = RespClient.connect("127.0.0.1", port)) {
      client.call("HELLO", Integer.toString(protocol));
      client.call("FLUSHALL");
      for (String line : lines()) {
        text.append(line, 0, Math.min(line.length(), 60)).append(" => ");
        String reply = "" + client.call(Words.split(line));
        text.append(reply.replaceAll("tot-mem: +\\d+, clients: \\d", "")).append('\n');
      }
    }
    return text.toString();
  }

  private static List<String> lines() {
    var lines = new ArrayList<>(DATA.lines().toList());
    for (String command : LARGER) {
      for (int i = 0; i < 700; i++) {
        boolean isPair = command.startsWith("ZADD") || command.startsWith("HSET");
        lines.add(
            command + " " + i + (isPair ? " " + i + "5" : command.endsWith("words2") ? "w" : ""));
      }
    }
    lines.addAll(CALLS.lines().toList());
    return lines;
  }
}
