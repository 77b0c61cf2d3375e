/// Commands on keys of any type: their life, names, expiry, and walking over all of them.
///
/// May import what `command` may. Start reading at [KeyCommands].
@NullMarked
package hitrate.engine.command.generic;

import org.jspecify.annotations.NullMarked;
