/// Commands that estimate how many different members a set has had: the family PF, named after
/// Philippe Flajolet.
///
/// May import what `command` may, and `command.string`. Start reading at [HyperLogLogCommands].
@NullMarked
package hitrate.engine.command.hyperloglog;

import org.jspecify.annotations.NullMarked;
