/// The frame of graded tests: JUnit tests with points, each belonging to a sentence of the task.
///
/// Start with a test class, say `d1strings.NewsSiteTests`, then [Stage], which is all that a test
/// works with. The tests and their expected values live in the grader's process; the learner's
/// object is a proxy for one in a `LearnerJvm`. Imports `isolation`, `target`, `exercise`, `text`
/// and JUnit.
@NullMarked
package hitrate.grader.graded;

import org.jspecify.annotations.NullMarked;
