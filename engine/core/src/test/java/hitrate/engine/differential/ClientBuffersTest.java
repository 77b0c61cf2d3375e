package hitrate.engine.differential;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.resp.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/// What clients may leave in the node's buffers, and what CLIENT LIST says of it: as in the real
/// server.
@ResourceLock(Servers.LOCK)
class ClientBuffersTest {

  /// Tells of one server what both are asked.
  private interface Story {
    List<String> of(Side side) throws IOException;
  }

  private static void compare(Story story) throws IOException {
    try (var reference = Servers.reference();
        var subject = Subject.start();
        var ours = subject.side()) {
      reference.clear();
      assertEquals(story.of(reference), story.of(ours));
    }
  }

  private static boolean isClosed(Wire wire) throws IOException {
    return wire.reply() == null;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  @Test
  void aRequestThatGrowsBeyondTheLimitClosesItsConnection() throws IOException {
    compare(side -> {
      String before = side.configure("client-query-buffer-limit", "1mb");
      try (var beyond = side.connect();
          var within = side.connect();
          var many = side.connect()) {
        beyond.send(bytes("*2\r\n$3\r\nGET\r\n$2000000\r\n" + "x".repeat(1_100_000)));
        within.send(bytes("*2\r\n$4\r\nECHO\r\n$1000000\r\n" + "x".repeat(1_000_000) + "\r\n"));
        many.send(
            bytes(
                "*4\r\n$3\r\nDEL\r\n" + ("$600000\r\n" + "x".repeat(600_000) + "\r\n").repeat(3)));
        return List.of(
            "beyond " + isClosed(beyond),
            "within " + isClosed(within),
            "many words, each within " + isClosed(many));
      } finally {
        side.configure("client-query-buffer-limit", before);
      }
    });
  }

  @Test
  void aReplyBeyondTheHardLimitIsNotSent() throws IOException {
    compare(side -> {
      var seen = new ArrayList<String>();
      String before = side.configure("client-output-buffer-limit", "normal 100000 0 0");
      try {
        for (int size : new int[] {16_000, 83_000, 99_900, 110_000, 114_600, 114_800, 130_000}) {
          side.call("SET", "k", "v".repeat(size / 4));
          side.call("APPEND", "k", "v".repeat(size - size / 4));
          try (var wire = side.connect()) {
            wire.send(bytes("GET k\r\n"));
            seen.add(size + " closed: " + isClosed(wire));
          }
        }
      } finally {
        side.configure("client-output-buffer-limit", before);
      }
      return seen;
    });
  }

  @Test
  void theLargestClientsGoWhenAllTogetherTakeTooMuch() throws IOException {
    compare(side -> {
      var seen = new ArrayList<String>();
      side.call("CONFIG", "RESETSTAT");
      try (var large = side.connect();
          var guarded = side.connect();
          var small = side.connect()) {
        seen.add("" + guarded.call("CLIENT", "NO-EVICT", "on"));
        String half = "*2\r\n$4\r\nECHO\r\n$4000000\r\n" + "x".repeat(3_000_000);
        large.send(bytes(half));
        guarded.send(bytes(half));
        side.settle(6_000_000);
        side.configure("maxmemory-clients", "7mb");
        seen.add("large closed: " + isClosedSoon(side, large));
        guarded.send(bytes("x".repeat(1_000_000) + "\r\n"));
        seen.add("guarded closed: " + isClosed(guarded));
        seen.add("small: " + small.call("PING"));
        side.configure("maxmemory-clients", "0");
        seen.add(figure(side, "stats", "evicted_clients"));
      }
      return seen;
    });
  }

  private static boolean isClosedSoon(Side side, Wire wire) throws IOException {
    wire.send(bytes("x".repeat(900_000))); // short of the whole, so that nothing is ever answered
    side.settle(900_000);
    return isClosed(wire);
  }

  private static String figure(Side side, String section, String name) throws IOException {
    String info = ((Reply.Bulk) side.call("INFO", section)).value().toString();
    var found = Pattern.compile(name + ":(\\S*)").matcher(info);
    return found.find() ? found.group() : name + " missing";
  }

  @Test
  void aPercentageIsThatOfTheMemoryOfAll() throws IOException {
    compare(side -> {
      var seen = new ArrayList<String>();
      for (String value : List.of("5%", "0%", "100%", "101%", "-1", "1gb", "%", "x", "0")) {
        seen.add(value + " " + side.call("CONFIG", "SET", "maxmemory-clients", value));
        seen.add(side.parameter("maxmemory-clients"));
      }
      return seen;
    });
  }

  @Test
  void clientListTellsWhatIsInTheBuffers() throws IOException {
    compare(side -> {
      try (var half = side.connect();
          var waiter = side.connect();
          var queueing = side.connect();
          var self = side.connect()) {
        half.send(bytes("*3\r\n$3\r\nSET\r\n$4\r\nsome\r\n$100\r\n0123456789"));
        waiter.send(bytes("BLPOP first second 0\r\n"));
        queueing.call("MULTI");
        queueing.call("SET", "a", "bcd");
        queueing.call("GET", "abc");
        side.settle(100);
        String list = ((Reply.Bulk) side.call("CLIENT", "LIST")).value().toString();
        var seen = new ArrayList<String>();
        seen.add(fields(line(list, "cmd=NULL"), "qbuf", "argv-mem", "obl", "omem", "events"));
        seen.add(fields(line(list, "cmd=blpop"), "qbuf", "argv-mem", "multi", "events", "flags"));
        seen.add(fields(line(list, "cmd=get"), "qbuf", "argv-mem", "multi", "multi-mem", "flags"));
        String own = ((Reply.Bulk) self.call("CLIENT", "INFO")).value().toString();
        seen.add(fields(own, "qbuf", "argv-mem", "obl", "oll", "omem", "events"));
        return seen;
      }
    });
  }

  private static String line(String list, String part) {
    return list.lines().filter(line -> line.contains(" " + part)).findFirst().orElse(list);
  }

  private static String fields(String line, String... names) {
    var text = new StringBuilder();
    for (String name : names) {
      var found = Pattern.compile("(^| )" + name + "=(\\S*)").matcher(line);
      text.append(found.find() ? found.group() : " no " + name);
    }
    return text.toString();
  }

  @Test
  void whoLeavesRepliesUntakenIsSeenInTheList() throws IOException {
    try (var subject = Subject.start();
        var ours = subject.side();
        var slow = ours.connect()) {
      ours.call("SET", "k", "v".repeat(100_000));
      slow.send(bytes("GET k\r\n".repeat(200)));
      ours.settle(20_000_000);
      String list = ((Reply.Bulk) ours.call("CLIENT", "LIST")).value().toString();
      String line = line(list, "cmd=get");
      var found =
          Pattern.compile(" oll=(\\d+) omem=(\\d+) tot-mem=(\\d+) events=(\\w+)").matcher(line);
      assertTrue(found.find(), list);
      assertTrue(Integer.parseInt(found.group(1)) > 0, line);
      assertTrue(Long.parseLong(found.group(2)) > 1_000_000, line);
      assertTrue(Long.parseLong(found.group(3)) > Long.parseLong(found.group(2)), line);
      assertEquals("rw", found.group(4));
    }
  }

  @Test
  void librariesOfLaterTimesCanNameThemselves() throws IOException {
    try (var subject = Subject.start();
        var ours = subject.side();
        var wire = ours.connect()) {
      String before = ((Reply.Bulk) wire.call("CLIENT", "INFO")).value().toString();
      assertTrue(!before.contains("lib-name"), before);
      assertEquals(new Reply.Simple("OK"), wire.call("CLIENT", "SETINFO", "lib-name", "jedis"));
      assertEquals(new Reply.Simple("OK"), wire.call("CLIENT", "SETINFO", "LIB-VER", "8.0.2"));
      String after = ((Reply.Bulk) wire.call("CLIENT", "INFO")).value().toString();
      assertTrue(after.endsWith(" resp=2 lib-name=jedis lib-ver=8.0.2\n"), after);
      assertEquals(
          new Reply.Error("ERR lib-name cannot contain spaces, newlines or special characters."),
          wire.call("CLIENT", "SETINFO", "lib-name", "a b"));
      assertEquals(
          new Reply.Error("ERR Unrecognized option 'size'"),
          wire.call("CLIENT", "SETINFO", "size", "1"));
    }
  }

  @Test
  void whoSparesKeysLeavesNoTrace() throws IOException {
    try (var subject = Subject.start();
        var ours = subject.side();
        var wire = ours.connect()) {
      ours.call("CONFIG", "SET", "maxmemory-policy", "allkeys-lfu");
      ours.call("CONFIG", "SET", "lfu-log-factor", "0");
      ours.call("SET", "k", "v");
      assertEquals(new Reply.Simple("OK"), wire.call("CLIENT", "NO-TOUCH", "on"));
      Reply uses = ours.call("OBJECT", "FREQ", "k");
      wire.call("GET", "k");
      assertEquals(uses, ours.call("OBJECT", "FREQ", "k"));
      wire.call("TOUCH", "k");
      assertTrue(!uses.equals(ours.call("OBJECT", "FREQ", "k")));
      assertEquals(new Reply.Simple("OK"), wire.call("CLIENT", "NO-TOUCH", "off"));
    }
  }
}
