/// Side-by-side load runs: the same load against Hitrate and against redis-server, in alternating
/// pairs on the same machine.
///
/// May import `hitrate.engine.client`. Start reading at [hitrate.bench.Bench].
@NullMarked
package hitrate.bench;

import org.jspecify.annotations.NullMarked;
