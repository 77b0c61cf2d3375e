/// A whole node put together: configuration, event loop, connections, reports, `main`.
///
/// May import everything. Start reading at [CacheNode]; a request's way begins at [Connection].
@NullMarked
package hitrate.engine.node;

import org.jspecify.annotations.NullMarked;
