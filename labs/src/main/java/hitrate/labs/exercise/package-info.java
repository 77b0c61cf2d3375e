/// The learner's loop over the exercises: list, watch, grade, hint, reset, solve.
///
/// And a teacher's: gradebook, the same for a class.
///
/// Start with [Desk], what every one of the commands works on, then [WatchSession]. Imports the
/// grader and `hitrate.labs.cli`; every text comes from the bundle
/// `hitrate.labs.exercise.messages`.
@NullMarked
package hitrate.labs.exercise;

import org.jspecify.annotations.NullMarked;
