package hitrate.engine.persist;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hitrate.engine.bytes.Crc64;
import hitrate.engine.testing.Choices;
import hitrate.engine.world.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class ReadAheadTest {
  private static final int SMALL = 64 << 10;

  private final Choices random = Choices.seeded(3);
  private final byte[] bytes = random.bytes(700_001);

  /// A file that gives a few bytes at a time, and fails at one of them.
  private record Bytes(ByteBuffer bytes, int failsAt) implements Disk.Input {
    @Override
    public int read(ByteBuffer into) throws IOException {
      if (bytes.position() >= failsAt) {
        throw new IOException("worn out");
      }
      int count = Math.min(Math.min(into.remaining(), 50_000), bytes.remaining());
      into.put(bytes.slice(bytes.position(), count));
      bytes.position(bytes.position() + count);
      return count == 0 ? -1 : count;
    }

    @Override
    public long size() {
      return bytes.capacity();
    }

    @Override
    public void close() {}
  }

  @Test
  void itGivesTheFileAndItsSumsWhoeverReadsIt() throws Exception {
    check(Runnable::run);
    check(new ArrayDeque<Runnable>()::add); // comes too late, if ever
    try (var thread = Executors.newSingleThreadExecutor()) {
      check(thread);
    }
  }

  private void check(Executor lane) throws IOException {
    var file = new ReadAhead(new Bytes(ByteBuffer.wrap(bytes), Integer.MAX_VALUE), lane);
    assertEquals(bytes.length, file.size());
    byte[] read = new byte[bytes.length];
    int at = 0;
    assertEquals(0, file.checksum(0));
    while (at < read.length) {
      int count = file.read(read, at, 1 + random.below(SMALL));
      at += count;
      int behind = Math.max(at - random.below(SMALL), 0);
      assertEquals(Crc64.update(0, bytes, 0, behind), file.checksum(behind), "up to " + behind);
    }
    assertEquals(-1, file.read(read, 0, 1));
    assertArrayEquals(bytes, read);
    file.end();
  }

  @Test
  void aFailureIsOneOnceItsBlockIsWanted() throws Exception {
    var file = new ReadAhead(new Bytes(ByteBuffer.wrap(bytes), 300_000), Runnable::run);
    byte[] read = new byte[bytes.length];
    int good = 0;
    while (good < 2 << 17) {
      good += file.read(read, good, SMALL);
    }
    var failure = assertThrows(IOException.class, () -> file.read(read, 0, 1));
    assertEquals("worn out", failure.getMessage());
    file.end();
  }
}
