/// `./lab doctor`: what this machine offers Hitrate, and how to mend what is missing.
///
/// Imports `hitrate.labs.cli` and the texts of `hitrate.grader.text`. Start reading at [Doctor].
@NullMarked
package hitrate.labs.doctor;

import org.jspecify.annotations.NullMarked;
