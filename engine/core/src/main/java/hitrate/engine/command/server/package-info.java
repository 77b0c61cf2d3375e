/// Commands about the node itself: its command table, parameters, statistics, end.
///
/// May import what `command` may. Start reading at [ServerCommands].
@NullMarked
package hitrate.engine.command.server;

import org.jspecify.annotations.NullMarked;
