/// Who may do what: users with their passwords and rules, the checks before each command, the log
/// of refusals, and the command ACL.
///
/// May import: everything that `command` may, and `command`. Start reading at [AccessControl].
@NullMarked
package hitrate.engine.security;

import org.jspecify.annotations.NullMarked;
