/// Compiles the learner's sources, within the grader, before any time is counted.
///
/// Start with [SourceCompiler]. Imports `hitrate.grader.text`.
@NullMarked
package hitrate.grader.compile;

import org.jspecify.annotations.NullMarked;
