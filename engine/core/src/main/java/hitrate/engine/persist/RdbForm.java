package hitrate.engine.persist;

import hitrate.engine.keyspace.Database;
import hitrate.engine.keyspace.Keyspace;
import hitrate.engine.world.Disk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import java.util.function.Function;

/// An image as a snapshot file.
///
/// @param head writes what stands in front of the keys
/// @param compresses whether long strings are compressed (`rdbcompression`)
/// @param file writes to a file as the parameters say
record RdbForm(
    Consumer<RecordWriter> head, boolean compresses, Function<Disk.Output, RdbFileWriter> file)
    implements ImageForm {
  private static final int NO_DATABASE = -1;

  @Override
  public Entries begin(Keyspace keyspace, BlockSink to) {
    return new Taping(keyspace, to, head);
  }

  @Override
  public Blocks into(Disk.Output output) {
    RdbFileWriter writer = file.apply(output);
    return new Playing(new RdbDrain(compresses, writer), writer);
  }

  private static final class Taping implements Entries {
    private final Keyspace keyspace;
    private final RdbTape tape;
    private final RecordWriter records;
    private final long[] keys;
    private final long[] expiring;
    private int current = NO_DATABASE;

    Taping(Keyspace keyspace, BlockSink to, Consumer<RecordWriter> head) {
      this.keyspace = keyspace;
      this.tape = new RdbTape(to);
      this.records = new RecordWriter(tape);
      this.keys = new long[keyspace.databaseCount()];
      this.expiring = new long[keys.length];
      for (int i = 0; i < keys.length; i++) {
        Database database = keyspace.database(i);
        keys[i] = database.size();
        expiring[i] = database.expiringKeys();
      }
      head.accept(records);
    }

    @Override
    public void add(int database, long entry) {
      if (database != current) {
        current = database;
        records.database(database);
        if (keys[database] > 0) { // said once, though keys of other databases may come between
          records.sizes(keys[database], expiring[database]);
          keys[database] = 0;
        }
      }
      Database from = keyspace.database(database);
      FrozenValue large = FrozenValue.of(database, from, entry);
      if (large != null) {
        records.head(keyspace, from, entry);
        tape.pass(large);
        return;
      }
      records.entry(keyspace, from, entry);
      if (tape.length() >= Block.BYTES) {
        tape.pass();
      }
    }

    @Override
    public void end() {
      tape.pass();
    }
  }

  private record Playing(RdbDrain out, RdbFileWriter file) implements Blocks {
    @Override
    public void write(Block block) throws IOException {
      try {
        block.writeTo(out);
        out.drain();
      } catch (UncheckedIOException failure) {
        throw failure.getCause();
      }
    }

    @Override
    public void end() throws IOException {
      file.end(out);
    }
  }
}
