package hitrate.engine.persist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.Words;
import hitrate.engine.keyspace.KeyspaceDigest;
import hitrate.engine.resp.Reply;
import hitrate.engine.resp.ReplyReader;
import hitrate.engine.session.BareNode;
import hitrate.engine.testing.Choices;
import hitrate.engine.world.SimDisk;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Values that are written for long are in the image as they were at its beginning, though commands
/// change them while another thread writes.
class LongValuesInImageTest {
  private static final Path FILE = Path.of("image");
  private static final Instant START = Instant.ofEpochMilli(Loader.NOW);
  private static final int ELEMENTS = 12_000;

  private final BareNode node = new BareNode(START, 7);
  private final SimDisk disk = new SimDisk();

  @AfterEach
  void close() {
    node.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void asASnapshot(long seed) throws Exception {
    var form =
        new RdbForm(
            records ->
                records.begin(node.keyspace(), RecordWriter.facts("7.0.15", 1, 1, Map.of(), false)),
            true,
            output -> new RdbFileWriter(output, true, true));
    String digest = write(form, Choices.seeded(seed));
    try (var loader = new Loader()) {
      loader.load(disk.content(FILE));
      assertEquals(digest, KeyspaceDigest.of(loader.keyspace));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void asCommands(long seed) throws Exception {
    String digest = write(new CommandsForm(buffer -> {}), Choices.seeded(seed));
    try (var other = new BareNode(START, 8)) {
      for (List<Bytes> words : commands(disk.content(FILE))) {
        if (!words.getFirst().equals(Bytes.of("SELECT"))) {
          other.call(0, words);
        }
      }
      assertEquals(digest, KeyspaceDigest.of(other.keyspace()));
    }
  }

  private static List<List<Bytes>> commands(byte[] file) throws IOException {
    var commands = new ArrayList<List<Bytes>>();
    var reader = new ReplyReader(new ByteArrayInputStream(file));
    for (int at = 0; at < file.length; ) {
      byte[] raw = reader.readRaw();
      commands.add(words(ReplyReader.parse(raw)));
      at += raw.length;
    }
    return commands;
  }

  private static List<Bytes> words(Reply command) {
    return ((Reply.Array) command)
        .items().stream().map(word -> ((Reply.Bulk) word).value()).toList();
  }

  /// Writes an image of long values while they are changed; answers their digest at its beginning.
  private String write(ImageForm form, Choices random) throws Exception {
    for (int i = 0; i < ELEMENTS; i++) {
      add(random, i);
    }
    node.call(0, Words.split("XGROUP CREATE stream group 0"));
    node.call(0, Words.split("XREADGROUP GROUP group one COUNT 5000 STREAMS stream >"));
    node.call(0, Words.split("XREADGROUP GROUP group other COUNT 4000 STREAMS stream >"));
    node.call(0, Words.split("EXPIRE hash 1000"));
    String digest = KeyspaceDigest.of(node.keyspace());
    var nodeThread = new LinkedBlockingQueue<Runnable>();
    var ends = new ArrayList<@Nullable IOException>();
    try (var background = Executors.newSingleThreadExecutor()) {
      var place =
          new BackgroundImage.Place(
              node.keyspace(),
              disk,
              nodeThread::add,
              background,
              () -> new KeyDelay(node.virtualClock(), 0));
      new BackgroundImage(place, Path.of("temporary"), FILE, form, ends::add);
      for (int i = 0; ends.isEmpty(); i++) {
        if (i < 3 * ELEMENTS) {
          change(random, random.below(ELEMENTS + i / 3));
        }
        boolean isLate = i >= 3 * ELEMENTS;
        if (isLate || i % 1_000 == 999) {
          node.keyspace().snapshots().step(() -> isLate || random.percent(50));
        }
        Runnable task = isLate ? nodeThread.take() : nodeThread.poll();
        if (task != null) {
          task.run();
        }
      }
    }
    assertEquals(1, ends.size());
    assertEquals(null, ends.getFirst());
    return digest;
  }

  private void add(Choices random, int i) {
    String noise = "x".repeat(random.below(30));
    call("HSET", "hash", "field" + i, noise);
    if (i % 3 == 0) {
      call("HPEXPIRE", "hash", "" + (60_000 + i % 500), "FIELDS", "1", "field" + i);
    }
    call("SADD", "set", "member" + i + noise);
    call("ZADD", "zset", Integer.toString(random.below(1_000)), "member" + i);
    call(i % 2 == 0 ? "RPUSH" : "LPUSH", "list", "element" + i + noise);
    call("XADD", "stream", idOf(i), "field", noise + i);
  }

  private void change(Choices random, int i) {
    String noise = "y".repeat(random.below(30));
    switch (random.below(12)) {
      case 0 -> call("HSET", "hash", "field" + i, noise);
      case 1 -> call("HPEXPIRE", "hash", "" + random.below(9_000), "FIELDS", "1", "field" + i);
      case 2 -> call("HDEL", "hash", "field" + i);
      case 3 -> call("SADD", "set", "other" + i);
      case 4 -> call("SREM", "set", "member" + i, "member" + i + "x".repeat(random.below(30)));
      case 5 -> call("ZADD", "zset", Integer.toString(random.below(1_000)), "member" + i);
      case 6 -> call("ZREM", "zset", "member" + i);
      case 7 -> call("LSET", "list", Integer.toString(random.below(1_000)), noise);
      case 8 -> call("XADD", "stream", "*", "field", noise);
      case 9 ->
          call("XREADGROUP", "GROUP", "group", "other", "COUNT", "1", "STREAMS", "stream", ">");
      case 10 ->
          call("XCLAIM", "stream", "group", random.percent(99) ? "one" : "new", "0", idOf(i));
      default -> {
        call("XDEL", "stream", idOf(random.below(ELEMENTS)));
        call("XACK", "stream", "group", idOf(i));
        call("LPOP", "list");
      }
    }
  }

  private static String idOf(int i) {
    return "%d-1".formatted(1_000 + i);
  }

  private void call(String... words) {
    node.call(0, List.of(words).stream().map(Bytes::of).toList());
  }
}
