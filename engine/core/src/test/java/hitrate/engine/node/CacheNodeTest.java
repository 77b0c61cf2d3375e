package hitrate.engine.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.RespClient;
import hitrate.engine.resp.Reply;
import hitrate.engine.world.VirtualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

class CacheNodeTest {
  @Test
  void aNodeServesJedisFromTheFirstLine() {
    try (var node = CacheNode.start();
        var jedis = new Jedis(node.uri(), 60_000)) {
      assertEquals("OK", jedis.set("greeting", "hello"));
      assertEquals("hello", jedis.get("greeting"));
      assertEquals(1, node.stats().hits());
      assertEquals(1, node.stats().keys());
    }
  }

  @Test
  void aTakenPortIsTheCauseOfTheFailure() {
    try (var node = CacheNode.start()) {
      var second = CacheNode.builder().port(node.port());
      var failure = assertThrows(UncheckedIOException.class, second::start);
      assertInstanceOf(BindException.class, failure.getCause());
    }
  }

  @Test
  void aHundredNodesLiveInOneJvm() {
    var nodes = new ArrayList<CacheNode>();
    try {
      for (int i = 0; i < 100; i++) {
        nodes.add(CacheNode.start());
        nodes.getLast().call("SET", "who", "node " + i);
      }
      for (int i = 0; i < 100; i++) {
        assertEquals(bulk("node " + i), nodes.get(i).call("GET", "who"));
      }
    } finally {
      nodes.forEach(CacheNode::close);
    }
  }

  @Test
  void aListenerCannotCallTheNodeInTheMidstOfACommand() {
    var refusals = new CopyOnWriteArrayList<String>();
    var self = new AtomicReference<@Nullable CacheNode>();
    try (var node = CacheNode.builder().listen(_ -> callBack(self.get(), refusals)).start()) {
      self.set(node);
      assertEquals(new Reply.Simple("OK"), node.call("SET", "k", "v"));
      assertEquals(bulk("v"), node.call("GET", "k"));
    }
    assertFalse(refusals.isEmpty());
    assertTrue(refusals.getFirst().contains("another thread"), refusals.getFirst());
  }

  private static void callBack(@Nullable CacheNode node, List<String> refusals) {
    try {
      Objects.requireNonNull(node).call("GET", "k");
    } catch (IllegalStateException refused) {
      refusals.add(String.valueOf(refused.getMessage()));
    }
  }

  @Test
  void usersLiveInAFile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("users.acl");
    Files.writeString(file, "user default on nopass ~* &* +@all\nuser ann on >pw ~a* +@read\n");
    try (var node = CacheNode.builder().config("aclfile", file.toString()).start()) {
      assertEquals(new Reply.Int(1), node.call("ACL", "DELUSER", "ann"));
      assertEquals(new Reply.Simple("OK"), node.call("ACL", "LOAD"));
      assertEquals(new Reply.Simple("OK"), node.call("ACL", "SETUSER", "bob", "on", "+get"));
      assertEquals(new Reply.Simple("OK"), node.call("ACL", "SAVE"));
      String saved = Files.readString(file);
      assertTrue(saved.contains("user bob on resetchannels -@all +get\n"), saved);
      Files.writeString(file, "user ann on +nosuch\nuser ann on\nanna\n");
      String answer = node.call("ACL", "LOAD").toString();
      assertTrue(answer.contains("users.acl:1: Error in applying operation '+nosuch': "), answer);
      assertTrue(answer.contains("Duplicate user 'ann' found on line 2"), answer);
      assertTrue(answer.contains("users.acl:3 should start with user keyword"), answer);
      assertEquals(new Reply.Int(1), node.call("ACL", "DELUSER", "bob"), "nothing was changed");
    }
  }

  @Test
  void aFolderInThePlaceOfTheFileOfUsersNamesNone(@TempDir Path folder) {
    try (var node = CacheNode.builder().config("aclfile", folder.toString()).start()) {
      Reply onlyDefault = new Reply.Array(List.of(new Reply.Bulk(Bytes.of("default"))));
      assertEquals(onlyDefault, node.call("ACL", "USERS"));
      node.call("ACL", "SETUSER", "ann");
      assertEquals(new Reply.Simple("OK"), node.call("ACL", "LOAD"));
      assertEquals(onlyDefault, node.call("ACL", "USERS"));
    }
  }

  @Test
  void timePassesOnlyWhenTheVirtualClockIsMoved() {
    var clock = VirtualClock.startingAt(Instant.parse("2026-01-01T00:00:00Z"));
    var events = new CopyOnWriteArrayList<NodeEvent>();
    try (var node = CacheNode.builder().clock(clock).listen(events::add).start()) {
      node.call("SET", "session", "alice", "EX", "60");
      clock.advance(Duration.ofSeconds(60));
      assertEquals(bulk("alice"), node.call("GET", "session"), "its last millisecond");
      assertEquals(new Reply.Int(0), node.call("PTTL", "session"));
      clock.advance(Duration.ofMillis(1));
      assertEquals(0, node.stats().keys(), "removed without being asked for");
      assertEquals(new Reply.Null(), node.call("GET", "session"));
      assertTrue(events.contains(new NodeEvent.Expired(0, Bytes.of("session"))));
      assertTrue(events.contains(new NodeEvent.Hit(0, Bytes.of("session"))));
      assertTrue(events.contains(new NodeEvent.Miss(0, Bytes.of("session"))));
    }
  }

  @Test
  void aValueOfSixtyFourMegabytesTravelsBothWays() throws IOException {
    var value = new byte[64 << 20];
    Arrays.fill(value, (byte) 'v');
    try (var node = CacheNode.start();
        var client = RespClient.connect(node.host(), node.port())) {
      client.call(List.of(Bytes.of("SET"), Bytes.of("big"), Bytes.wrap(value)));
      var reply = assertInstanceOf(Reply.Bulk.class, client.call("GET", "big"));
      assertEquals(Bytes.wrap(value), reply.value());
      client.call("DEL", "big");
      assertTrue(node.stats().usedMemory() < 1 << 20);
    }
  }

  @Test
  void aPipelineLargerThanAllBuffersIsAnsweredInOrder() throws IOException {
    try (var node = CacheNode.start();
        var client = RespClient.connect(node.host(), node.port())) {
      int count = 200_000;
      var sender =
          Thread.ofVirtual()
              .start(() -> {
                for (int i = 0; i < count; i++) {
                  send(client, i);
                }
              });
      for (int i = 0; i < count; i++) {
        assertEquals(bulk("message " + i), client.receive());
      }
      sender.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(RespClient client, int i) {
    client.send(List.of(Bytes.of("PING"), Bytes.of("message " + i)));
  }

  @Test
  void aClientThatSendsAndHangsUpStillGetsItsCommandsRun() throws IOException {
    try (var node = CacheNode.start();
        var socket = new Socket(node.host(), node.port())) {
      socket.getOutputStream().write("SET a 1\r\nPING\r\n".getBytes(StandardCharsets.US_ASCII));
      socket.shutdownOutput();
      assertEquals(
          "+OK\r\n+PONG\r\n",
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
    }
  }

  @Test
  void oneClientTooManyIsToldSo() throws IOException {
    try (var node = CacheNode.builder().config("maxclients", "1").start();
        var first = RespClient.connect(node.host(), node.port());
        var second = new Socket(node.host(), node.port())) {
      assertEquals(
          "-ERR max number of clients reached\r\n",
          new String(second.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
      assertEquals(new Reply.Simple("PONG"), first.call("PING"));
    }
  }

  @Test
  void aWrongParameterIsRefusedWithItsName() {
    var refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> CacheNode.builder().config("timeout", "soon").start());
    assertEquals(
        "timeout = soon: argument couldn't be parsed into an integer", refused.getMessage());
  }

  @Test
  void aClosedNodeSaysSo() {
    var node = CacheNode.start();
    node.close();
    node.close();
    assertThrows(IllegalStateException.class, () -> node.call("PING"));
  }

  private static Reply bulk(String text) {
    return new Reply.Bulk(Bytes.of(text));
  }

  @Test
  void infoCountsScriptsAndFunctions() {
    try (var node = CacheNode.start()) {
      assertTrue(node.call("INFO", "memory").toString().contains("used_memory_vm_total:0"));
      node.call("EVAL", "return 1", "0");
      node.call("EVAL", "return 1", "0");
      node.call("SCRIPT", "LOAD", "return 2");
      node.call(
          "FUNCTION",
          "LOAD",
          "#!lua name=l\nredis.register_function('f', function() end)"
              + " redis.register_function('g', function() end)");
      String memory = node.call("INFO", "memory").toString();
      assertTrue(memory.contains("number_of_cached_scripts:2"), memory);
      assertTrue(memory.contains("number_of_functions:2"), memory);
      assertTrue(memory.contains("number_of_libraries:1"), memory);
      assertFalse(memory.contains("used_memory_vm_functions:0"), memory);
      node.call("SCRIPT", "FLUSH");
      memory = node.call("INFO", "memory").toString();
      assertTrue(memory.contains("number_of_cached_scripts:0"), memory);
      assertTrue(memory.contains("used_memory_scripts_eval:0"), memory);
    }
  }
}
