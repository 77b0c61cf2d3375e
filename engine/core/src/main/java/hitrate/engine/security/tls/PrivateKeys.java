package hitrate.engine.security.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/// Private keys in the forms that OpenSSL writes: PKCS #8 (RFC 5208), plain or encrypted; and the
/// older ones of RSA (RFC 8017) and of elliptic curves (RFC 5915), which are put into a PKCS #8
/// frame, as that is what the JDK reads.
final class PrivateKeys {
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS", "DSA");

  private static final byte[] VERSION_0 = {2, 1, 0};
  private static final byte[] RSA =
      HexFormat.of().parseHex("300d06092a864886f70d0101010500"); // the algorithm's name, and null
  private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 4;
  private static final int CURVE = 0xa0; // the field of an EC key that names its curve

  private PrivateKeys() {}

  static PrivateKey decode(PemFile.Block block, String password)
      throws GeneralSecurityException, IOException {
    boolean isEncrypted = block.type().startsWith("ENCRYPTED ") || !block.cipher().isEmpty();
    if (isEncrypted && password.isEmpty()) {
      throw new InvalidKeyException("it is encrypted, and there is no password for it");
    }
    byte[] content = block.cipher().isEmpty() ? block.content() : decryptedOldForm(block, password);
    return switch (block.type()) {
      case "ENCRYPTED PRIVATE KEY" -> ofAnyKind(decrypted(content, password));
      case "RSA PRIVATE KEY" -> ofAnyKind(frame(RSA, content));
      case "EC PRIVATE KEY" -> ofAnyKind(frame(element(SEQUENCE, EC, curve(content)), content));
      default -> ofAnyKind(new PKCS8EncodedKeySpec(content));
    };
  }

  private static PrivateKey ofAnyKind(PKCS8EncodedKeySpec spec) throws GeneralSecurityException {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException another) {
        // the next may be its kind
      }
    }
    throw new InvalidKeyException("not a private key of a known kind");
  }

  private static PKCS8EncodedKeySpec decrypted(byte[] content, String password)
      throws GeneralSecurityException, IOException {
    var info = new EncryptedPrivateKeyInfo(content);
    String algorithm =
        info.getAlgName().equals("PBES2") || info.getAlgName().startsWith("1.2.840.113549.1.5.13")
            ? info.getAlgParameters().toString()
            : info.getAlgName();
    var secret = SecretKeyFactory.getInstance(algorithm);
    var cipher = Cipher.getInstance(algorithm);
    var key = secret.generateSecret(new PBEKeySpec(password.toCharArray()));
    cipher.init(Cipher.DECRYPT_MODE, key, info.getAlgParameters());
    try {
      return info.getKeySpec(cipher);
    } catch (InvalidKeySpecException wrong) {
      throw new InvalidKeyException("bad decrypt", wrong);
    }
  }

  /// The key comes from the password by MD5, over and over, as OpenSSL's `EVP_BytesToKey` does.
  private static byte[] decryptedOldForm(PemFile.Block block, String password)
      throws GeneralSecurityException {
    boolean isTriple = block.cipher().startsWith("DES-EDE3");
    if (!isTriple && !block.cipher().matches("AES-(128|192|256)-CBC")) {
      throw new InvalidKeyException("unsupported encryption " + block.cipher());
    }
    int keyBytes = isTriple ? 24 : Integer.parseInt(block.cipher().substring(4, 7)) / 8;
    byte[] vector = HexFormat.of().parseHex(block.salt());
    var digest = MessageDigest.getInstance("MD5");
    var derived = new ByteArrayOutputStream();
    byte[] last = {};
    while (derived.size() < keyBytes) {
      digest.update(last);
      digest.update(PemFile.bytes(password));
      digest.update(vector, 0, 8);
      last = digest.digest();
      derived.writeBytes(last);
    }
    byte[] key = Arrays.copyOf(derived.toByteArray(), keyBytes);
    String kind = isTriple ? "DESede" : "AES";
    var cipher = Cipher.getInstance(kind + "/CBC/PKCS5Padding");
    cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, kind), new IvParameterSpec(vector));
    try {
      return cipher.doFinal(block.content());
    } catch (BadPaddingException wrong) {
      throw new InvalidKeyException("bad decrypt", wrong);
    }
  }

  private static PKCS8EncodedKeySpec frame(byte[] algorithm, byte[] key) {
    return new PKCS8EncodedKeySpec(element(SEQUENCE, VERSION_0, algorithm, element(OCTETS, key)));
  }

  /// One element of DER: its tag, its length, its content.
  private static byte[] element(int tag, byte[]... parts) {
    var content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    int length = content.size();
    var all = new ByteArrayOutputStream();
    all.write(tag);
    if (length < 0x80) {
      all.write(length);
    } else if (length < 0x100) {
      all.write(0x81);
      all.write(length);
    } else {
      all.write(0x82);
      all.write(length >> 8);
      all.write(length);
    }
    all.writeBytes(content.toByteArray());
    return all.toByteArray();
  }

  /// The curve's name in an EC key: a sequence of version, number, curve and public point.
  private static byte[] curve(byte[] key) throws InvalidKeyException {
    try {
      int at = contentOf(key, 0);
      while (at < key.length) {
        int content = contentOf(key, at);
        int length = lengthOf(key, at);
        if ((key[at] & 0xff) == CURVE) {
          return Arrays.copyOfRange(key, content, content + length);
        }
        at = content + length;
      }
    } catch (ArrayIndexOutOfBoundsException cutShort) {
      throw new InvalidKeyException("an EC key that is cut short", cutShort);
    }
    throw new InvalidKeyException("an EC key that does not name its curve");
  }

  private static int contentOf(byte[] der, int at) {
    int first = der[at + 1] & 0xff;
    return at + 2 + (first < 0x80 ? 0 : first - 0x80);
  }

  private static int lengthOf(byte[] der, int at) {
    int first = der[at + 1] & 0xff;
    if (first < 0x80) {
      return first;
    }
    int length = 0;
    for (int i = 0; i < first - 0x80; i++) {
      length = length << 8 | der[at + 2 + i] & 0xff;
    }
    return length;
  }
}
