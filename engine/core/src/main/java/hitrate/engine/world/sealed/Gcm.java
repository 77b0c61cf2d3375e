package hitrate.engine.world.sealed;

import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/// AES-256 in Galois/Counter Mode under one key. For use by one thread at a time.
final class Gcm {
  static final int NONCE_LENGTH = 12;
  static final int TAG_LENGTH = 16;

  private final SecretKey key;
  private final Cipher cipher;

  Gcm(SecretKey key) {
    this.key = key;
    try {
      cipher = Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("this Java has no AES-GCM", missing);
    }
  }

  /// Encrypts `from[start, start + length)` to `to[at, ...)`, followed by the tag. No nonce may be
  /// used twice.
  ///
  /// @param context what is not written here but must be the same when it is read
  void seal(byte[] nonce, byte[] context, byte[] from, int start, int length, byte[] to, int at) {
    try {
      cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_LENGTH * Byte.SIZE, nonce));
      cipher.updateAAD(context);
      cipher.doFinal(from, start, length, to, at);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// Decrypts `length` bytes and the tag behind them; false when any bit is not as it was sealed.
  boolean open(
      byte[] nonce, byte[] context, byte[] from, int start, int length, byte[] to, int at) {
    try {
      cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_LENGTH * Byte.SIZE, nonce));
      cipher.updateAAD(context);
      cipher.doFinal(from, start, length + TAG_LENGTH, to, at);
      return true;
    } catch (AEADBadTagException altered) {
      return false;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
