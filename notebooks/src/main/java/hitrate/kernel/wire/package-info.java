/// The Jupyter messaging protocol on ZeroMQ: the connection file, signed messages and the five
/// sockets. It knows nothing of cells, Java or Redis.
///
/// Start with [Message], then [MessageCodec] (frames and signatures) and [Channels] (the one thread
/// that owns the sockets). Imports JeroMQ and Jackson.
///
/// Source: <https://jupyter-client.readthedocs.io/en/latest/messaging.html>, protocol 5.3.
@NullMarked
package hitrate.kernel.wire;

import org.jspecify.annotations.NullMarked;
