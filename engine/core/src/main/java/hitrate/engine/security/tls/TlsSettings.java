package hitrate.engine.security.tls;

/// The `tls-*` parameters of a node, each as it stands in the configuration.
///
/// @param listener what the node shows to those who connect to it
/// @param caller what it shows where it connects to others itself; without a file the same
/// @param callsOthers whether it connects to others by TLS
/// @param clients `yes`, `no` or `optional`: whether clients have to show a certificate
/// @param protocols empty for those of the JVM
/// @param ciphers a list in OpenSSL's notation, for TLS 1.2; empty for those of the JVM
/// @param suites the same for TLS 1.3
/// @param prefersOwn whether the order of `ciphers` counts, not that of the client
public record TlsSettings(
    Identity listener,
    Identity caller,
    boolean callsOthers,
    String authorityFile,
    String authorityFolder,
    String clients,
    String protocols,
    String ciphers,
    String suites,
    boolean prefersOwn,
    boolean cachesSessions,
    int cacheSize,
    int cacheSeconds) {
  /// A certificate and its key.
  ///
  /// @param keyPassword what the key's file is encrypted with; empty for nothing
  public record Identity(String certificateFile, String keyFile, String keyPassword) {}
}
