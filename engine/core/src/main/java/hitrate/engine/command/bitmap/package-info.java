/// Commands on the bits of strings: single bits, counts, operations on whole strings, integers of
/// any width.
///
/// May import what `command` may, and `command.string`. Start reading at [BitCommands].
@NullMarked
package hitrate.engine.command.bitmap;

import org.jspecify.annotations.NullMarked;
