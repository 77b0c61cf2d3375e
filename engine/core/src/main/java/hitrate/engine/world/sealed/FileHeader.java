package hitrate.engine.world.sealed;

import hitrate.engine.world.Disk;
import hitrate.engine.world.Entropy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/// What a sealed file begins with: a magic word, the version, whether the file is written in one go
/// or grows, the file's random id, and its data key, wrapped by the key file's.
///
/// ```
/// "HITSEAL" version | kind | id (16) | nonce (12) | wrapped data key (32) | tag (16)
/// ```
///
/// @param isGrowing whether the file may end behind any record; else its last one is marked
/// @param start everything up to the wrapped key's end, as it is in the file
record FileHeader(boolean isGrowing, byte[] start, SecretKey dataKey) {
  private static final byte[] MAGIC = "HITSEAL\2".getBytes(StandardCharsets.ISO_8859_1);
  private static final int KIND = MAGIC.length;
  private static final int VERSION = KIND - 1;
  private static final int ID = KIND + 1;
  private static final int NONCE = ID + 16;
  private static final int WRAPPED = NONCE + Gcm.NONCE_LENGTH;
  static final int LENGTH = WRAPPED + KeyFile.KEY_LENGTH + Gcm.TAG_LENGTH;

  /// The header of a new file.
  static FileHeader create(boolean isGrowing, SecretKey wrapping) {
    var start = new byte[LENGTH];
    System.arraycopy(MAGIC, 0, start, 0, MAGIC.length);
    start[KIND] = (byte) (isGrowing ? 1 : 0);
    System.arraycopy(Entropy.secret(WRAPPED - ID), 0, start, ID, WRAPPED - ID);
    byte[] key = Entropy.secret(KeyFile.KEY_LENGTH);
    wrap(key, wrapping, start);
    return new FileHeader(isGrowing, start, new SecretKeySpec(key, "AES"));
  }

  private static void wrap(byte[] key, SecretKey wrapping, byte[] start) {
    new Gcm(wrapping).seal(nonce(start), context(start), key, 0, key.length, start, WRAPPED);
  }

  /// The header of the same file under another key file's key; the records stay as they are.
  FileHeader under(SecretKey wrapping) {
    byte[] other = start.clone();
    System.arraycopy(Entropy.secret(Gcm.NONCE_LENGTH), 0, other, NONCE, Gcm.NONCE_LENGTH);
    wrap(dataKey.getEncoded(), wrapping, other);
    return new FileHeader(isGrowing, other, dataKey);
  }

  /// Whether a file begins as one with a header does.
  static boolean isIn(Disk.Input in) throws IOException {
    var bytes = ByteBuffer.allocate(KIND);
    while (bytes.hasRemaining() && in.read(bytes) >= 0) {
      // goes on
    }
    return !bytes.hasRemaining()
        && Arrays.equals(bytes.array(), 0, VERSION, MAGIC, 0, VERSION); // of whichever version
  }

  /// Reads the header of a file.
  static FileHeader read(Path file, Disk.Input in, SecretKey wrapping) throws IOException {
    var bytes = ByteBuffer.allocate(LENGTH);
    while (bytes.hasRemaining() && in.read(bytes) >= 0) {
      // goes on
    }
    byte[] start = bytes.array();
    int known = Math.min(bytes.position(), MAGIC.length);
    if (!Arrays.equals(start, 0, known, MAGIC, 0, known)) {
      throw new UnsealingError(file, "is not a sealed file, or of another version");
    }
    if (bytes.hasRemaining()) {
      throw new UnsealingError(
          file, "is cut off in its header, after " + bytes.position() + " bytes");
    }
    var key = new byte[KeyFile.KEY_LENGTH];
    if (!new Gcm(wrapping).open(nonce(start), context(start), start, WRAPPED, key.length, key, 0)) {
      throw new UnsealingError(file, "was sealed with another key, or its header was altered");
    }
    return new FileHeader(start[KIND] == 1, start, new SecretKeySpec(key, "AES"));
  }

  private static byte[] nonce(byte[] start) {
    return Arrays.copyOfRange(start, NONCE, WRAPPED);
  }

  private static byte[] context(byte[] start) {
    return Arrays.copyOf(start, NONCE);
  }

  /// What the first record is chained to, as others are to the tag before them: the file's id. It
  /// stays when the key is wrapped anew.
  byte[] id() {
    return Arrays.copyOfRange(start, ID, NONCE);
  }
}
