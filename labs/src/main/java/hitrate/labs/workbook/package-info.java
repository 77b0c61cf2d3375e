/// The workbook: `./lab start`, the local web server and the page it serves.
///
/// Start with [StartCommand], then [Workbook], which wires an engine, the live feed
/// (`hitrate.labs.workbook.live`) and the routes behind the [Gate]. The page itself is plain HTML,
/// CSS and JavaScript in the resources of this package. Imports `jdk.httpserver`, Jackson, the
/// console and the live feed.
@NullMarked
package hitrate.labs.workbook;

import org.jspecify.annotations.NullMarked;
