/// Redis commands from a notebook: the connection behind `%%redis` cells and `redis("...")`, and
/// help while typing them.
///
/// Start with [RedisSession]; [RedisCells] runs a cell of commands; [CommandHelp] completes and
/// explains. Imports the engine's client and `cell`'s outcomes.
@NullMarked
package hitrate.kernel.redis;

import org.jspecify.annotations.NullMarked;
