/// Encrypted connections: TLS over the node's own network port, with certificates and keys from PEM
/// files.
///
/// May import: `bytes`, `world`. Start reading at [TlsChannel], which is what a connection is given
/// in place of the socket.
@NullMarked
package hitrate.engine.security.tls;

import org.jspecify.annotations.NullMarked;
