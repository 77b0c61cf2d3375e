package hitrate.engine.differential;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.node.CacheNode;
import hitrate.engine.resp.Reply;
import hitrate.engine.testing.Await;
import hitrate.engine.world.VirtualClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
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
        // Its reply is short: how much of a long one waits depends on how soon it is read.
        String half = "*2\r\n$6\r\nEXISTS\r\n$4000000\r\n" + "x".repeat(3_000_000);
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
  void aShareOfTheMemoryOfAllFollowsThat() throws IOException {
    compare(side -> {
      String maxmemory = side.configure("maxmemory", "100mb");
      String before = side.configure("maxmemory-clients", "5%");
      try (var wire = side.connect()) {
        side.configure("maxmemory", "0"); // no limit now, before anything else happens
        wire.send(bytes("*2\r\n$4\r\nECHO\r\n$9000000\r\n" + "x".repeat(8_000_000)));
        side.settle(8_000_000);
        wire.send(bytes("x".repeat(1_000_000) + "\r\n"));
        return List.of("without a limit closed: " + isClosed(wire));
      } finally {
        side.configure("maxmemory-clients", before);
        side.configure("maxmemory", maxmemory);
      }
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
  void theRoomForRepliesFollowsWhatAClientGets() throws IOException {
    compare(side -> {
      var seen = new ArrayList<String>();
      try (var wire = side.connect()) {
        side.call("DEBUG", "REPLYBUFFER", "PEAK-RESET-TIME", "0");
        long id = ((Reply.Int) wire.call("CLIENT", "ID")).value();
        seen.add(awaited(side::call, id, "rbs=1024 rbp=0 "));
        side.call("DEBUG", "REPLYBUFFER", "PEAK-RESET-TIME", "NEVER");
        wire.call("ECHO", "x".repeat(3000));
        seen.add(awaited(side::call, id, "rbs=2048 rbp=1024 "));
        wire.call("ECHO", "x".repeat(3000));
        seen.add(awaited(side::call, id, "rbs=4096 rbp=2048 "));
        side.call("DEBUG", "REPLYBUFFER", "RESIZING", "0");
        wire.call("ECHO", "x".repeat(3000));
        seen.add(awaited(side::call, id, "rbs=4096 rbp=3009 "));
      } finally {
        side.call("DEBUG", "REPLYBUFFER", "RESIZING", "1");
        side.call("DEBUG", "REPLYBUFFER", "PEAK-RESET-TIME", "RESET");
      }
      return seen;
    });
  }

  @Test
  void whoIsIdleHasNoRoomBeyondWhatItSent() throws IOException {
    VirtualClock clock = VirtualClock.startingAt(Instant.EPOCH);
    try (var node = CacheNode.builder().clock(clock).start();
        var half = Wire.open(node.host(), node.port())) {
      long id = ((Reply.Int) half.call("CLIENT", "ID")).value();
      half.send(bytes("*3\r\n$3\r\nSET\r\n$4\r\nsome\r\n$1000000\r\n" + "x".repeat(300_000)));
      String arrived = "qbuf=300000 ";
      assertEquals(arrived, awaited(node::call, id, arrived));
      String line = line(((Reply.Bulk) node.call("CLIENT", "LIST")).value().toString(), arrived);
      assertTrue(!line.contains("qbuf-free=0 "), line);
      clock.advance(Duration.ofSeconds(4));
      clock.advance(Duration.ofSeconds(1));
      String shrunk = "qbuf=300000 qbuf-free=0 argv-mem=7 multi-mem=0 rbs=1024 rbp=0 ";
      assertEquals(shrunk, awaited(node::call, id, shrunk));
    }
  }

  /// Whoever answers a command.
  private interface Asked {
    Reply call(String... words) throws IOException;
  }

  /// The words that the line of a client in the list contains in the end.
  private static String awaited(Asked asked, long id, String words) throws IOException {
    Await.text(
        " " + words,
        () -> ((Reply.Bulk) asked.call("CLIENT", "LIST", "ID", "" + id)).value().toString());
    return words;
  }

  @Test
  void whatAClientWatchesAndTracksCounts() throws IOException {
    compare(side -> {
      var seen = new ArrayList<String>();
      try (var wire = side.connect()) {
        seen.add("watching " + grows(wire, "WATCH"));
        wire.call("UNWATCH");
        seen.add("listening " + grows(wire, "SSUBSCRIBE"));
        wire.call("RESET");
        String[] prefixes = new String[4 + 2 * 100];
        System.arraycopy(new String[] {"CLIENT", "TRACKING", "ON", "BCAST"}, 0, prefixes, 0, 4);
        for (int i = 0; i < 100; i++) {
          prefixes[4 + 2 * i] = "PREFIX";
          prefixes[5 + 2 * i] = "a prefix" + (100 + i);
        }
        long before = claimed(wire);
        wire.call(prefixes);
        seen.add("tracking " + (claimed(wire) - before > 100 * 10));
      }
      return seen;
    });
  }

  /// Whether a hundred names, one a call, have a client take at least the bytes of those.
  private static boolean grows(Wire wire, String command) throws IOException {
    wire.call("HELLO", "3");
    long before = claimed(wire);
    for (int i = 0; i < 100; i++) {
      wire.call(command, "a name" + (100 + i));
    }
    return claimed(wire) - before > 100 * 9;
  }

  private static long claimed(Wire wire) throws IOException {
    Reply info = wire.call("CLIENT", "INFO");
    String text =
        info instanceof Reply.Verbatim(var format, var words)
            ? words.toString()
            : ((Reply.Bulk) info).value().toString();
    String room = fields(text, "qbuf-free", "rbs", "tot-mem");
    var found = Pattern.compile("qbuf-free=(\\d+) rbs=(\\d+) tot-mem=(\\d+)").matcher(room);
    assertTrue(found.find(), room);
    // the room depends on when the timer ticked
    return Long.parseLong(found.group(3))
        - Long.parseLong(found.group(2))
        - Long.parseLong(found.group(1));
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

  @Test
  void channelsAndWhoListensToThemAreMemoryInUse() throws IOException {
    try (var reference = Servers.reference();
        var subject = Subject.start();
        var ours = subject.side()) {
      long expected = bytesOfChannels(reference);
      long actual = bytesOfChannels(ours);
      assertTrue(
          actual > expected * 0.7 && actual < expected * 1.5, actual + " bytes, not " + expected);
    }
  }

  private static long bytesOfChannels(Side side) throws IOException {
    int channels = 5_000;
    try (var listener = side.connect()) {
      listener.call("PING");
      long before = usedMemory(side);
      for (int i = 0; i < channels; i++) {
        listener.call("SUBSCRIBE", "channel:%010d".formatted(i));
      }
      return (usedMemory(side) - before) / channels;
    }
  }

  private static long usedMemory(Side side) throws IOException {
    String info = side.call("INFO", "memory").toString();
    return Long.parseLong(info.replaceAll("(?s).*used_memory:(\\d+).*", "$1"));
  }
}
