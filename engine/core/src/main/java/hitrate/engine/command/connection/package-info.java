/// Commands about the connection itself: greeting, authentication, database, CLIENT.
///
/// May import what `command` may. Start reading at [ConnectionCommands].
@NullMarked
package hitrate.engine.command.connection;

import org.jspecify.annotations.NullMarked;
