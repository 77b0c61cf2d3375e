/// What a command is: its declaration ([hitrate.engine.command.Command]), the words it was called
/// with ([hitrate.engine.command.Args]), what it sees ([hitrate.engine.command.Execution]), and
/// what is recorded of it ([hitrate.engine.command.Effect]). Each family of commands has a package
/// below this one.
///
/// May import: `bytes`, `world`, `memory`, `resp`, `struct`, `keyspace`. Start reading at
/// [hitrate.engine.command.Command].
@NullMarked
package hitrate.engine.command;

import org.jspecify.annotations.NullMarked;
