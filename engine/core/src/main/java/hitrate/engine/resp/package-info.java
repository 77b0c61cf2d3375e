/// The Redis serialization protocol, RESP2 and RESP3: what a reply is, and how it looks as bytes.
///
/// Imports `bytes`. Start reading at [Reply].
@NullMarked
package hitrate.engine.resp;

import org.jspecify.annotations.NullMarked;
