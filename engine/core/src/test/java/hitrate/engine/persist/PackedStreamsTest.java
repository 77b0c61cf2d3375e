package hitrate.engine.persist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hitrate.engine.client.Words;
import hitrate.engine.command.PackingLimits;
import hitrate.engine.keyspace.Entry;
import hitrate.engine.keyspace.ImageCopy;
import hitrate.engine.keyspace.Key;
import hitrate.engine.keyspace.KeyspaceDigest;
import hitrate.engine.keyspace.Kind;
import hitrate.engine.resp.Reply;
import hitrate.engine.session.BareNode;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Short streams that come from outside are bytes in the entry until a command opens them.
class PackedStreamsTest {
  private static final Instant START = Instant.ofEpochMilli(Loader.NOW);

  private final BareNode source = new BareNode(START, 7);
  private final BareNode node = new BareNode(START, 8);

  @AfterEach
  void close() {
    source.close();
    node.close();
  }

  private void given(String... commands) {
    for (String command : commands) {
      source.call(0, Words.split(command));
    }
    KeyspaceCopy.copy(source.keyspace(), node.keyspace(), new PackingLimits());
    assertEquals(KeyspaceDigest.of(source.keyspace()), KeyspaceDigest.of(node.keyspace()));
  }

  private int kind(String key) {
    var database = node.keyspace().database(0);
    long entry = database.find(Key.of(Words.split(key).getFirst(), node.keyspace().hash()));
    return entry == 0 ? 0 : Entry.kind(database.region(), entry);
  }

  private Reply call(String command) {
    return node.call(0, Words.split(command));
  }

  @Test
  void aShortOneIsBytesUntilItIsOpened() {
    given("XADD s 5-1 f v", "XADD s 6-1 f v g w", "XDEL s 5-1", "PEXPIREAT s 99999999999999");
    assertEquals(Kind.STREAM_PACKED, kind("s"));
    call("RENAME s t");
    call("COPY t s");
    call("PERSIST s");
    assertEquals(Kind.STREAM_PACKED, kind("s"));
    assertEquals(Kind.STREAM_PACKED, kind("t"));
    assertEquals(new Reply.Int(1), call("XLEN s"));
    assertEquals(Kind.STREAM, kind("s"));
    assertEquals(Kind.STREAM_PACKED, kind("t"));
    call("DEL s");
    call("RENAME t s");
    assertEquals(KeyspaceDigest.of(source.keyspace()), KeyspaceDigest.of(node.keyspace()));
  }

  @Test
  void openingOneSavesItFirstWhereAnImageIsTaken() {
    given("XADD s 5-1 f v", "XADD t 5-1 f v");
    try (var image = new ImageCopy(node.keyspace())) {
      call("XRANGE s - +");
      call("XADD t 5-2 f v");
      assertEquals(Kind.STREAM, kind("s"));
      node.keyspace().snapshots().step(() -> true);
      image.check("XRANGE, XADD");
    }
  }

  @Test
  void oneWithGroupsIsAnObject() {
    given("XADD s 5-1 f v", "XGROUP CREATE s g 0");
    assertEquals(Kind.STREAM, kind("s"));
  }

  @Test
  void aLongOneIsAnObject() {
    given("XADD s 5-1 f " + "v".repeat(5000));
    assertEquals(Kind.STREAM, kind("s"));
  }

  @Test
  void oneOfManyPiecesIsAnObject() {
    for (int i = 1; i < 300; i++) {
      source.call(0, Words.split("XADD s " + i + "-1 f v"));
    }
    given();
    assertEquals(Kind.STREAM, kind("s"));
  }

  @Test
  void anEmptyOneIsAnObject() {
    given("XADD s 5-1 f v", "XDEL s 5-1");
    assertEquals(Kind.STREAM, kind("s"));
  }
}
