/// Commands on strings: values, counters, parts of values.
///
/// May import what `command` may. Start reading at [StringCommands].
@NullMarked
package hitrate.engine.command.string;

import org.jspecify.annotations.NullMarked;
