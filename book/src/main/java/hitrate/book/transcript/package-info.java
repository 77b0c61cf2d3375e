/// Console transcripts: commands written in a text, run on a real node, compared with what the text
/// says or shown with what the node answered.
///
/// Start with [hitrate.book.transcript.Transcript] for the notation and
/// [hitrate.book.transcript.TranscriptRunner] for the run. Imports `hitrate.engine` only, so that
/// labs, tests and the book builder can all use it.
@NullMarked
package hitrate.book.transcript;

import org.jspecify.annotations.NullMarked;
