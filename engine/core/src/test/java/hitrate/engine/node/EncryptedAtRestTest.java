package hitrate.engine.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.resp.Reply;
import hitrate.engine.world.Disk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node with a key file: its snapshot and its append-only file are sealed.
class EncryptedAtRestTest {
  @TempDir private Path folder;

  @BeforeEach
  void makeKey() throws IOException {
    writeKey(1);
  }

  private Path key() {
    return folder.resolve("node.key");
  }

  private void writeKey(int first) throws IOException {
    var bytes = new byte[32];
    bytes[0] = (byte) first;
    Files.write(key(), bytes);
    Disk.system().permit(key(), 0600);
  }

  private CacheNode.Builder node() {
    return CacheNode.builder().config("dir", folder.toString()).config("save", "").encrypted(key());
  }

  private CacheNode.Builder recording() {
    return node().config("appendonly", "yes").config("appendfsync", "always");
  }

  private static String get(CacheNode node, String key) {
    return ((Reply.Bulk) node.call("GET", key)).value().toString();
  }

  private static String refusal(CacheNode.Builder builder) {
    return String.valueOf(assertThrows(UncheckedIOException.class, builder::start).getMessage());
  }

  /// All bytes that the node has written, as if each were a character.
  private String written() throws IOException {
    var all = new StringBuilder();
    try (var files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }

  @Test
  void aSnapshotIsSealedAndLoaded() throws IOException {
    try (var node = node().start()) {
      node.call("SET", "k", "a secret");
      node.call("SAVE");
    }
    assertFalse(written().contains("REDIS"));
    assertFalse(written().contains("secret"));
    try (var node = node().start()) {
      assertEquals("a secret", get(node, "k"));
    }
  }

  @Test
  void anAppendOnlyFileIsSealedLoadedAndGoesOn() throws IOException {
    for (String form : List.of("yes", "no")) {
      for (int i = 0; i < 3; i++) {
        try (var node = recording().config("aof-use-rdb-preamble", form).start()) {
          node.call("APPEND", "k" + form, "secret");
          assertEquals("secret".repeat(i + 1), get(node, "k" + form));
        }
      }
    }
    assertFalse(written().contains("secret"));
    assertFalse(written().contains("seq 1"), "nor can the manifest be read");
  }

  @Test
  void aTornEndIsRemovedOrRefusedAsToldByAofLoadTruncated() throws IOException {
    try (var node = recording().start()) {
      node.call("SET", "k", "first");
      node.call("SET", "k", "second");
    }
    Path increment = folder.resolve("appendonlydir/appendonly.aof.1.incr.aof");
    try (var channel = Files.newByteChannel(increment, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() - 3);
    }
    assertTrue(
        refusal(recording().config("aof-load-truncated", "no")).contains("Unexpected end of file"));
    try (var node = recording().start()) {
      assertEquals("first", get(node, "k"));
      node.call("SET", "k", "third");
    }
    try (var node = recording().config("aof-load-truncated", "no").start()) {
      assertEquals("third", get(node, "k"));
    }
  }

  @Test
  void wrongKeysAndAlteredFilesAreRefused() throws IOException {
    try (var node = node().start()) {
      node.call("SET", "k", "v");
      node.call("SAVE");
    }
    writeKey(2);
    assertTrue(refusal(node()).contains("sealed with another key"));
    writeKey(1);
    Path file = folder.resolve("dump.rdb");
    byte[] content = Files.readAllBytes(file);
    content[content.length / 2] ^= 1;
    Files.write(file, content);
    String why = refusal(node());
    assertTrue(why.contains("record ") && why.contains(" at byte "), why);
    Files.delete(key());
    assertTrue(refusal(node()).contains("is missing"));
  }

  @Test
  void aNodeWithoutTheKeyRefusesTheFile() {
    try (var node = node().start()) {
      node.call("SET", "k", "v");
      node.call("SAVE");
    }
    var plain = CacheNode.builder().config("dir", folder.toString()).config("save", "");
    assertTrue(refusal(plain).contains("Wrong signature"));
  }

  @Test
  void configGetShowsNoParameterThatRedisServerHasNot() {
    try (var node = node().start()) {
      assertEquals(new Reply.Array(List.of()), node.call("CONFIG", "GET", "hitrate*"));
    }
  }
}
