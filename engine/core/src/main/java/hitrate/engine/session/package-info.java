/// What happens between a decoded request and a command: the state of each client ([ClientState]),
/// and the checks and bookkeeping around running a command ([Dispatcher]).
///
/// May import: everything that `command` may, and `command`. Start reading at [Dispatcher].
@NullMarked
package hitrate.engine.session;

import org.jspecify.annotations.NullMarked;
