/// Texts that a learner reads, kept in one file per language.
///
/// Start with [Messages]; [Paint] is colour, or its absence. Imports the JDK only.
@NullMarked
package hitrate.grader.text;

import org.jspecify.annotations.NullMarked;
