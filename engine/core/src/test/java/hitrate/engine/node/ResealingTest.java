package hitrate.engine.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.resp.Reply;
import hitrate.engine.world.Disk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Data that is sealed later, made plain again, or gets another key.
class ResealingTest {
  private static final int HEADER = 85;

  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
  @TempDir private Path folder;
  private Path key;
  private Path newKey;

  @BeforeEach
  void makeKeys() throws Exception {
    key = folder.resolve("node.key");
    newKey = folder.resolve("new.key");
    for (Path file : List.of(key, newKey)) {
      assertEquals(0, run(List.of("--make-key", file.toString())));
    }
  }

  private int run(List<String> words) throws Exception {
    errors.reset();
    var nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    var err = new PrintStream(errors, true, StandardCharsets.UTF_8);
    return Resealing.run(words, Disk.system(), nowhere, err);
  }

  private int run(String... words) throws Exception {
    var all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--dir", data().toString()));
    all.addAll(List.of("--hitrate-encryption-key-file", key.toString()));
    return run(all);
  }

  private void assertRefused(String why, String... words) throws Exception {
    var before = files();
    assertEquals(1, run(words));
    String said = errors.toString(StandardCharsets.UTF_8);
    assertTrue(said.contains(why), said);
    assertEquals(1, said.lines().count(), said);
    assertSame(before, files());
  }

  private Path data() throws IOException {
    return Files.createDirectories(folder.resolve("data"));
  }

  private CacheNode.Builder plain() throws IOException {
    return CacheNode.builder().config("dir", data().toString()).config("save", "");
  }

  /// Leaves a snapshot with `k`, and an append-only file of a base and an increment with `log`.
  private void write(String form) throws IOException {
    try (var node = plain().start()) {
      node.call("SET", "k", "a secret");
      node.call("SAVE");
    }
    try (var node =
        plain().config("appendonly", "yes").config("aof-use-rdb-preamble", form).start()) {
      node.call("SET", "log", "a secret");
    }
  }

  private static String get(CacheNode.Builder builder, String name) {
    try (var node = builder.start()) {
      return ((Reply.Bulk) node.call("GET", name)).value().toString();
    }
  }

  private Map<String, byte[]> files() throws IOException {
    var all = new TreeMap<String, byte[]>();
    try (var files = Files.walk(data())) {
      for (Path file : files.filter(ResealingTest::isData).toList()) {
        all.put(data().relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return all;
  }

  private static boolean isData(Path file) {
    return Files.isRegularFile(file) && !file.endsWith(".hitrate.lock");
  }

  private static void assertSame(Map<String, byte[]> expected, Map<String, byte[]> found) {
    assertEquals(expected.keySet(), found.keySet());
    expected.forEach((name, bytes) -> assertArrayEquals(bytes, found.get(name), name));
  }

  @Test
  void whatWasKeptPlainIsSealedAndGoesOn() throws Exception {
    for (String form : List.of("yes", "no")) {
      write(form);
      assertEquals(0, run("--seal"));
      files()
          .forEach((name, bytes) ->
              assertFalse(new String(bytes, StandardCharsets.ISO_8859_1).contains("secret"), name));
      assertEquals("a secret", get(plain().encrypted(key), "k"));
      var recording = plain().encrypted(key).config("appendonly", "yes");
      try (var node = recording.start()) {
        node.call("APPEND", "log", " more");
      }
      assertEquals("a secret more", get(recording, "log"));
      assertEquals(0, run("--unseal"));
      assertEquals("a secret", get(plain(), "k"));
      assertEquals("a secret more", get(plain().config("appendonly", "yes"), "log"));
      for (String name : files().keySet()) {
        Files.delete(data().resolve(name));
      }
    }
  }

  @Test
  void sealingAndUnsealingBringsBackEachByte() throws Exception {
    write("yes");
    var before = files();
    assertEquals(0, run("--seal"));
    assertEquals(0, run("--seal")); // nothing is left to do
    var sealed = files();
    assertEquals(before.keySet(), sealed.keySet());
    assertEquals(0, run("--unseal"));
    assertSame(before, files());
    assertEquals(0, run("--unseal"));
    assertSame(before, files());
  }

  @Test
  void theSingleFileOfOlderVersionsIsSealedToo() throws Exception {
    String text = "*3\r\n$3\r\nSET\r\n$3\r\nlog\r\n$1\r\nv\r\n";
    Files.writeString(data().resolve("appendonly.aof"), text + "*3\r\n$3\r\nSE");
    assertEquals(0, run("--seal"));
    var recording = plain().encrypted(key).config("appendonly", "yes");
    assertEquals("v", get(recording, "log")); // once it is cut where it was torn
    assertEquals("v", get(recording, "log"));
  }

  @Test
  void anotherKeyTakesOverAndTheDataStaysAsItIs() throws Exception {
    write("yes");
    run("--seal");
    var before = files();
    assertEquals(0, run("--rekey", newKey.toString()));
    assertEquals("a secret", get(plain().encrypted(newKey), "k"));
    assertEquals("a secret", get(plain().encrypted(newKey).config("appendonly", "yes"), "log"));
    var refused = assertThrows(UncheckedIOException.class, () -> plain().encrypted(key).start());
    assertTrue(("" + refused.getMessage()).contains("was sealed with another key"), "" + refused);
    byte[] old = Objects.requireNonNull(before.get("dump.rdb"));
    byte[] now = Objects.requireNonNull(files().get("dump.rdb"));
    assertArrayEquals(
        Arrays.copyOfRange(old, HEADER, old.length), Arrays.copyOfRange(now, HEADER, now.length));
    assertNotEquals(Arrays.toString(old), Arrays.toString(now));
    assertEquals(0, run("--rekey", newKey.toString()), "what was done is found to be done");
  }

  @Test
  void wrongKeysAndDamagedFilesAreRefusedBeforeAnythingChanges() throws Exception {
    write("yes");
    run("--seal");
    Path right = key;
    key = newKey;
    assertRefused("was sealed with another key", "--unseal");
    assertRefused("was sealed with another key", "--seal");
    assertRefused("was sealed with another key", "--rekey", newKey.toString());
    key = right;
    Path increment = data().resolve("appendonlydir/appendonly.aof.1.incr.aof");
    byte[] whole = Files.readAllBytes(increment);
    for (String[] words :
        List.of(new String[] {"--unseal"}, new String[] {"--rekey", newKey.toString()})) {
      Files.write(increment, Arrays.copyOf(whole, whole.length - 1));
      assertRefused("appendonly.aof.1.incr.aof is torn at its end", words);
      byte[] altered = whole.clone();
      altered[whole.length - 20] ^= 1;
      Files.write(increment, altered);
      assertRefused("was altered", words);
      Files.write(increment, whole);
      byte[] snapshot = Files.readAllBytes(data().resolve("dump.rdb"));
      Files.write(data().resolve("dump.rdb"), Arrays.copyOf(snapshot, snapshot.length - 40));
      assertRefused("is cut off", words);
      Files.write(data().resolve("dump.rdb"), snapshot);
    }
    Files.delete(increment);
    assertRefused("appendonly.aof.1.incr.aof is missing", "--unseal");
  }

  @Test
  void aNodeThatUsesTheDataMustBeStoppedFirst() throws Exception {
    write("yes");
    try (var node = plain().config("appendonly", "yes").start()) {
      assertRefused("A node uses the data in " + data() + ": stop it first.", "--seal");
      node.call("SET", "log", "more");
    }
    String port = "" + NodeProcess.freePort();
    try (var node =
        NodeProcess.start(
            "--port", port, "--bind", "127.0.0.1", "--dir", data().toString(), "--save", "")) {
      node.linesUpTo("Ready to accept connections");
      assertRefused("A node uses the data in " + data() + ": stop it first.", "--seal");
      node.signal("KILL");
      node.exitStatus();
    }
    assertEquals(0, run("--seal"), "a lock goes with the process");
    assertEquals("more", get(plain().encrypted(key).config("appendonly", "yes"), "log"));
  }

  @Test
  void nodesOfOneProcessHoldTheDataTogetherUntilTheLastHasEnded() throws Exception {
    write("yes");
    String refusal = "A node uses the data in " + data() + ": stop it first. Nothing was changed.";
    try (var second = plain().start()) {
      plain().start().close();
      assertRefused(refusal, "--seal");
      String[] words = {
        "--seal", "--dir", data().toString(), "--hitrate-encryption-key-file", key.toString()
      };
      try (var other = NodeProcess.start(words)) {
        assertEquals(List.of(refusal), other.rest());
        assertEquals(1, other.exitStatus());
      }
      assertNotNull(second.call("PING"));
    }
    assertEquals(0, run("--seal"));
  }

  @Test
  void aNodeDoesNotStartWhileItsDataIsBeingSealed() throws Exception {
    write("yes");
    try (var sealing = Disk.system().hold(data(), true)) {
      assertNotNull(sealing);
      var refused = assertThrows(UncheckedIOException.class, () -> plain().start());
      assertTrue(("" + refused.getMessage()).contains("is being sealed"), "" + refused);
    }
    assertEquals("a secret", get(plain(), "k"));
  }

  @Test
  void mistakesAreToldInOneLine() throws Exception {
    assertRefused("There is no data in ", "--seal");
    assertRefused("--rekey wants the file for the new key behind it.", "--rekey");
    assertRefused("missing", "--rekey", folder.resolve("none.key").toString());
    assertEquals(1, run(List.of("--seal", "--dir", data().toString())));
    assertTrue(errors.toString(StandardCharsets.UTF_8).contains("--hitrate-encryption-key-file"));
  }

  @Test
  void aNewKeyIsForItsOwnerAloneAndTakesNobodysPlace() throws Exception {
    assertEquals(0600, Disk.system().mode(key));
    byte[] bytes = Files.readAllBytes(key);
    assertEquals(32, bytes.length);
    assertNotEquals(Arrays.toString(bytes), Arrays.toString(Files.readAllBytes(newKey)));
    assertEquals(1, run(List.of("--make-key", key.toString())));
    assertTrue(errors.toString(StandardCharsets.UTF_8).contains("is there already"));
    assertArrayEquals(bytes, Files.readAllBytes(key));
  }
}
