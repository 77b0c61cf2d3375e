/// This machine's Jupyter: finding it, telling it of our kernel, having it run a notebook.
///
/// Start with [Jupyter]. Imports `Main`, for its name, and nothing else of the kernel.
@NullMarked
package hitrate.kernel.jupyter;

import org.jspecify.annotations.NullMarked;
