package hitrate.engine.keyspace;

import hitrate.engine.struct.Stream;
import hitrate.engine.struct.StreamPack;

/// The streams that came from a file and that no command has opened yet: bytes in the entry, see
/// [StreamPack], instead of objects. Of 200,000 small streams that are read from a file, three
/// quarters of the time went into objects, and into collections that move them.
public final class PackedStreams {
  private PackedStreams() {}

  /// The stream of an entry in either form, to be read only.
  public static Stream read(Database database, long entry) {
    return Entry.kind(database.region(), entry) == Kind.STREAM
        ? (Stream) database.large(entry)
        : StreamPack.unpack(Entry.value(database.region(), entry));
  }

  /// Puts an object in the place of a packed stream, which is the same stream as before; answers
  /// the entry, which may have moved.
  public static long open(Database database, Key key, long packed) {
    Stream stream = StreamPack.unpack(Entry.value(database.region(), packed));
    long entry = database.resize(key, packed, Kind.STREAM, Long.BYTES);
    long handle = database.largeValues().add(stream);
    database.region().putLong(Entry.valueAt(database.region(), entry), handle);
    return entry;
  }
}
