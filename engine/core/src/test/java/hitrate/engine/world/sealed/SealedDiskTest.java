package hitrate.engine.world.sealed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.testing.Choices;
import hitrate.engine.world.Disk;
import hitrate.engine.world.SimDisk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is sealed comes back, and what was altered, cut or put together from others does not.
class SealedDiskTest {
  private static final Path KEY = Path.of("/keys/node.key");
  private static final Path FILE = Path.of("/sim/file");
  private static final Path OTHER = Path.of("/sim/other");

  private final Choices choices = Choices.seeded(7);
  private final SimDisk raw = new SimDisk();
  private Disk disk = raw;

  @BeforeEach
  void seal() throws IOException {
    raw.put(KEY, choices.bytes(32));
    raw.makeFolder(Path.of("/sim"));
    disk = SealedDisk.over(raw, KEY);
  }

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void create(Disk disk, Path file, byte[]... writes) throws IOException {
    try (var out = disk.create(file)) {
      for (byte[] bytes : writes) {
        out.write(ByteBuffer.wrap(bytes));
      }
      out.finish();
    }
  }

  private void extend(Path file, String... writes) throws IOException {
    try (var out = disk.extend(file)) {
      for (String write : writes) {
        out.write(text(write));
      }
      out.force();
    }
  }

  /// What a file has, followed by a mark when its end is torn.
  private static byte[] read(Disk disk, Path file) throws IOException {
    var found = new ByteArrayOutputStream();
    var piece = ByteBuffer.allocate(1000);
    try (var in = disk.open(file)) {
      while (in.read(piece) >= 0) {
        found.write(piece.array(), 0, piece.position());
        piece.clear();
      }
      if (in.isCutOff()) {
        found.writeBytes("|torn".getBytes(StandardCharsets.UTF_8));
      } else {
        assertEquals(found.size(), in.size());
      }
    }
    return found.toByteArray();
  }

  private String read(Path file) throws IOException {
    return new String(read(disk, file), StandardCharsets.UTF_8);
  }

  private String refusal(byte[] content) {
    raw.put(OTHER, content);
    return String.valueOf(assertThrows(UnsealingError.class, () -> read(disk, OTHER)).getMessage());
  }

  @Test
  void whatIsWrittenIsReadAndNothingOfItIsInTheFile() throws IOException {
    for (int size : new int[] {0, 1, 65_535, 65_536, 65_537, 300_000}) {
      byte[] bytes = choices.bytes(size);
      create(disk, FILE, bytes, new byte[0], bytes);
      byte[] both = Arrays.copyOf(bytes, 2 * size);
      System.arraycopy(bytes, 0, both, size, size);
      assertArrayEquals(both, read(disk, FILE), size + " bytes");
    }
    create(disk, FILE, "a secret that shows".getBytes(StandardCharsets.UTF_8));
    assertFalse(new String(raw.content(FILE), StandardCharsets.ISO_8859_1).contains("secret"));
  }

  @Test
  void theRealDiskIsSealedTheSameWay(@TempDir Path folder) throws IOException {
    Path key = folder.resolve("node.key");
    Files.write(key, choices.bytes(32));
    Disk.system().permit(key, 0600);
    disk = SealedDisk.over(Disk.system(), key);
    Path file = folder.resolve("file");
    byte[] bytes = choices.bytes(200_000);
    create(disk, file, bytes);
    assertArrayEquals(bytes, read(disk, file));
    Path growing = folder.resolve("growing");
    extend(growing, "one ", "two ");
    extend(growing, "three");
    disk.truncate(growing, 6);
    extend(growing, "!");
    assertEquals("one tw!", read(growing));
    try (var out = Disk.system().extend(growing)) {
      out.write(text("torn"));
    }
    assertEquals("one tw!|torn", read(growing));
    disk.truncate(growing, 7);
    assertEquals("one tw!", read(growing));
  }

  @Test
  void everyAlteredByteIsRefused() throws IOException {
    create(disk, FILE, "one".getBytes(StandardCharsets.UTF_8), new byte[] {2});
    everyAlteredByteIsRefused(raw.content(FILE));
    Path growing = Path.of("/sim/growing");
    extend(growing, "one", "two");
    everyAlteredByteIsRefused(raw.content(growing));
  }

  private void everyAlteredByteIsRefused(byte[] content) {
    for (int at = 0; at < content.length; at++) {
      for (int bit : new int[] {0x01, 0x80}) {
        byte[] altered = content.clone();
        altered[at] ^= (byte) bit;
        String why = refusal(altered);
        String where = at < FileHeader.LENGTH ? "/sim/other" : "record ";
        assertTrue(why.contains(where), "byte " + at + ": " + why);
      }
    }
  }

  @Test
  void aCompleteFileIsRefusedWhereverItIsCut() throws IOException {
    create(disk, FILE, "one".getBytes(StandardCharsets.UTF_8), new byte[] {2});
    byte[] content = raw.content(FILE);
    for (int length = 0; length < content.length; length++) {
      String why = refusal(Arrays.copyOf(content, length));
      assertTrue(why.contains("cut off"), length + " bytes: " + why);
    }
    assertTrue(refusal(Arrays.copyOf(content, content.length + 5)).contains("behind its end"));
  }

  @Test
  void aFileThatWasNeverFinishedIsRefused() throws IOException {
    try (var out = disk.create(FILE)) {
      out.write(text("half"));
      out.force();
    }
    assertTrue(refusal(raw.content(FILE)).contains("its end is missing"));
  }

  @Test
  void aGrowingFileEndsBehindAnyRecordAndIsTornElsewhere() throws IOException {
    extend(FILE, "one ", "two");
    byte[] content = raw.content(FILE);
    int one = FileHeader.LENGTH + Records.OVERHEAD + 4;
    for (int length = 0; length < content.length; length++) {
      byte[] cut = Arrays.copyOf(content, length);
      if (length < FileHeader.LENGTH) {
        assertTrue(refusal(cut).contains("cut off in its header, after " + length + " bytes"));
        continue;
      }
      raw.put(OTHER, cut);
      String whole = length < one ? "" : "one ";
      boolean isTorn = length != FileHeader.LENGTH && length != one;
      assertEquals(isTorn ? whole + "|torn" : whole, read(OTHER), length + " bytes");
      if (isTorn) {
        assertThrows(UnsealingError.class, () -> extend(OTHER, "more"));
        disk.truncate(OTHER, whole.length());
      }
      extend(OTHER, "more");
      assertEquals(whole + "more", read(OTHER));
    }
  }

  @Test
  void recordsCannotBeMovedMixedOrPutBack() throws IOException {
    extend(FILE, "aaaa", "bbbb", "cccc");
    extend(OTHER, "aaaa", "bbbb", "cccc");
    byte[] content = raw.content(FILE);
    byte[] others = raw.content(OTHER);
    int length = Records.OVERHEAD + 4;
    int first = FileHeader.LENGTH;
    byte[] swapped = content.clone();
    System.arraycopy(content, first, swapped, first + length, length);
    System.arraycopy(content, first + length, swapped, first, length);
    assertTrue(refusal(swapped).contains("record 0 at byte " + first + " was altered"));
    byte[] mixed = content.clone();
    System.arraycopy(others, first + length, mixed, first + length, length);
    assertTrue(refusal(mixed).contains("record 1 at byte " + (first + length)));
    byte[] without = Arrays.copyOf(content, content.length - length);
    System.arraycopy(content, first + 2 * length, without, first + length, length);
    assertTrue(refusal(without).contains("record 1"));
    disk.truncate(FILE, 4);
    extend(FILE, "BBBB", "CCCC");
    byte[] rolledBack = raw.content(FILE);
    System.arraycopy(content, first + length, rolledBack, first + length, length);
    assertTrue(refusal(rolledBack).contains("record 2"), "the one behind it knows");
  }

  @Test
  void truncatesAnywhere() throws IOException {
    String all = "one two three ";
    for (int size = 0; size <= all.length(); size++) {
      disk.delete(FILE);
      extend(FILE, "one ", "two ", "three ");
      disk.truncate(FILE, size);
      assertEquals(all.substring(0, size), read(FILE));
      extend(FILE, "on");
      assertEquals(all.substring(0, size) + "on", read(FILE));
    }
  }

  @Test
  void aWriteThatFailsIsTakenBackAndCanBeTriedAgain() throws IOException {
    int[] room = {Records.OVERHEAD + 10};
    try (var out = disk.extend(FILE)) {
      out.write(text("before "));
      raw.faults(
          new SimDisk.Faults() {
            @Override
            public int write(Path file, int bytes) {
              int fits = Math.min(bytes, room[0]);
              room[0] -= fits;
              return fits;
            }
          });
      for (int space : new int[] {0, 1, 50, 70_000}) {
        room[0] = space;
        assertThrows(IOException.class, () -> out.write(ByteBuffer.allocate(100_000)));
        assertEquals(7, out.size());
      }
      raw.faults(new SimDisk.Faults() {});
      out.write(text("after"));
    }
    assertEquals("before after", read(FILE));
  }

  @Test
  void keysThatMayNotBeTrustedAreRefused(@TempDir Path folder) throws IOException {
    Path key = folder.resolve("node.key");
    assertTrue(keyRefusal(key).contains("is missing, make a key with ./lab node --make-key "));
    for (int length : new int[] {0, 31, 33, 64}) {
      Files.write(key, new byte[length]);
      Disk.system().permit(key, 0600);
      assertTrue(keyRefusal(key).contains("is no key"), length + " bytes");
    }
    Files.write(key, new byte[32]);
    for (int mode : new int[] {0640, 0604, 0620, 0601}) {
      Disk.system().permit(key, mode);
      assertTrue(keyRefusal(key).contains("chmod 600"), Integer.toOctalString(mode));
    }
    Disk.system().permit(key, 0400);
    SealedDisk.over(Disk.system(), key);
  }

  private static String keyRefusal(Path key) {
    return String.valueOf(
        assertThrows(UnsealingError.class, () -> SealedDisk.over(Disk.system(), key)).getMessage());
  }

  @Test
  void anotherKeyAndPlainFilesAreRefused() throws IOException {
    create(disk, FILE, new byte[10]);
    raw.put(KEY, choices.bytes(32));
    disk = SealedDisk.over(raw, KEY);
    assertTrue(refusal(raw.content(FILE)).contains("sealed with another key"));
    byte[] plain = "REDIS0010 and so on".repeat(9).getBytes(StandardCharsets.UTF_8);
    assertTrue(refusal(plain).contains("is not a sealed file"));
  }
}
