package hitrate.engine.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.testing.Choices;
import hitrate.engine.world.Disk;
import hitrate.engine.world.SimDisk;
import hitrate.engine.world.sealed.SealedDisk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The power goes, or the disk fails, at every point of sealing, unsealing and changing the key:
/// each file is there as a whole all the time, and to do it again comes to the end.
class ResealingCrashTest {
  private static final Path HOME = Path.of("/sim");
  private static final Path OLD_KEY = HOME.resolve("old.key");
  private static final Path NEW_KEY = HOME.resolve("new.key");
  private static final String MANIFEST =
      """
      file appendonly.aof.2.base.rdb seq 2 type b
      file appendonly.aof.1.incr.aof seq 1 type h
      file appendonly.aof.2.incr.aof seq 2 type i
      file appendonly.aof.3.incr.aof seq 3 type i
      """;

  private static final Map<Path, byte[]> DATA =
      Map.of(
          HOME.resolve("dump.rdb"), bytes(66_000),
          inLog("2.base.rdb"), bytes(500),
          inLog("1.incr.aof"), bytes(30),
          inLog("2.incr.aof"), bytes(300),
          inLog("3.incr.aof"), bytes(0),
          inLog("manifest"), MANIFEST.getBytes(StandardCharsets.UTF_8));

  private static Path inLog(String name) {
    return HOME.resolve("appendonlydir").resolve("appendonly.aof." + name);
  }

  private static byte[] bytes(int count) {
    var text = "REDIS" + "0123456789abcdefg".repeat(count / 17 + 1);
    return text.substring(0, count).getBytes(StandardCharsets.UTF_8);
  }

  /// The power is gone.
  private static final class PowerCut extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /// Lets so many changes through. The next one fails, and all that follow.
  private record After(int[] left, boolean cutsPower) implements SimDisk.Faults {
    private void count() throws IOException {
      if (--left[0] < 0) {
        if (cutsPower) {
          throw new PowerCut();
        }
        throw new IOException("Input/output error");
      }
    }

    @Override
    public int write(Path file, int bytes) throws IOException {
      count();
      return bytes;
    }

    @Override
    public void force(Path file) throws IOException {
      count();
    }

    @Override
    public void change(Path file) throws IOException {
      count();
    }
  }

  private static List<String> words(String... first) {
    var words = new ArrayList<>(List.of(first));
    words.addAll(List.of("--dir", HOME.toString()));
    words.addAll(List.of("--hitrate-encryption-key-file", OLD_KEY.toString()));
    return words;
  }

  private static final List<String> SEAL = words("--seal");
  private static final List<String> UNSEAL = words("--unseal");
  private static final List<String> REKEY = words("--rekey", NEW_KEY.toString());

  private static int run(List<String> words, Disk disk) throws Exception {
    var nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    return Resealing.run(words, disk, nowhere, nowhere);
  }

  private static SimDisk plain() {
    var disk = new SimDisk();
    disk.put(OLD_KEY, "an old key that is 32 bytes long".getBytes(StandardCharsets.UTF_8));
    disk.put(NEW_KEY, "a new key, it is 32 bytes long, ".getBytes(StandardCharsets.UTF_8));
    DATA.forEach(disk::put);
    return disk;
  }

  private static SimDisk sealed() throws Exception {
    var disk = plain();
    assertEquals(0, run(SEAL, disk));
    return disk;
  }

  /// What a file holds, in whichever form it is.
  private static byte[] content(SimDisk disk, Path file) throws IOException {
    if (!SealedDisk.isSealed(disk, file)) {
      return disk.content(file);
    }
    var old = SealedDisk.over(disk, OLD_KEY);
    var content = new ByteArrayOutputStream();
    var piece = ByteBuffer.allocate(10_000);
    try (var in = (old.isKeyOf(file) ? old : SealedDisk.over(disk, NEW_KEY)).open(file)) {
      while (in.read(piece) >= 0) {
        content.write(piece.array(), 0, piece.position());
        piece.clear();
      }
      assertTrue(!in.isCutOff(), file + " is cut off");
    }
    return content.toByteArray();
  }

  private static void assertWhole(SimDisk disk) throws IOException {
    for (var file : DATA.entrySet()) {
      assertArrayEquals(file.getValue(), content(disk, file.getKey()), file.getKey().toString());
    }
  }

  private interface Check {
    void accept(SimDisk disk, Path file) throws IOException;
  }

  /// Has everything go wrong after each number of changes, until there are fewer of them.
  private static void interruptEverywhere(List<String> words, SimDisk start, Check isDone)
      throws Exception {
    for (boolean cutsPower : List.of(true, false)) {
      for (int changes = 0; ; changes++) {
        var disk = start.afterCrash(Choices.seeded(1)); // a copy, as all of it is safe
        disk.faults(new After(new int[] {changes}, cutsPower));
        boolean isThrough;
        try {
          isThrough = run(words, disk) == 0;
        } catch (PowerCut cut) {
          isThrough = false;
        }
        disk.faults(new SimDisk.Faults() {});
        for (int seed = 0; seed < (cutsPower ? 4 : 1); seed++) {
          var left = cutsPower ? disk.afterCrash(Choices.seeded(seed)) : disk;
          assertWhole(left);
          assertEquals(0, run(words, left), "again, after " + changes);
          assertWhole(left);
          for (Path file : DATA.keySet()) {
            isDone.accept(left, file);
          }
          var names = left.list(HOME.resolve("appendonlydir"));
          assertTrue(
              names.stream().noneMatch(name -> name.toString().contains("temp-")), "" + names);
        }
        if (isThrough) {
          assertTrue(changes > 20, "only " + changes + " changes");
          break;
        }
      }
    }
  }

  @Test
  void sealing() throws Exception {
    interruptEverywhere(
        SEAL,
        plain(),
        (disk, file) -> assertTrue(SealedDisk.isSealed(disk, file), file.toString()));
  }

  @Test
  void unsealing() throws Exception {
    interruptEverywhere(
        UNSEAL,
        sealed(),
        (disk, file) -> assertArrayEquals(DATA.get(file), disk.content(file), file.toString()));
  }

  @Test
  void changingTheKey() throws Exception {
    interruptEverywhere(
        REKEY,
        sealed(),
        (disk, file) -> assertTrue(SealedDisk.over(disk, NEW_KEY).isKeyOf(file), file.toString()));
  }
}
