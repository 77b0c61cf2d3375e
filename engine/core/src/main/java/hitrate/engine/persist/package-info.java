/// What outlives the node: values as bytes, in the formats of the real server. [ValueWriter] and
/// [ValueReader] turn a value into a type and bytes and back; DUMP and RESTORE carry one value that
/// way. A snapshot file is put together by [RecordWriter], brought to the disk by [RdbFileWriter].
///
/// May import: everything up to `session`. Start reading at [RdbWriter], which knows how lengths
/// and strings are written.
@NullMarked
package hitrate.engine.persist;

import org.jspecify.annotations.NullMarked;
