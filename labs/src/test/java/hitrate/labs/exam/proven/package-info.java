/// Tests that questions of the exam name as the proof of their answer.
///
/// Each shows on a running node what a question claims; `book/exam` holds the questions.
@NullMarked
package hitrate.labs.exam.proven;

import org.jspecify.annotations.NullMarked;
