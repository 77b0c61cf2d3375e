/// Lists: LPUSH, LRANGE and their kin, and those that wait until there is something to pop.
///
/// May import: what `command` may, and `command` itself. Start reading at [ListCommands]; [ListAt]
/// is the list under a key in either of its forms.
@NullMarked
package hitrate.engine.command.list;

import org.jspecify.annotations.NullMarked;
