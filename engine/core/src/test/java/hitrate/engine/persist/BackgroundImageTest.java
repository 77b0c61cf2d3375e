package hitrate.engine.persist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.Words;
import hitrate.engine.keyspace.KeyspaceDigest;
import hitrate.engine.keyspace.SnapshotWalk;
import hitrate.engine.session.BareNode;
import hitrate.engine.session.RandomCalls;
import hitrate.engine.world.SimDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// An image reaches its file whole or not at all. The node's thread and the other one are played in
/// turns, in an order that a seed repeats.
class BackgroundImageTest {
  private static final Instant START = Instant.ofEpochMilli(Loader.NOW);
  private static final Path FILE = Path.of("dump.rdb");
  private static final Path TEMPORARY = Path.of("temp.rdb");
  private static final List<String> LIMITS =
      List.of("hash-max-listpack-entries", "zset-max-listpack-entries", "list-max-listpack-size");

  private final BareNode node = new BareNode(START, 7);
  private final SnapshotWalk walk = node.keyspace().snapshots();
  private final SimDisk disk = new SimDisk();
  private final ArrayDeque<Runnable> nodeThread = new ArrayDeque<>();
  private final ArrayDeque<Runnable> background = new ArrayDeque<>();
  private final List<@Nullable IOException> ends = new ArrayList<>();
  private final Random random = new Random();

  @AfterEach
  void close() {
    node.close();
  }

  /// The disk is full after so many more deeds, and stays so.
  private static final class FullAfter implements SimDisk.Faults {
    private int left;

    FullAfter(int deeds) {
      left = deeds;
    }

    @Override
    public int write(Path file, int bytes) {
      return left-- > 0 ? bytes : bytes / 2;
    }

    @Override
    public void force(Path file) throws IOException {
      change(file);
    }

    @Override
    public void change(Path file) throws IOException {
      if (left-- <= 0) {
        throw reason();
      }
    }

    @Override
    public void delete(Path file) {}
  }

  private BackgroundImage begin() {
    var place =
        new BackgroundImage.Place(
            node.keyspace(),
            disk,
            nodeThread::add,
            background::add,
            () -> new KeyDelay(node.virtualClock(), 0));
    var form =
        new RdbForm(
            records ->
                records.begin(node.keyspace(), RecordWriter.facts("7.0.15", 1, 1, Map.of(), false)),
            true,
            output -> new RdbFileWriter(output, true, true));
    return new BackgroundImage(place, TEMPORARY, FILE, form, ends::add);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void theFileIsTheKeyspaceAtItsBeginningOrTheOneBefore(long seed) throws Exception {
    random.setSeed(seed);
    LIMITS.forEach(limit -> node.packing().set(limit, "3"));
    String before = "";
    for (int round = 0; round < 150; round++) {
      for (int i = random.nextInt(40); i >= 0; i--) {
        change();
      }
      String digest = KeyspaceDigest.of(node.keyspace());
      long now = node.keyspace().now();
      boolean breaks = random.nextInt(4) == 0;
      if (breaks) {
        disk.faults(new FullAfter(random.nextInt(8)));
      }
      ends.clear();
      BackgroundImage image = begin();
      boolean stops = random.nextInt(6) == 0;
      while (ends.isEmpty() && !stops) {
        turn();
        if (random.nextInt(40) == 0) {
          node.keyspace().clear();
        }
      }
      if (stops) {
        for (int i = random.nextInt(20); i > 0; i--) {
          turn();
        }
        image.cancel();
      }
      String what = "seed " + seed + ", round " + round;
      settle();
      boolean isNew = disk.exists(FILE) && digest.equals(digestOfFile(now));
      assertTrue(isNew || !ends.equals(nothingWrong()), what);
      assertEquals(0, image.waitingBytes(), what);
      assertEquals(0, disk.open(), what);
      assertFalse(disk.exists(TEMPORARY), what);
      if (isNew) {
        before = digestOfFile(0);
      } else if (disk.exists(FILE)) {
        assertEquals(before, digestOfFile(0), what);
      }
      assertTrue(breaks || stops || isNew, what);
      disk.faults(new SimDisk.Faults() {});
    }
  }

  private static List<@Nullable IOException> nothingWrong() {
    var nothing = new ArrayList<@Nullable IOException>();
    nothing.add(null);
    return nothing;
  }

  private String digestOfFile(long now) throws Exception {
    try (var loader = new Loader()) {
      loader.keyspace.setNow(now);
      loader.load(disk.content(FILE));
      return KeyspaceDigest.of(loader.keyspace);
    }
  }

  private void turn() {
    switch (random.nextInt(4)) {
      case 0 -> change();
      case 1 -> walk.step(() -> random.nextInt(4) > 0);
      case 2 -> runOne(background);
      default -> runOne(nodeThread);
    }
  }

  private void settle() {
    while (!background.isEmpty() || !nodeThread.isEmpty()) {
      runOne(background);
      runOne(nodeThread);
    }
  }

  private static void runOne(ArrayDeque<Runnable> tasks) {
    Runnable task = tasks.poll();
    if (task != null) {
      task.run();
    }
  }

  private void change() {
    node.call(random.nextInt(BareNode.DATABASES), RandomCalls.next(random));
    if (random.nextInt(9) == 0) {
      node.virtualClock().advance(Duration.ofMillis(random.nextInt(300)));
      node.keyspace().setNow(node.virtualClock().millis());
      node.keyspace().sweepExpired(() -> true);
    }
  }

  @Test
  void theWalkRestsWhileTheDiskIsSlowAndChangesDoNot() throws Exception {
    byte[] noise = new byte[2000];
    for (int i = 0; i < 4_000; i++) {
      random.nextBytes(noise);
      node.call(0, List.of(Bytes.of("SET"), Bytes.of("key" + i), Bytes.copyOf(noise)));
    }
    String digest = KeyspaceDigest.of(node.keyspace());
    BackgroundImage image = begin();
    assertFalse(walk.step(() -> true));
    assertFalse(walk.step(() -> true), "the walk rests");
    long resting = image.waitingBytes();
    assertTrue(resting < 3 << 20, "little is on the way");
    for (int i = 0; i < 2_000; i++) {
      node.call(0, Words.split("SET key" + i + " changed"));
    }
    assertTrue(image.waitingBytes() > resting, "what changes is on the way all the same");
    assertTrue(image.peakBytes() < 8 << 20, "and counted");
    while (!background.isEmpty() && nodeThread.isEmpty()) {
      runOne(background);
    }
    assertNotNull(nodeThread.peek(), "the node's thread is woken when there is room");
    assertFalse(walk.step(() -> true));
    while (ends.isEmpty()) {
      settle();
      walk.step(() -> true);
    }
    assertEquals(nothingWrong(), ends);
    assertEquals(digest, digestOfFile(Loader.NOW));
  }

  @Test
  void largeValuesGoInManyBlocksAndAreCompressedOnTheOtherSide() throws Exception {
    var words = new ArrayList<>(Words.split("HSET hash"));
    for (int i = 0; i < 20_000; i++) {
      words.add(Bytes.of("field" + i));
      words.add(Bytes.of("value ".repeat(i % 30)));
    }
    node.call(0, words);
    node.call(1, Words.split("SET long " + "abc".repeat(200_000)));
    String digest = KeyspaceDigest.of(node.keyspace());
    begin();
    while (ends.isEmpty()) {
      walk.step(() -> true);
      settle();
    }
    assertEquals(nothingWrong(), ends);
    assertEquals(digest, digestOfFile(Loader.NOW));
    assertTrue(disk.content(FILE).length < 700_000, "compressed: " + disk.content(FILE).length);
  }
}
