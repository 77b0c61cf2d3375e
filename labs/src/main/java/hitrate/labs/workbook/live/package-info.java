/// What the workbook page shows moving: figures, keys, events and the guided first steps.
///
/// Start with [LiveFeed], which watches an [Engine] and tells the page; [EventStreams] carries what
/// it says to the browsers. Imports `hitrate.engine.node` for the engine itself; nothing of HTTP
/// routing, pages or the command line.
@NullMarked
package hitrate.labs.workbook.live;

import org.jspecify.annotations.NullMarked;
