package hitrate.engine.differential;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import hitrate.engine.persist.FileBytes;
import hitrate.engine.resp.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/// Files as older versions of the real server wrote them, put together byte by byte: ours reads
/// them as redis-server 7.0 does.
@TestInstance(Lifecycle.PER_CLASS)
class OldFilesTest extends OneFolder {
  private static final Reply OK = new Reply.Simple("OK");

  /// A ziplist of `one`, 13, 300, -70000, 2^40 and a string of 70 bytes.
  private static final String ZIPLIST =
      ziplist(
          "03" + hex("one"),
          "fe0d",
          "c02c01",
          "f090eefe",
          "e00000000000010000",
          "4046" + hex("x".repeat(70)));

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(ISO_8859_1));
  }

  /// A ziplist of elements given without the length of the one before.
  private static String ziplist(String... elements) {
    var body = new StringBuilder();
    String lengthBefore = "00";
    int last = 10;
    for (String element : elements) {
      last = 10 + body.length() / 2;
      body.append(lengthBefore).append(element);
      int length = 10 + body.length() / 2 - last;
      lengthBefore = length < 254 ? "%02x".formatted(length) : "fe" + little(length, 4);
    }
    int total = 10 + body.length() / 2 + 1;
    return little(total, 4) + little(last, 4) + little(elements.length, 2) + body + "ff";
  }

  private static String little(int value, int bytes) {
    var text = new StringBuilder();
    for (int i = 0; i < bytes; i++) {
      text.append("%02x".formatted(value >>> 8 * i & 0xff));
    }
    return text.toString();
  }

  /// A string with its length in front.
  private static String string(String hex) {
    String plain = hex.replace(" ", "");
    int length = plain.length() / 2;
    String prefix =
        length < 64
            ? "%02x".formatted(length)
            : length < 0x4000 ? "%04x".formatted(0x4000 | length) : "80%08x".formatted(length);
    return prefix + plain;
  }

  /// A piece of a stream with its id: one entry 1-1 with the field `f`.
  private static String piece() {
    String elements = "0101 0001 0101 8166 02 0001 0201 0001 0001 8176 02 0401";
    String pack = elements.replace(" ", "") + "ff";
    String listpack = little(6 + pack.length() / 2, 4) + little(10, 2) + pack;
    return "10" + "00000000000000010000000000000001" + string(listpack);
  }

  /// A group of the first form with one consumer, for whom the entry is pending.
  private static String group() {
    return group("", "");
  }

  /// A group with what later forms tell, too: how many entries it has read, and when its consumer
  /// got one last.
  private static String group(String entriesRead, String activeAt) {
    String id = "00000000000000010000000000000001";
    String pending = "01" + id + "e803000000000000" + "03";
    String consumer = "0163" + "d007000000000000" + activeAt + "01" + id;
    return "0167" + "0101" + entriesRead + pending + "01" + consumer;
  }

  private void same(FileBytes file, int keys) throws IOException {
    same(file, file, keys);
  }

  /// Ours makes of one file what the real server makes of another.
  private void same(FileBytes forReal, FileBytes forOurs, int keys) throws IOException {
    Files.write(folder.resolve("dump.rdb"), forReal.end());
    assertEquals(OK, real.call("DEBUG", "RELOAD", "NOSAVE"));
    Files.write(folder.resolve("dump.rdb"), forOurs.end());
    assertEquals(OK, ours.call("DEBUG", "RELOAD", "NOSAVE"));
    assertEquals(new Reply.Int(keys), real.call("DBSIZE"));
    assertEquals(real.call("DEBUG", "DIGEST"), ours.call("DEBUG", "DIGEST"));
    for (Reply key : ((Reply.Array) real.call("KEYS", "*")).items()) {
      String name = ((Reply.Bulk) key).value().toString();
      assertNotEquals(new Reply.Simple("none"), ours.call("TYPE", name), name);
      for (List<String> call :
          List.of(
              List.of("OBJECT", "ENCODING", name),
              List.of("TYPE", name),
              List.of("XINFO", "STREAM", name, "FULL"),
              List.of("PEXPIRETIME", name))) {
        String[] words = call.toArray(String[]::new);
        assertEquals(real.call(words), ours.call(words), call.toString());
      }
    }
  }

  @Test
  void theFirstVersionsHadPlainFormsAndNoChecksum() throws IOException {
    for (int version = 1; version <= 4; version++) {
      same(
          new FileBytes(version)
              .database(0)
              .key("s", 0, "0161")
              .key("i8", 0, "c0ff")
              .key("i16", 0, "c1e803")
              .key("i32", 0, "c2a0860100")
              .key("lzf", 0, "c30c 2c 03 61626361 e01c02 02 636162")
              .hex("fd ffffff7f")
              .key("l", 1, "03 0161 c005 0162")
              .key("set", 2, "02 0161 0162")
              .key("ints", 2, "02 c005 c006")
              .key("z", 3, "04 0161 03312e35 0162 fe 0163 ff 0164 02 2d31")
              .key("h", 4, "02 0166 0176 0167 c007"),
          10);
    }
  }

  @Test
  void thenCameMapsAndListsInOnePiece() throws IOException {
    String pairs = ziplist("01" + hex("f"), "01" + hex("v"), "01" + hex("g"), "f8");
    String scores = ziplist("01" + hex("a"), "f2", "01" + hex("b"), "03" + hex("2.5"));
    for (int version = 5; version <= 6; version++) {
      same(
          new FileBytes(version)
              .database(0)
              .hex("fc 00f0ffff00000000")
              .hex("fc ffffffff00000070")
              .key(
                  "zipmap",
                  9,
                  string("02" + "0166" + "0200" + "7676" + "0167" + "0103" + "3d000000" + "ff"))
              .key("ziplist", 10, string(ZIPLIST))
              .key("intset16", 11, string("02000000 02000000 0100 0500"))
              .key("intset32", 11, string("04000000 02000000 01000000 70110100"))
              .key("intset64", 11, string("08000000 01000000 0000000000010000"))
              .key("zset", 12, string(scores))
              .key("hash", 13, string(pairs)),
          7);
    }
  }

  @Test
  void lengthsAreWrittenInAsManyBytesAsTheyNeed() throws IOException {
    String elements =
        ziplist(
            "412c" + hex("y".repeat(300)),
            "d070110100",
            "8000004e20" + hex("z".repeat(20_000)),
            "03" + hex("end"));
    String map = "01" + "0166" + "fe2c01000000" + hex("v".repeat(300)) + "ff";
    same(
        new FileBytes(6)
            .database(0)
            .hex("00 80 00000003" + hex("k32") + "0161")
            .hex("00 81 0000000000000003" + hex("k64") + "0161")
            .key("ziplist", 10, string(elements))
            .key("zipmap", 9, string(map)),
        4);
  }

  @Test
  void thenCameListsInSeveralPieces() throws IOException {
    for (int version = 7; version <= 8; version++) {
      same(
          new FileBytes(version)
              .octets(250)
              .string("redis-ver")
              .string("3.2.0")
              .database(0)
              .octets(251, 4, 1)
              .key("quicklist", 14, "02" + string(ZIPLIST) + string(ziplist("f3")))
              .key("emptyPieces", 14, "02" + string(ziplist()) + string(ziplist("f3")))
              .key("none", 14, "01" + string(ziplist()))
              .key("z", 5, "02 0161 000000000000f83f 0162 000000000000f07f"),
          3);
    }
  }

  @Test
  void thenCameStreamsAndUses() throws IOException {
    String first = "01" + piece() + "01" + "01" + "01";
    String group = group();
    same(
        new FileBytes(9)
            .database(0)
            .hex("f9 20")
            .key("used", 0, "0161")
            .hex("f8 4100")
            .key("idle", 0, "0161")
            .key("stream", 15, first + "00")
            .key("grouped", 15, first + "01" + group),
        4);
    same(
        new FileBytes(10)
            .database(0)
            .key("stream", 19, first + "0101" + "0000" + "01" + "00")
            .key("grouped", 19, first + "0101" + "0000" + "01" + "01" + group("01", ""))
            .key("hash", 16, string("0d000000 0200 8166 02 8176 02 ff"))
            .key("zset", 17, string("0c000000 0200 8161 02 0101 ff"))
            .key(
                "list",
                18,
                "02" + "01" + string(hex("plain")) + "02" + string("0a000000 0100 8161 02 ff")),
        5);
  }

  /// The types of version 11, which redis-server 7.0 cannot read: what they hold is shown to it in
  /// earlier ones.
  @Test
  void lastCameSetsInOnePieceAndMoreAboutConsumers() throws IOException {
    String stream = "01" + piece() + "01" + "01" + "01" + "0101" + "0000" + "01" + "01";
    same(
        new FileBytes(10)
            .database(0)
            .key("set", 2, "02 0161 c02a")
            .key("grouped", 19, stream + group("01", "")),
        new FileBytes(11)
            .database(0)
            .key("set", 20, string("0c000000 0200 8161 02 2a01 ff"))
            .key("grouped", 21, stream + group("01", "d107000000000000")),
        2);
  }

  /// Type and value in the forms that older servers wrote.
  static List<String> oldForms() {
    String pairs = ziplist("01" + hex("f"), "01" + hex("v"), "01" + hex("g"), "f8");
    String scores = ziplist("01" + hex("a"), "f2", "01" + hex("b"), "03" + hex("2.5"));
    String stream = "01" + piece() + "01" + "01" + "01";
    String map = "02" + "0166" + "0200" + "7676" + "0167" + "0103" + "3d000000" + "ff";
    return List.of(
        "09" + string(map),
        "0a" + string(ZIPLIST),
        "0c" + string(scores),
        "0d" + string(pairs),
        "0e02" + string(ZIPLIST) + string(ziplist("f3")),
        "0e01" + string(ziplist()),
        "0f" + stream + "00",
        "0f" + stream + "01" + group(),
        "13" + stream + "0101" + "0000" + "01" + "00",
        "1202" + "01" + string(hex("plain")) + "02" + string("0a000000 0100 8161 02 ff"),
        "14" + string("0a000000 0100 8161 02 ff"));
  }

  @Test
  void payloadsOfOldFormsAreRestoredAlike() {
    for (String body : oldForms()) {
      var words = new ArrayList<>(Side.words("RESTORE", "k", "0"));
      words.add(PayloadsTest.withFooter(HexFormat.of().parseHex(body.replace(" ", "")), 6));
      real.call("FLUSHALL");
      ours.call("FLUSHALL");
      assertEquals(real.call(words), ours.call(words), body);
      assertEquals(real.call("DEBUG", "DIGEST"), ours.call("DEBUG", "DIGEST"), body);
      assertEquals(real.call("OBJECT", "ENCODING", "k"), ours.call("OBJECT", "ENCODING", "k"));
      assertEquals(real.call("DUMP", "k"), ours.call("DUMP", "k"), body);
    }
  }
}
