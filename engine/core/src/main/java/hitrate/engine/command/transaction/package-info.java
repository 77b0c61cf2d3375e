/// Several commands as one: MULTI, EXEC, DISCARD, WATCH, UNWATCH. The work is done by the client's
/// [hitrate.engine.command.Transaction].
///
/// May import what `command` may. Start reading at [TransactionCommands].
@NullMarked
package hitrate.engine.command.transaction;

import org.jspecify.annotations.NullMarked;
