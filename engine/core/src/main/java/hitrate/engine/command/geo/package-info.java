/// The commands on places, which are sorted sets with geohashes as scores: adding and asking, then
/// searching.
///
/// May import: everything that `command` may. Start reading at [GeoCommands].
@NullMarked
package hitrate.engine.command.geo;

import org.jspecify.annotations.NullMarked;
