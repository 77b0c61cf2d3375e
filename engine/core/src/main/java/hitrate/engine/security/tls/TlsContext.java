package hitrate.engine.security.tls;

import hitrate.engine.world.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// What the TLS connections of a node have in common, those that it takes and those that it makes:
/// its certificate and key, whose certificates it trusts, and what it agrees to. Made anew when the
/// configuration changes; connections that there are keep what they began with.
public final class TlsContext {
  private static final Set<String> PROTOCOLS = Set.of("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3");

  private final SSLContext context;
  private final SSLContext caller; // of connections that the node makes
  private final SSLParameters parameters;
  private final boolean keepsSessions;

  private TlsContext(
      SSLContext context, SSLContext caller, SSLParameters parameters, boolean keepsSessions) {
    this.context = context;
    this.caller = caller;
    this.parameters = parameters;
    this.keepsSessions = keepsSessions;
  }

  /// Reads the files that the settings name.
  ///
  /// @throws TlsFailure when something about them is wrong
  public static TlsContext of(TlsSettings settings, Disk disk) throws TlsFailure {
    if (settings.listener().certificateFile().isEmpty()) {
      throw new TlsFailure("No tls-cert-file configured!");
    }
    if (settings.listener().keyFile().isEmpty()) {
      throw new TlsFailure("No tls-key-file configured!");
    }
    boolean trustsSome = !settings.clients().equals("no") || settings.callsOthers();
    if (trustsSome && settings.authorityFile().isEmpty() && settings.authorityFolder().isEmpty()) {
      throw new TlsFailure(
          "Either tls-ca-cert-file or tls-ca-cert-dir must be specified when tls-cluster,"
              + " tls-replication or tls-auth-clients are enabled!");
    }
    List<X509Certificate> authorities = authorities(settings, disk);
    SSLContext context = context(settings.listener(), authorities, disk);
    boolean isTheSame = settings.caller().certificateFile().isEmpty();
    SSLContext caller = isTheSame ? context : context(settings.caller(), authorities, disk);
    var sessions = context.getServerSessionContext();
    sessions.setSessionCacheSize(settings.cacheSize());
    sessions.setSessionTimeout(settings.cachesSessions() ? settings.cacheSeconds() : 1);
    var parameters = parameters(settings, context);
    return new TlsContext(context, caller, parameters, settings.cachesSessions());
  }

  private static SSLContext context(
      TlsSettings.Identity identity, List<X509Certificate> authorities, Disk disk)
      throws TlsFailure {
    List<X509Certificate> chain = chain(identity, disk);
    PrivateKey key = key(identity, disk, chain.getFirst());
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(keyManagers(key, chain), trustManagers(authorities), null);
      return context;
    } catch (GeneralSecurityException | IOException failure) {
      throw new TlsFailure("Failed to set up TLS: " + failure.getMessage());
    }
  }

  private static List<X509Certificate> chain(TlsSettings.Identity identity, Disk disk)
      throws TlsFailure {
    try {
      return PemFile.certificates(disk, identity.certificateFile());
    } catch (IOException failure) {
      throw new TlsFailure(
          "Failed to load certificate: %s: %s"
              .formatted(identity.certificateFile(), failure.getMessage()));
    }
  }

  private static PrivateKey key(
      TlsSettings.Identity identity, Disk disk, X509Certificate certificate) throws TlsFailure {
    try {
      PrivateKey key = PemFile.key(disk, identity.keyFile(), identity.keyPassword());
      requireMatch(key, certificate);
      return key;
    } catch (IOException | GeneralSecurityException failure) {
      throw new TlsFailure(
          "Failed to load private key: %s: %s".formatted(identity.keyFile(), failure.getMessage()));
    }
  }

  /// What the key signs, the certificate's public key has to confirm.
  private static void requireMatch(PrivateKey key, X509Certificate certificate)
      throws GeneralSecurityException {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          case "DSA" -> "SHA256withDSA";
          default -> key.getAlgorithm();
        };
    var signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    byte[] message = certificate.getEncoded();
    signature.update(message);
    byte[] signed = signature.sign();
    boolean matches = certificate.getPublicKey().getAlgorithm().equals(key.getAlgorithm());
    if (matches) {
      signature.initVerify(certificate.getPublicKey());
      signature.update(message);
      matches = signature.verify(signed);
    }
    if (!matches) {
      throw new GeneralSecurityException("key values mismatch");
    }
  }

  private static List<X509Certificate> authorities(TlsSettings settings, Disk disk)
      throws TlsFailure {
    var all = new ArrayList<X509Certificate>();
    try {
      if (!settings.authorityFile().isEmpty()) {
        all.addAll(PemFile.certificates(disk, settings.authorityFile()));
      }
      if (!settings.authorityFolder().isEmpty()) {
        for (Path file : disk.list(Path.of(settings.authorityFolder()))) {
          addIfAny(all, disk, file);
        }
      }
    } catch (IOException failure) {
      throw new TlsFailure(
          "Failed to configure CA certificate(s) file/directory: " + failure.getMessage());
    }
    return all;
  }

  private static void addIfAny(List<X509Certificate> all, Disk disk, Path file) {
    try {
      all.addAll(PemFile.certificates(disk, file.toString()));
    } catch (IOException other) {
      // a folder may hold other things, too
    }
  }

  private static javax.net.ssl.KeyManager[] keyManagers(PrivateKey key, List<X509Certificate> chain)
      throws GeneralSecurityException, IOException {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    char[] password = {};
    store.setKeyEntry("node", key, password, chain.toArray(X509Certificate[]::new));
    var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, password);
    return factory.getKeyManagers();
  }

  private static TrustManager[] trustManagers(List<X509Certificate> authorities)
      throws GeneralSecurityException, IOException {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (int i = 0; i < authorities.size(); i++) {
      store.setCertificateEntry("authority " + i, authorities.get(i));
    }
    if (authorities.isEmpty()) {
      return new TrustManager[0];
    }
    var factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static SSLParameters parameters(TlsSettings settings, SSLContext context)
      throws TlsFailure {
    SSLParameters parameters = context.getDefaultSSLParameters();
    if (!settings.protocols().isBlank()) {
      String[] protocols = settings.protocols().strip().split("\\s+");
      for (String protocol : protocols) {
        if (!PROTOCOLS.contains(protocol)) {
          throw new TlsFailure(
              "Invalid tls-protocols specified. Use a combination of 'TLSv1', 'TLSv1.1',"
                  + " 'TLSv1.2' and 'TLSv1.3'.");
        }
      }
      parameters.setProtocols(protocols);
    }
    var suites = new ArrayList<String>();
    List<String> supported = List.of(context.getSupportedSSLParameters().getCipherSuites());
    suites.addAll(forTls13(settings.suites(), supported));
    suites.addAll(forTls12(settings.ciphers(), parameters, supported));
    parameters.setCipherSuites(suites.toArray(String[]::new));
    parameters.setUseCipherSuitesOrder(settings.prefersOwn());
    switch (settings.clients()) {
      case "yes" -> parameters.setNeedClientAuth(true);
      case "optional" -> parameters.setWantClientAuth(true);
      default -> parameters.setNeedClientAuth(false);
    }
    return parameters;
  }

  private static List<String> forTls13(String list, List<String> supported) throws TlsFailure {
    if (list.isEmpty()) {
      return supported.stream().filter(CipherNames::isForTls13).toList();
    }
    List<String> chosen = List.of(list.split(":", -1));
    if (!supported.containsAll(chosen) || !chosen.stream().allMatch(CipherNames::isForTls13)) {
      throw new TlsFailure("Failed to configure ciphersuites: " + list);
    }
    return chosen;
  }

  private static List<String> forTls12(
      String list, SSLParameters parameters, List<String> supported) throws TlsFailure {
    if (list.isEmpty()) {
      return List.of(parameters.getCipherSuites()).stream()
          .filter(suite -> !CipherNames.isForTls13(suite))
          .toList();
    }
    List<String> chosen = CipherNames.chosen(list, supported);
    if (chosen.isEmpty()) {
      throw new TlsFailure("Failed to configure ciphers: " + list);
    }
    return chosen;
  }

  /// The engine of a connection that the node makes. As with the real server it is enough that the
  /// other side's certificate is a trusted one, whatever name stands in it.
  SSLEngine callingEngine() {
    SSLEngine engine = caller.createSSLEngine();
    engine.setUseClientMode(true);
    engine.setSSLParameters(parameters);
    return engine;
  }

  /// The engine of a connection that somebody makes to the node.
  ///
  /// @param peer who connects, for sessions to be found again; null when it has no address
  SSLEngine engine(@Nullable String peer) {
    SSLEngine engine = peer == null ? context.createSSLEngine() : context.createSSLEngine(peer, 0);
    engine.setUseClientMode(false);
    engine.setSSLParameters(parameters);
    return engine;
  }

  /// False when a session must not be taken up again.
  boolean keepsSessions() {
    return keepsSessions;
  }
}
