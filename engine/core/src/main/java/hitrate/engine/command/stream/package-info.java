/// The commands on streams, by theme: entries, trimming, reading what is new, consumer groups, what
/// is pending in them, and what XINFO tells.
///
/// May import: everything that `command` may. Start reading at [StreamAt], which finds the stream
/// under a key, and [StreamIds], which reads ids from a command's words.
@NullMarked
package hitrate.engine.command.stream;

import org.jspecify.annotations.NullMarked;
