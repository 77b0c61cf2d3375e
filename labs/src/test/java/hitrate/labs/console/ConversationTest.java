package hitrate.labs.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.node.CacheNode;
import hitrate.engine.resp.Reply;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConversationTest {
  private static List<Bytes> words(String... words) {
    return List.of(words).stream().map(Bytes::of).toList();
  }

  private static List<Reply> ask(Conversation conversation, String... words) throws IOException {
    var replies = new ArrayList<Reply>();
    conversation.run(words(words), replies::add);
    return replies;
  }

  @Test
  void sendsACommandAndHandsOverItsReply() throws Exception {
    try (var node = CacheNode.start();
        var conversation = new Conversation(Endpoint.of(node.host(), node.port()))) {
      assertEquals(List.of(new Reply.Simple("OK")), ask(conversation, "SET", "k", "v"));
      assertEquals(List.of(Reply.Bulk.of("v")), ask(conversation, "GET", "k"));
      assertInstanceOf(Reply.Error.class, ask(conversation, "NONSENSE").getFirst());
    }
  }

  @Test
  void thePromptNamesTheServerOnceThereIsAConnection() throws Exception {
    try (var node = CacheNode.start();
        var conversation = new Conversation(Endpoint.of(node.host(), node.port()))) {
      assertEquals("not connected> ", conversation.prompt());
      conversation.connect();
      assertEquals("127.0.0.1:" + node.port() + "> ", conversation.prompt());
    }
  }

  @Test
  void thePromptShowsTheDatabaseAndTheTransaction() throws Exception {
    try (var server = new ScriptedServer(command -> "+OK\r\n");
        var conversation = new Conversation(Endpoint.of("127.0.0.1", server.port()))) {
      ask(conversation, "SELECT", "3");
      ask(conversation, "MULTI");
      assertEquals("127.0.0.1:" + server.port() + "[3](TX)> ", conversation.prompt());
      ask(conversation, "DISCARD");
      assertEquals("127.0.0.1:" + server.port() + "[3]> ", conversation.prompt());
    }
  }

  @Test
  void aSelectInsideATransactionCountsOnceItIsExecuted() throws Exception {
    try (var server =
            new ScriptedServer(command ->
                switch (command.getFirst()) {
                  case "SELECT" -> "+QUEUED\r\n";
                  case "EXEC" -> "*1\r\n+OK\r\n";
                  default -> "+OK\r\n";
                });
        var conversation = new Conversation(Endpoint.of("127.0.0.1", server.port()))) {
      ask(conversation, "MULTI");
      ask(conversation, "SELECT", "5");
      assertEquals("127.0.0.1:" + server.port() + "(TX)> ", conversation.prompt());
      ask(conversation, "EXEC");
      assertEquals("127.0.0.1:" + server.port() + "[5]> ", conversation.prompt());
    }
  }

  @Test
  void anAbortedTransactionIsOver() throws Exception {
    try (var server =
            new ScriptedServer(command ->
                command.getFirst().equals("EXEC")
                    ? "-EXECABORT Transaction discarded\r\n"
                    : "+OK\r\n");
        var conversation = new Conversation(Endpoint.of("127.0.0.1", server.port()))) {
      ask(conversation, "MULTI");
      ask(conversation, "EXEC");
      assertFalse(conversation.inTransaction());
    }
  }

  @Test
  void afterALostConnectionTheNextCommandConnectsAgainWithLoginAndDatabase() throws Exception {
    try (var server =
            new ScriptedServer(command -> command.getFirst().equals("CRASH") ? null : "+OK\r\n");
        var conversation = new Conversation(Endpoint.of("127.0.0.1", server.port()))) {
      ask(conversation, "AUTH", "anna", "secret");
      ask(conversation, "SELECT", "2");
      var lost = assertThrows(IOException.class, () -> ask(conversation, "CRASH"));
      assertEquals("Server closed the connection", lost.getMessage());
      assertEquals("not connected> ", conversation.prompt());
      server.received.clear();
      ask(conversation, "PING");
      assertEquals(
          List.of(List.of("AUTH", "anna", "secret"), List.of("SELECT", "2"), List.of("PING")),
          List.copyOf(server.received));
    }
  }

  @Test
  void aStreamingCommandIsFollowedUntilItIsInterrupted() throws Exception {
    try (var server = new ScriptedServer(command -> "+OK\r\n");
        var conversation = new Conversation(Endpoint.of("127.0.0.1", server.port()))) {
      BlockingQueue<Reply> seen = new LinkedBlockingQueue<>();
      var running =
          CompletableFuture.supplyAsync(() -> {
            try {
              return conversation.run(words("MONITOR"), seen::add);
            } catch (IOException failure) {
              throw new AssertionError(failure);
            }
          });
      assertEquals(new Reply.Simple("OK"), seen.poll(30, TimeUnit.SECONDS));
      server.push("+1 \"get\"\r\n+2 \"set\"\r\n");
      assertEquals(new Reply.Simple("1 \"get\""), seen.poll(30, TimeUnit.SECONDS));
      assertEquals(new Reply.Simple("2 \"set\""), seen.poll(30, TimeUnit.SECONDS));
      conversation.interrupt();
      assertEquals(Conversation.Ending.INTERRUPTED, running.get(30, TimeUnit.SECONDS));
      assertEquals(List.of(new Reply.Simple("OK")), ask(conversation, "PING"));
      assertEquals(2, server.connectionCount());
    }
  }

  @Test
  void aRefusedStreamEndsAtOnce() throws Exception {
    try (var server = new ScriptedServer(command -> "-NOPERM no\r\n");
        var conversation = new Conversation(Endpoint.of("127.0.0.1", server.port()))) {
      assertEquals(List.of(new Reply.Error("NOPERM no")), ask(conversation, "SUBSCRIBE", "news"));
    }
  }

  @Test
  void aPushThatComesBeforeTheReplyIsHandedOverToo() throws Exception {
    try (var server =
            new ScriptedServer(command -> ">2\r\n$10\r\ninvalidate\r\n*1\r\n$1\r\nk\r\n:1\r\n");
        var conversation = new Conversation(Endpoint.of("127.0.0.1", server.port()))) {
      var replies = ask(conversation, "DEL", "k");
      assertInstanceOf(Reply.Push.class, replies.getFirst());
      assertEquals(new Reply.Int(1), replies.getLast());
    }
  }

  @Test
  void unsubscribingGivesOneReplyForEachChannel() throws Exception {
    try (var server =
            new ScriptedServer(command ->
                "*3\r\n$11\r\nunsubscribe\r\n$1\r\nx\r\n:0\r\n".repeat(command.size() - 1));
        var conversation = new Conversation(Endpoint.of("127.0.0.1", server.port()))) {
      assertEquals(2, ask(conversation, "UNSUBSCRIBE", "a", "b").size());
    }
  }

  @Test
  void doesNotWaitForRepliesThatWereTurnedOff() throws Exception {
    try (var server =
            new ScriptedServer(command ->
                command.equals(List.of("CLIENT", "REPLY", "ON")) || command.contains("PING")
                    ? "+OK\r\n"
                    : "");
        var conversation = new Conversation(Endpoint.of("127.0.0.1", server.port()))) {
      assertTrue(ask(conversation, "CLIENT", "REPLY", "OFF").isEmpty());
      assertTrue(ask(conversation, "SET", "k", "v").isEmpty());
      assertEquals(1, ask(conversation, "CLIENT", "REPLY", "ON").size());
      assertTrue(ask(conversation, "client", "reply", "skip").isEmpty());
      assertTrue(ask(conversation, "SET", "k", "v").isEmpty());
      assertEquals(1, ask(conversation, "PING").size());
    }
  }

  @Test
  void saysWhyThereIsNoConnection() throws Exception {
    int port;
    try (var nobody = new ServerSocket(0)) {
      port = nobody.getLocalPort();
    }
    try (var conversation = new Conversation(Endpoint.of("127.0.0.1", port))) {
      var failure = assertThrows(Conversation.CannotConnect.class, conversation::connect);
      assertEquals("Connection refused", failure.getMessage());
    }
  }

  @Test
  void saysWhatTheServerSaidWhenItRefusesTheLogin() throws Exception {
    try (var server = new ScriptedServer(command -> "-WRONGPASS invalid\r\n");
        var conversation =
            new Conversation(new Endpoint("127.0.0.1", server.port(), "", "no", 0, false))) {
      var failure = assertThrows(Conversation.Refused.class, conversation::connect);
      assertEquals("WRONGPASS invalid", failure.getMessage());
    }
  }
}
