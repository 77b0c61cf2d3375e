/// A grading run from the learner's sources to the report.
///
/// Start with [Grader]. Imports everything else of the grader.
@NullMarked
package hitrate.grader.run;

import org.jspecify.annotations.NullMarked;
