/// Builds the book: AsciiDoc sources of one language to HTML pages and a PDF.
///
/// Start with [hitrate.book.BookBuild]. Everything an author can get wrong (a missing file, tag,
/// anchor or image, an attribute without a value, a transcript whose run differs) ends the build
/// with a [hitrate.book.BookException] that says where. Imports AsciidoctorJ, the packages
/// `hitrate.book.transcript` and `hitrate.book.experiment`, and through them the engine.
@NullMarked
package hitrate.book;

import org.jspecify.annotations.NullMarked;
