/// Runs the learner's classes in a JVM of their own, with limits, and tells truthfully how that
/// ended.
///
/// Start with [LearnerJvm]; [Cage] is what the operating system adds where it can; [Failure] is
/// every way in which a call can fail. Nothing of the grader is reachable from the other JVM:
/// tests, expected values and results stay on this side, and all that comes back is the answer to a
/// call. Imports `hitrate.grader.wire` and the JDK.
@NullMarked
package hitrate.grader.isolation;

import org.jspecify.annotations.NullMarked;
