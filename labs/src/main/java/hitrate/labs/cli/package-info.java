/// The command line: the root command and what every subcommand shares.
///
/// Start with [Lab]; a subcommand lives in the package of its feature and is named in [Lab]'s list.
/// A learner's mistake is a [UserError]; texts come from the bundle `hitrate.labs.messages`; colour
/// is `hitrate.grader.text.Paint`. Imports picocli and `hitrate.grader.text`.
@NullMarked
package hitrate.labs.cli;

import org.jspecify.annotations.NullMarked;
