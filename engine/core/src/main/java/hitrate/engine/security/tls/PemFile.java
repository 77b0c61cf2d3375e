package hitrate.engine.security.tls;

import hitrate.engine.world.Disk;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The blocks of a PEM file (RFC 7468, and RFC 1421 for the headers of encrypted keys).
final class PemFile {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);
  private static final Pattern ENCRYPTION = Pattern.compile("DEK-Info: *([^,\\s]+),([0-9A-Fa-f]+)");

  /// One block.
  ///
  /// @param type such as `CERTIFICATE` or `RSA PRIVATE KEY`
  /// @param cipher what the content is encrypted with, as OpenSSL's old form says; else empty
  /// @param salt its salt, in hexadecimal digits
  record Block(String type, byte[] content, String cipher, String salt) {}

  private PemFile() {}

  /// All blocks of a file.
  ///
  /// @throws IOException with a text for the log
  static List<Block> read(Disk disk, String name) throws IOException {
    String text;
    try {
      text = disk.readText(Path.of(name));
    } catch (NoSuchFileException missing) {
      throw new IOException("No such file or directory", missing);
    }
    var blocks = new ArrayList<Block>();
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      String body = block.group(2);
      Matcher encryption = ENCRYPTION.matcher(body);
      boolean isEncrypted = encryption.find();
      String digits = isEncrypted ? body.substring(encryption.end()) : body;
      try {
        blocks.add(
            new Block(
                block.group(1),
                Base64.getMimeDecoder().decode(digits),
                isEncrypted ? encryption.group(1).toUpperCase(Locale.ROOT) : "",
                isEncrypted ? encryption.group(2) : ""));
      } catch (IllegalArgumentException broken) {
        throw new IOException("bad base64 decode", broken);
      }
    }
    if (blocks.isEmpty()) {
      throw new IOException("no start line" + (text.isEmpty() ? ": the file is empty" : ""));
    }
    return blocks;
  }

  /// The certificates of a file, in their order.
  static List<X509Certificate> certificates(Disk disk, String name) throws IOException {
    var certificates = new ArrayList<X509Certificate>();
    try {
      var factory = CertificateFactory.getInstance("X.509");
      for (Block block : read(disk, name)) {
        if (block.type.endsWith("CERTIFICATE")) {
          var bytes = new ByteArrayInputStream(block.content);
          certificates.add((X509Certificate) factory.generateCertificate(bytes));
        }
      }
    } catch (CertificateException broken) {
      throw new IOException("not a certificate: " + broken.getMessage(), broken);
    }
    if (certificates.isEmpty()) {
      throw new IOException("no certificate in it");
    }
    return certificates;
  }

  /// The private key of a file.
  ///
  /// @param password what it is encrypted with; empty for nothing
  static java.security.PrivateKey key(Disk disk, String name, String password) throws IOException {
    for (Block block : read(disk, name)) {
      if (block.type.endsWith("PRIVATE KEY")) {
        try {
          return PrivateKeys.decode(block, password);
        } catch (GeneralSecurityException broken) {
          throw new IOException(String.valueOf(broken.getMessage()), broken);
        }
      }
    }
    throw new IOException("no private key in it");
  }

  /// The bytes of a password.
  static byte[] bytes(String password) {
    return password.getBytes(StandardCharsets.UTF_8);
  }
}
