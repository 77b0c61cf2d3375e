/// The commands on hashes, by theme: whole fields, numbers in fields, walks over fields.
///
/// May import: everything that `command` may. Start reading at [HashAt], which hides how a hash is
/// kept.
@NullMarked
package hitrate.engine.command.hash;

import org.jspecify.annotations.NullMarked;
