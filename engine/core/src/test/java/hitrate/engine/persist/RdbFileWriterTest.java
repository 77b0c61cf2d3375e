package hitrate.engine.persist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.keyspace.Entry;
import hitrate.engine.keyspace.EvictionPolicy;
import hitrate.engine.keyspace.Key;
import hitrate.engine.keyspace.Keyspace;
import hitrate.engine.keyspace.Kind;
import hitrate.engine.memory.Region;
import hitrate.engine.testing.RealPrograms;
import hitrate.engine.world.Disk;
import hitrate.engine.world.Entropy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RdbFileWriterTest {
  /// What redis-server 7.0.15 wrote for the keys of [#aFileIsTheRealServersByteForByte].
  private static final String REAL_FILE =
      "524544495330303130fa0972656469732d76657206372e302e3135fa0a72656469732d62697473c040fa05637469"
          + "6d65c21be6026bfa08757365642d6d656dc2e0170f00fa08616f662d62617365c000f5404523216c7561206e616d"
          + "653d6c6962310a72656469732e72656769737465725f66756e6374696f6e282266222c2066756e6374696f6e2829"
          + "2072657475726e203120656e6429fe00fb020100016101"
          + "62fc3971eb03a201000000016ec00cfe03fb01000001630164ffb9747a2c53ff23ad";

  @TempDir private Path folder;

  private final Keyspace keyspace = new Keyspace(4, Region.reserve(1L << 34), Entropy.seeded(1));

  @AfterEach
  void close() {
    keyspace.close();
  }

  private void put(int database, String key, int kind, String value, long expireAt) {
    byte[] bytes = value.getBytes(UTF_8);
    keyspace
        .database(database)
        .put(Key.of(Bytes.of(key), keyspace.hash()), kind, bytes, 0, bytes.length, expireAt);
  }

  private Path write(boolean checks) throws IOException {
    Path path = folder.resolve("dump.rdb");
    var out = new RdbWriter(true);
    var records = new RecordWriter(out);
    try (var file = Disk.system().create(path)) {
      var writer = new RdbFileWriter(file, checks, true);
      records.begin(keyspace, RecordWriter.facts("7.0.15", 1795352091, 989152, Map.of(), false));
      records.library(
          Bytes.of("#!lua name=lib1\nredis.register_function(\"f\", function() return 1 end)"));
      for (int i = 0; i < keyspace.databaseCount(); i++) {
        var database = keyspace.database(i);
        if (database.size() > 0) {
          records.database(i);
          records.sizes(database.size(), database.expiringKeys());
          var keys = new TreeMap<String, Long>();
          database.forEach(
              entry -> keys.put(new String(Entry.key(database.region(), entry), UTF_8), entry));
          for (long entry : keys.values()) {
            records.entry(keyspace, database, entry);
            writer.drain(out);
          }
        }
      }
      writer.end(out);
    }
    return path;
  }

  @Test
  void aFileIsTheRealServersByteForByte() throws Exception {
    put(0, "a", Kind.STRING_EMBEDDED, "b", Entry.NO_EXPIRY);
    put(0, "n", Kind.STRING_INT, "12", 1795362091321L);
    put(3, "c", Kind.STRING_EMBEDDED, "d", Entry.NO_EXPIRY);
    assertEquals(REAL_FILE, HexFormat.of().formatHex(Files.readAllBytes(write(true))));
  }

  @Test
  void withoutAChecksumThereAreZeros() throws Exception {
    byte[] bytes = Files.readAllBytes(write(false));
    assertEquals(
        "ff" + "00".repeat(8), HexFormat.of().formatHex(bytes, bytes.length - 9, bytes.length));
  }

  @Test
  void aLongFileIsWrittenInBlocksAndPassesTheRealCheck() throws Exception {
    for (int i = 0; i < 3_000; i++) {
      put(i % 3, "key " + i, Kind.STRING_RAW, "value ".repeat(i % 200), Entry.NO_EXPIRY);
    }
    put(1, "one value of many blocks", Kind.STRING_RAW, noise(3_000_000), Entry.NO_EXPIRY);
    check(write(true));
  }

  @Test
  void anEntrysUseIsWrittenAsThePolicyOfEvictionSeesIt() throws Exception {
    keyspace.setNow(1_795_352_091_000L);
    put(0, "k", Kind.STRING_EMBEDDED, "v", Entry.NO_EXPIRY);
    keyspace.setNow(1_795_352_191_000L);
    var policies =
        Map.of(
            EvictionPolicy.NOEVICTION, "00016b0176",
            EvictionPolicy.VOLATILE_TTL, "00016b0176",
            EvictionPolicy.ALLKEYS_LRU, "f8406400016b0176");
    policies.forEach((policy, bytes) -> {
      keyspace.eviction().policy(policy);
      assertEquals(bytes, entry(), policy.name());
    });
    keyspace.eviction().policy(EvictionPolicy.VOLATILE_LFU);
    put(0, "k", Kind.STRING_EMBEDDED, "v", Entry.NO_EXPIRY);
    assertTrue(entry().startsWith("f9"), "a byte of uses");
  }

  private String entry() {
    var out = new RdbWriter(true);
    var database = keyspace.database(0);
    long entry = database.find(Key.of(Bytes.of("k"), keyspace.hash()));
    new RecordWriter(out).entry(keyspace, database, entry);
    return HexFormat.of().formatHex(out.toArray());
  }

  private static String noise(int length) {
    var random = new SplittableRandom(5);
    var text = new StringBuilder();
    random.ints(length, 'a', 'z').forEach(c -> text.append((char) c));
    return text.toString();
  }

  private static void check(Path file) throws Exception {
    var run = RealPrograms.run("", "redis-check-rdb", file.toString());
    assertEquals(0, run.exitCode(), run.output());
    assertTrue(run.output().contains("RDB looks OK"), run.output());
  }
}
