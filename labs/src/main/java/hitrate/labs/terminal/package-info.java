/// The terminal as paper: how wide it is, and paragraphs broken to that width.
///
/// Start with [Wrap]. Imports `hitrate.grader.text` only.
@NullMarked
package hitrate.labs.terminal;

import org.jspecify.annotations.NullMarked;
