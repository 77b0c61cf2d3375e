/// The learner's JVM: loads the learner's classes and calls them as the grader asks.
///
/// Start with [Host]. Nothing here judges anything: no test, no expected value and no result is
/// ever in this process. Imports `hitrate.grader.wire` and the Redis client.
@NullMarked
package hitrate.grader.child;

import org.jspecify.annotations.NullMarked;
