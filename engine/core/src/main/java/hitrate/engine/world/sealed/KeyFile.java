package hitrate.engine.world.sealed;

import hitrate.engine.world.Disk;
import hitrate.engine.world.Entropy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/// The key that wraps the keys of all files: 32 random bytes in a file that only its owner may
/// read.
///
/// ```shell
/// ./lab node --make-key node.key
/// ```
final class KeyFile {
  static final int KEY_LENGTH = 32;
  private static final int OTHERS = 0077;

  private KeyFile() {}

  /// Makes one, in a file that must not be there yet.
  static void make(Disk disk, Path file) throws IOException {
    try (Disk.Output out = disk.createPrivate(file)) {
      out.write(ByteBuffer.wrap(Entropy.secret(KEY_LENGTH)));
      out.force();
    }
    disk.forceFolder(file.toAbsolutePath().resolveSibling(".").normalize());
  }

  /// Reads the key.
  ///
  /// @throws UnsealingError when there is none that may be trusted
  static SecretKey read(Disk disk, Path file) throws IOException {
    var bytes = ByteBuffer.allocate(KEY_LENGTH + 1);
    try (Disk.Input in = disk.open(file)) {
      int mode = disk.mode(file);
      if (mode >= 0 && (mode & OTHERS) != 0) {
        throw new UnsealingError(file, "may be used by others than its owner: chmod 600 " + file);
      }
      while (bytes.hasRemaining() && in.read(bytes) >= 0) {
        // goes on
      }
    } catch (NoSuchFileException missing) {
      throw new UnsealingError(file, "is missing, make a key with ./lab node --make-key " + file);
    }
    if (bytes.position() != KEY_LENGTH) {
      String found = bytes.hasRemaining() ? "has " + bytes.position() : "has more";
      throw new UnsealingError(
          file, "is no key: it " + found + " bytes where " + KEY_LENGTH + " are wanted");
    }
    return new SecretKeySpec(bytes.array(), 0, KEY_LENGTH, "AES");
  }
}
