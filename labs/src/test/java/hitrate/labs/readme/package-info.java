/// Holds README.md to what really happens: its transcripts run, its code compiles, its links lead
/// somewhere.
///
/// Start with [ReadmeTest].
@NullMarked
package hitrate.labs.readme;

import org.jspecify.annotations.NullMarked;
