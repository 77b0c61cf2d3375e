/// The ports to the outside, [Clock], [Entropy], [Network], [Dialer] and [Disk], with the real ones
/// beside them. Nothing else in the engine may read the time, draw random numbers, or touch sockets
/// and files.
///
/// May import: `bytes`. Start reading at [Clock].
@NullMarked
package hitrate.engine.world;

import org.jspecify.annotations.NullMarked;
