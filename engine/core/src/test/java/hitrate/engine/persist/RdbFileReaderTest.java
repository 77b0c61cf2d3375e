package hitrate.engine.persist;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.keyspace.Entry;
import hitrate.engine.keyspace.EvictionPolicy;
import hitrate.engine.keyspace.Key;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RdbFileReaderTest {
  private final Loader loader = new Loader();

  @AfterEach
  void close() {
    loader.close();
  }

  private long entry(int database, String key) {
    return loader.keyspace.database(database).find(Key.of(Bytes.of(key), loader.keyspace.hash()));
  }

  private LoadError refused(byte[] bytes) {
    return assertThrows(LoadError.class, () -> loader.load(bytes));
  }

  @Test
  void keysOfSeveralDatabasesComeWithWhatBelongsToThem() throws Exception {
    byte[] file =
        new FileBytes(10)
            .octets(250)
            .string("redis-ver")
            .string("7.0.15")
            .octets(245)
            .string("#!lua name=x")
            .database(0)
            .octets(251, 3, 1)
            .key("a", 0, "0162")
            .hex("fc ffffff0000000070")
            .key("b", 0, "c00c")
            .hex("fd ffffff7f")
            .key("c", 0, "c1e803")
            .database(3)
            .hex("f8 0a")
            .key("d", 0, "0178")
            .end();
    loader.keyspace.eviction().policy(EvictionPolicy.ALLKEYS_LRU);
    RdbFileReader reader = loader.load(file);
    assertEquals(4, reader.loaded());
    assertEquals(List.of(Bytes.of("#!lua name=x")), loader.libraries);
    assertEquals("Loading RDB produced by version 7.0.15", loader.logged.getFirst());
    assertEquals("Done loading RDB, keys loaded: 4, keys expired: 0.", loader.logged.getLast());
    var region = loader.keyspace.region();
    assertEquals(0x7000000000ffffffL, Entry.expireAt(region, entry(0, "b")));
    assertEquals(0x7fffffffL * 1000, Entry.expireAt(region, entry(0, "c")));
    assertEquals(10, loader.keyspace.marks().idleSeconds(Entry.mark(region, entry(3, "d"))));
    assertEquals(file.length, reader.position());
  }

  @Test
  void keysWhoseTimeIsOverAreLeftOutAndCounted() throws Exception {
    byte[] file =
        new FileBytes(9)
            .hex("fc 0100000000000000")
            .key("a", 0, "0162")
            .hex("fd 01000000")
            .key("l", 1, "010162")
            .key("kept", 0, "0162")
            .end();
    RdbFileReader reader = loader.load(file);
    assertEquals(2, reader.expired());
    assertEquals(1, reader.loaded());
    assertEquals(1, loader.keyspace.size());
  }

  @Test
  void emptyValuesAreLeftOut() throws Exception {
    loader.load(new FileBytes(10).key("a", 1, "00").key("h", 4, "00").key("k", 0, "0176").end());
    assertEquals(
        List.of(
            "rdbLoadObject skipping empty key: a",
            "rdbLoadObject skipping empty key: h",
            "Done loading RDB, keys loaded: 1, keys expired: 0, empty keys skipped: 2."),
        loader.logged);
  }

  @Test
  void aFileMustBeginAsOne() {
    String last = "Fatal error loading the DB: Invalid argument. Exiting.";
    byte[] other = "RODIS0010\377".getBytes(ISO_8859_1);
    assertEquals(
        List.of("Wrong signature trying to load DB from file", last), refused(other).lines());
    assertEquals(
        List.of("Can't handle RDB format version 13", last),
        refused(new FileBytes(13).end()).lines());
    assertEquals(
        List.of("Can't handle RDB format version 0", last),
        refused(new FileBytes(0).end()).lines());
  }

  /// The last eight bytes of a file.
  private static long checksum(byte[] file) {
    return ByteBuffer.wrap(file, file.length - Long.BYTES, Long.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .getLong();
  }

  @Test
  void whatIsWrongIsSaidWithItsPlace() {
    byte[] whole = new FileBytes(10).key("a", 0, "0162").end();
    assertEquals(
        List.of(
            "Short read or OOM loading DB. Unrecoverable error, aborting now.",
            "Internal error in RDB reading offset 13 -> Unexpected EOF reading RDB file"),
        refused(Arrays.copyOf(whole, 13)).lines());
    String sum = "%x".formatted(checksum(whole));
    whole[whole.length - 1] ^= 1;
    String told = "%x".formatted(checksum(whole));
    List<String> lines = refused(whole).lines();
    assertEquals(
        "Wrong RDB checksum expected: (" + sum + ") but got (" + told + "). Aborting now.",
        lines.getFirst());
    assertEquals("Internal error in RDB reading offset 23 -> RDB CRC error", lines.getLast());
    assertEquals(
        "Internal error in RDB reading offset 10 -> Unknown RDB encoding type 99",
        refused(new FileBytes(10).key("a", 99, "").end()).lines().getFirst());
    assertEquals(
        "Internal error in RDB reading offset 11 -> Unknown length encoding 2 in rdbLoadLen()",
        refused(new FileBytes(10).octets(254, 0xa4).end()).lines().getFirst());
    assertEquals(
        "FATAL: Data file was created with a Redis server configured to handle more than 16"
            + " databases. Exiting",
        refused(new FileBytes(10).database(16).end()).getMessage());
    assertEquals(
        "RDB has duplicated key 'a' in DB 0",
        refused(new FileBytes(10).key("a", 0, "0162").key("a", 0, "0163").end())
            .lines()
            .getFirst());
  }

  @Test
  void aKeyThatIsThereAlreadyGivesWayWhereThatIsAskedFor() throws Exception {
    loader.replaces = true;
    loader.load(new FileBytes(10).key("a", 0, "0162").key("a", 1, "010163").end());
    assertEquals(1, loader.keyspace.size());
  }

  @Test
  void whatAModuleLeftIsRefused() {
    assertEquals(
        "The RDB file contains AUX module data I can't load: no matching module 'AgICAgICA'",
        refused(new FileBytes(10).hex("f7 81 0202020202020202").end()).getMessage());
    assertEquals(
        "Internal error in RDB reading offset 21 -> The RDB file contains module data I can't"
            + " load: no matching module type 'AgICAgICA'",
        refused(new FileBytes(10).key("a", 7, "81 0202020202020202").end()).lines().getFirst());
    assertTrue(
        refused(new FileBytes(10).octets(246).string("a").end())
            .lines()
            .getFirst()
            .endsWith("Pre-release function format not supported"));
  }

  @Test
  void theLastTypesComeOnlyWithTheLastVersion() throws Exception {
    String set = "0a0a00000001008161 02ff";
    assertTrue(
        refused(new FileBytes(10).key("s", 20, set).end()).lines().getFirst().endsWith("20"));
    loader.load(new FileBytes(11).key("s", 20, set).end());
    assertEquals(1, loader.keyspace.size());
  }

  @Test
  void anAnnouncementOfKeysThatNoFileCouldHoldTakesNoMemory() throws Exception {
    loader.load(new FileBytes(10).hex("fb 81 7fffffffffffffff 00").end());
    assertTrue(loader.keyspace.usedBytes() < 100_000);
  }

  @Test
  void aCountThatNoFileCouldHoldTakesNoMemory() {
    for (int type : new int[] {1, 2, 3, 4, 5, 14, 15, 18, 19}) {
      refused(new FileBytes(10).key("a", type, "80 7fffffff 01").end());
      refused(new FileBytes(10).key("a", type, "81 7fffffffffffffff 01").end());
    }
    refused(new FileBytes(10).key("a", 0, "c3 01 80 1fffffff 00").end());
    refused(new FileBytes(10).key("a", 0, "80 7fffffff").end());
  }
}
