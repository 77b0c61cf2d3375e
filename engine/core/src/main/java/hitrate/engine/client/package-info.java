/// A small blocking Redis client for consoles, labs and tests, and the two text forms that
/// `redis-cli` made familiar: how a command line splits into words, and how a reply is shown.
///
/// It is a client, not a part of the server: it may open sockets of its own, and no server package
/// imports it. Imports `bytes` and `resp`. Start reading at [RespClient].
@NullMarked
package hitrate.engine.client;

import org.jspecify.annotations.NullMarked;
