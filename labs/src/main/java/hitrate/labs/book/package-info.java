/// `./lab book`: builds the book, opens it, and repeats the runs behind its figures.
///
/// Start with [hitrate.labs.book.BookCommand]. The building itself is in `hitrate.book` and runs in
/// a JVM of its own, because Asciidoctor brings a Ruby with it that nobody else should wait for.
/// Imports `hitrate.book`, `hitrate.grader.text` and `hitrate.labs.cli`.
@NullMarked
package hitrate.labs.book;

import org.jspecify.annotations.NullMarked;
