/// The runs behind the book's figures: `./lab book run NAME` repeats each of them.
///
/// Start with [hitrate.book.experiment.Experiments], the list of them all. Imports `hitrate.engine`
/// and, for the rung that is a database, H2 through JDBC.
@NullMarked
package hitrate.book.experiment;

import org.jspecify.annotations.NullMarked;
