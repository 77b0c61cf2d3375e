/// The commands on sets, by theme: members, what is left to chance and walks, the algebra of sets.
///
/// May import: everything that `command` may. Start reading at [SetValue], which hides how a set is
/// kept.
@NullMarked
package hitrate.engine.command.set;

import org.jspecify.annotations.NullMarked;
