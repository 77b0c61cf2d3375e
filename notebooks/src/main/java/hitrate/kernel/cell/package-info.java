/// Runs Java cells: a cell is split into snippets, JShell compiles them, and they run on a thread
/// that can be stopped at any branch.
///
/// Start with [JavaCells]; [CellControl] is JShell's back end, [StopChecks] what it weaves into the
/// learner's classes, [CellThreads] the threads that can be stopped. [Assist] answers completion
/// and inspection. [Traceback] turns what went wrong into text. Imports JShell and nothing else of
/// this module.
@NullMarked
package hitrate.kernel.cell;

import org.jspecify.annotations.NullMarked;
