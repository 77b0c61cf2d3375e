/// Byte strings: the value every key, argument and reply is made of.
///
/// Imports nothing of this project. Start reading at [Bytes].
@NullMarked
package hitrate.engine.bytes;

import org.jspecify.annotations.NullMarked;
