package hitrate.engine.persist;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.PackingLimits;
import hitrate.engine.keyspace.DatasetDigest;
import hitrate.engine.keyspace.Keyspace;
import hitrate.engine.memory.Region;
import hitrate.engine.world.Disk;
import hitrate.engine.world.Entropy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Loads files into a keyspace of its own and notes what there was beside keys.
final class Loader implements AutoCloseable, RdbFileReader.Rest {
  static final long NOW = 1_795_352_091_000L;

  final Keyspace keyspace = new Keyspace(16, Region.reserve(1L << 34), Entropy.seeded(1));
  final List<String> logged = new ArrayList<>();
  final List<Bytes> libraries = new ArrayList<>();
  ValueReader.Check check = ValueReader.Check.BYTES;
  boolean replaces;

  Loader() {
    keyspace.setNow(NOW);
  }

  RdbFileReader load(byte[] bytes) throws IOException, LoadError {
    return load(new InMemory(ByteBuffer.wrap(bytes)));
  }

  RdbFileReader load(Disk.Input file) throws IOException, LoadError {
    var rules = new RdbFileReader.Rules(true, replaces, true, check);
    var reader =
        new RdbFileReader(
            new ReadAhead(file, Runnable::run),
            keyspace,
            keyspace::database,
            new PackingLimits(),
            rules,
            this,
            position -> true);
    reader.read();
    return reader;
  }

  String digest() {
    return DatasetDigest.of(keyspace);
  }

  @Override
  public void log(String level, String message) {
    logged.add(message);
  }

  @Override
  public void library(Bytes code) {
    libraries.add(code);
  }

  @Override
  public void close() {
    keyspace.close();
  }

  /// A file that gives a few bytes at a time.
  private record InMemory(ByteBuffer bytes) implements Disk.Input {
    @Override
    public int read(ByteBuffer into) {
      if (!bytes.hasRemaining()) {
        return -1;
      }
      int count = Math.min(Math.min(into.remaining(), bytes.remaining()), 1000);
      into.put(bytes.slice(bytes.position(), count));
      bytes.position(bytes.position() + count);
      return count;
    }

    @Override
    public long size() {
      return bytes.capacity();
    }

    @Override
    public void close() {}
  }
}
