/// What is written to a terminal fits into it.
///
/// Start reading at [WrapTest].
@NullMarked
package hitrate.labs.terminal;

import org.jspecify.annotations.NullMarked;
