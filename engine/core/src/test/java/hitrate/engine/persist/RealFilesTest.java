package hitrate.engine.persist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import hitrate.engine.client.RespClient;
import hitrate.engine.resp.Reply;
import hitrate.engine.testing.RedisProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Files that a real server has saved.
@TestInstance(Lifecycle.PER_CLASS)
class RealFilesTest {
  private static final long SEED = 20261122;

  private RedisProcess server;
  private RespClient client;
  private Path file;

  @BeforeAll
  void start() throws IOException {
    server = RedisProcess.start("--enable-debug-command", "yes");
    client = RespClient.connect("127.0.0.1", server.port());
    Reply.Array dir = (Reply.Array) client.call("CONFIG", "GET", "dir");
    file = Path.of(((Reply.Bulk) dir.items().get(1)).value().toString(), "dump.rdb");
  }

  @AfterAll
  void stop() {
    client.close();
    server.close();
  }

  private byte[] save(String compresses) throws IOException {
    client.call("FLUSHALL");
    Keys.fill(client);
    client.call("CONFIG", "SET", "rdbcompression", compresses);
    assertEquals(new Reply.Simple("OK"), client.call("SAVE"));
    return Files.readAllBytes(file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "no"})
  void allTypesAndFormsAreRead(String compresses) throws Exception {
    byte[] bytes = save(compresses);
    for (ValueReader.Check check : ValueReader.Check.values()) {
      try (var loader = new Loader()) {
        loader.check = check;
        loader.load(bytes);
        assertEquals(client.call("DEBUG", "DIGEST"), new Reply.Simple(loader.digest()));
      }
    }
  }

  @Test
  void aFileCutShortAnywhereIsRefused() throws Exception {
    byte[] bytes = save("yes");
    for (int length = 0; length < bytes.length; length += 1 + length / 1000) {
      try (var loader = new Loader()) {
        assertFalse(loads(loader, Arrays.copyOf(bytes, length)), "cut at " + length);
      }
    }
  }

  @Test
  void aDamagedFileIsRefused() throws Exception {
    byte[] bytes = save("no");
    var random = new SplittableRandom(SEED);
    for (int step = 0; step < 900; step++) {
      byte[] damaged = bytes.clone();
      int at = 9 + random.nextInt(step < 600 ? 8_000 : bytes.length - 9);
      damaged[at] ^= (byte) (1 << random.nextInt(8));
      try (var loader = new Loader()) {
        assertFalse(loads(loader, damaged), "byte " + at);
      }
    }
  }

  private static boolean loads(Loader loader, byte[] bytes) throws IOException {
    try {
      loader.load(bytes);
      return true;
    } catch (LoadError refused) {
      return false;
    }
  }
}
