/// The graded tests of exercise `d1-strings`.
///
/// Start with [NewsSiteTests]. Imports `hitrate.grader.graded`.
@NullMarked
package hitrate.grader.graded.d1strings;

import org.jspecify.annotations.NullMarked;
