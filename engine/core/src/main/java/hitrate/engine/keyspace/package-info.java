/// The keys of a node: numbered databases, the off-heap entry table, expiry and key events.
///
/// May import: `bytes`, `world`, `memory`, `struct`. Start reading at [Keyspace], then [EntryTable]
/// for how a key is found and [Entry] for how it is laid out.
@NullMarked
package hitrate.engine.keyspace;

import org.jspecify.annotations.NullMarked;
