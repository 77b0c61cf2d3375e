package hitrate.engine.persist;

import hitrate.engine.keyspace.Keyspace;
import hitrate.engine.world.Disk;
import java.io.IOException;

/// How an image of the keyspace stands in a file: turns entries into blocks on the node's thread,
/// and blocks into a file on another one.
interface ImageForm {
  /// Writes what stands in front of the entries, as of now.
  ///
  /// @return what takes the entries
  Entries begin(Keyspace keyspace, BlockSink to);

  /// Makes a file of the blocks.
  Blocks into(Disk.Output file);

  /// The side of the node's thread.
  interface Entries {
    /// Writes an entry of the database with that number, see
    /// [hitrate.engine.keyspace.ImageSink#add].
    void add(int database, long entry);

    /// Hands over what is left.
    void end();
  }

  /// The side of the other thread.
  interface Blocks {
    void write(Block block) throws IOException;

    /// Writes the end, and returns once everything is on the disk.
    void end() throws IOException;
  }
}
