/// Exam practice: `./lab exam`.
///
/// Start with [ExamCommand]. A [Paper] is what is asked, an [ExamSession] what has been answered, a
/// [Score] what it is worth; [ReviewLoop] and [TimedLoop] talk to the candidate through a [Screen]
/// and a [Keyboard], both replaced in tests. The questions come from `bank`, the proofs are run by
/// `proof`, other formats are written by `export`.
@NullMarked
package hitrate.labs.exam;

import org.jspecify.annotations.NullMarked;
