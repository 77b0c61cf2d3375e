/// This machine's Jupyter: finding it, telling it of our kernel, having it run a notebook.
///
/// Start with [Jupyter]. Of the kernel it imports `Main` and `Rehearsal`, for their names.
@NullMarked
package hitrate.kernel.jupyter;

import org.jspecify.annotations.NullMarked;
