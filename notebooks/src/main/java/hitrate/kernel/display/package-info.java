/// What a value looks like in a notebook: text always, and a table or a picture where that says
/// more.
///
/// Start with [Rendering]; [Table] turns rows into a table. Imports the engine's replies, XChart
/// for charts, and Jackson.
@NullMarked
package hitrate.kernel.display;

import org.jspecify.annotations.NullMarked;
