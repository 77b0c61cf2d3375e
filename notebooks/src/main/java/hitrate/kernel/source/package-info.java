/// How notebooks are written: one plain text source each, from which the learner's copy and the
/// solved copy are made.
///
/// Start with [NotebookSource], which describes the format; [NotebookWriter] makes the files that
/// Jupyter reads; [Notebooks] knows where they lie. Imports Jackson and nothing of the kernel.
@NullMarked
package hitrate.kernel.source;

import org.jspecify.annotations.NullMarked;
