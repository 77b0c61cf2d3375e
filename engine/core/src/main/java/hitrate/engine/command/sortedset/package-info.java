/// The commands on sorted sets, by theme: members and their scores, ranges, pops, the algebra of
/// several sets, walks.
///
/// May import: everything that `command` may. Start reading at [SortedSetValue], which hides how a
/// sorted set is kept.
@NullMarked
package hitrate.engine.command.sortedset;

import org.jspecify.annotations.NullMarked;
