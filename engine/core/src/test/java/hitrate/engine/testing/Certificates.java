package hitrate.engine.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Certificates and keys for tests, made by the program openssl: an authority `ca`, a `server`, a
/// `client`, an `expired` client, and a `stranger` whom another authority signed.
public record Certificates(Path folder) {

  /// Makes all of them.
  public static Certificates in(Path folder) throws Exception {
    var made = new Certificates(folder);
    made.authority("ca");
    made.authority("other");
    made.signed("server", "ca", "30");
    made.signed("client", "ca", "30");
    made.signed("expired", "ca", "-1");
    made.signed("stranger", "other", "30");
    return made;
  }

  /// The file of a certificate.
  public String certificate(String name) {
    return folder.resolve(name + ".crt").toString();
  }

  /// The file of its key.
  public String key(String name) {
    return folder.resolve(name + ".key").toString();
  }

  /// Runs openssl in the folder.
  public String openssl(String... arguments) throws Exception {
    var run = RealPrograms.run("", "openssl", arguments);
    if (run.exitCode() != 0) {
      throw new AssertionError(List.of(arguments) + ": " + run.output());
    }
    return run.output();
  }

  private void makeKey(String name) throws Exception {
    openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key(name));
  }

  private void authority(String name) throws Exception {
    makeKey(name);
    var words = new ArrayList<>(List.of("req", "-x509", "-new", "-days", "30", "-sha256"));
    words.addAll(List.of("-key", key(name), "-subj", "/CN=" + name, "-out", certificate(name)));
    openssl(words.toArray(String[]::new));
  }

  private void signed(String name, String by, String days) throws Exception {
    makeKey(name);
    String request = folder.resolve(name + ".csr").toString();
    openssl("req", "-new", "-key", key(name), "-subj", "/CN=" + name, "-out", request);
    var words = new ArrayList<>(List.of("x509", "-req", "-in", request, "-days", days));
    words.addAll(List.of("-CA", certificate(by), "-CAkey", key(by), "-CAcreateserial"));
    Path extensions = folder.resolve(name + ".ext");
    Files.writeString(extensions, "subjectAltName=IP:127.0.0.1\n");
    words.addAll(List.of("-extfile", extensions.toString(), "-out", certificate(name)));
    openssl(words.toArray(String[]::new));
  }
}
