/// Files encrypted at rest: a disk over another that seals what is written and refuses what was
/// altered.
///
/// May import: `world`. Start reading at [SealedDisk].
@NullMarked
package hitrate.engine.world.sealed;

import org.jspecify.annotations.NullMarked;
