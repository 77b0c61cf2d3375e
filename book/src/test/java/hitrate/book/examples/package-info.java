/// The Java listings of the book, each with the test that holds it to what the text says.
@NullMarked
package hitrate.book.examples;

import org.jspecify.annotations.NullMarked;
