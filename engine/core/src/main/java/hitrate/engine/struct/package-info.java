/// Value structures larger than a string, as pure data structures: they know bytes and numbers, but
/// no keys, no databases and no commands.
///
/// Small values use packed forms, byte for byte the real server's, so that a payload of DUMP or RDB
/// carries them as they are: [Listpack] and [IntSet] are scratch objects that load such bytes,
/// change them and hand them back. Large values are objects on the heap: [QuickList] (a chain of
/// listpacks), [SortedSet] (a counted B+ tree with a hash index), [MemberTable] and [FieldTable]
/// (sets and hashes over one [HashTable]). Each of these counts its own heap bytes as it goes
/// ([HeapSize]).
///
/// A [GeoHash] is a place as a score, and a [GeoArea] finds the scores of the places in it.
///
/// A [HyperLogLog] is a string with a format: [DenseRegisters] change it in the slab,
/// [SparseRegisters] are a scratch object like the packed forms.
///
/// None is for use by more than one thread, but what a large value is [frozen][LargeValue#frozen]
/// to may be read by another.
///
/// May import: `bytes`, `world`, `memory`, `resp`. Start reading at [Listpack], then [SortedSet],
/// then [HashTable].
@NullMarked
package hitrate.engine.struct;

import org.jspecify.annotations.NullMarked;
