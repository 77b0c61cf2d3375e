/// Off-heap memory: one reserved [Region] addressed by offset, and the [Slab] that hands out pieces
/// of it by size class with exact byte accounting.
///
/// May import: `bytes`, `world`. Start reading at [Slab].
@NullMarked
package hitrate.engine.memory;

import org.jspecify.annotations.NullMarked;
