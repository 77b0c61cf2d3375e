package hitrate.engine.persist;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Server;
import hitrate.engine.keyspace.Keyspace;
import hitrate.engine.keyspace.SnapshotWalk;
import hitrate.engine.world.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Writes the base of an append-only file: the keyspace as a snapshot or as commands, and the
/// libraries of functions before it.
public final class KeyspaceImage implements ImageWriter {
  private final Server server;
  private final Keyspace keyspace;
  private final Supplier<List<Bytes>> libraries;
  private final Disk disk;
  private final Executor lane;
  private final Consumer<Runnable> onNode;

  /// @param lane where the file is written
  /// @param onNode has something run on the node's thread
  public KeyspaceImage(
      Server server,
      Keyspace keyspace,
      Supplier<List<Bytes>> libraries,
      Disk disk,
      Executor lane,
      Consumer<Runnable> onNode) {
    this.server = server;
    this.keyspace = keyspace;
    this.libraries = libraries;
    this.disk = disk;
    this.lane = lane;
    this.onNode = onNode;
  }

  @Override
  public void write(Path path, boolean asCommands) throws IOException {
    var result = new IOException[1];
    ImageJob job = job(path, asCommands, Runnable::run, failure -> result[0] = failure);
    keyspace.snapshots().begin(job);
    keyspace.snapshots().step(() -> true);
    if (result[0] != null) {
      throw result[0];
    }
  }

  @Override
  public Writing begin(Path path, boolean asCommands, Consumer<@Nullable IOException> ended) {
    ImageJob job =
        job(path, asCommands, lane, failure -> onNode.accept(() -> ended.accept(failure)));
    SnapshotWalk walk = keyspace.snapshots();
    walk.begin(job);
    return new Writing() {
      @Override
      public boolean step(BooleanSupplier mayGoOn) {
        return walk.step(mayGoOn);
      }

      @Override
      public void cancel() {
        walk.abort();
        job.cancel();
      }
    };
  }

  private ImageJob job(
      Path path, boolean asCommands, Executor where, Consumer<@Nullable IOException> ended) {
    return asCommands ? new CommandsJob(path, where, ended) : new SnapshotJob(path, where, ended);
  }

  private boolean isOn(String setting) {
    return "yes".equals(server.settings().get(setting));
  }

  /// The keyspace as commands.
  private final class CommandsJob extends ImageJob {
    private AofBuffer buffer = new AofBuffer();
    private ValueCommands commands = new ValueCommands(buffer);

    CommandsJob(Path path, Executor lane, Consumer<@Nullable IOException> ended) {
      super(path, disk, lane, ended);
      if (isOn("aof-timestamp-enabled")) {
        buffer.annotate(server.clock().millis() / 1000);
      }
      libraries.get().forEach(commands::library);
    }

    @Override
    public void add(int database, long entry) {
      commands.entry(database, keyspace.database(database), entry);
      passOn();
    }

    @Override
    int length() {
      return buffer.length();
    }

    @Override
    Block take() {
      var block = new Block(buffer.array(), buffer.start(), buffer.length());
      buffer = new AofBuffer();
      commands = new ValueCommands(buffer);
      return block;
    }

    @Override
    void write(Disk.Output out, Block block) throws IOException {
      out.write(ByteBuffer.wrap(block.bytes(), block.offset(), block.length()));
    }

    @Override
    void finish(Disk.Output out) throws IOException {
      out.force();
    }
  }

  /// The keyspace as a snapshot.
  private final class SnapshotJob extends ImageJob {
    private final boolean compresses = isOn("rdbcompression");
    private final boolean checks = isOn("rdbchecksum");
    private final boolean forcesOften = isOn("aof-rewrite-incremental-fsync");
    private final long[] sizes = new long[keyspace.databaseCount()];
    private final long[] expiring = new long[keyspace.databaseCount()];
    private RdbWriter out = new RdbWriter(compresses);
    private RecordWriter records = new RecordWriter(out);
    private int current = -1; // database
    private @Nullable RdbFileWriter writer; // belongs to the lane

    SnapshotJob(Path path, Executor lane, Consumer<@Nullable IOException> ended) {
      super(path, disk, lane, ended);
      for (int i = 0; i < sizes.length; i++) {
        sizes[i] = keyspace.database(i).size();
        expiring[i] = keyspace.database(i).expiringKeys();
      }
      records.begin(
          RecordWriter.facts(
              server.version(), server.clock().millis() / 1000, server.memory().used(), true));
      libraries.get().forEach(records::library);
    }

    @Override
    public void add(int database, long entry) {
      if (database != current) {
        current = database;
        records.database(database);
        if (sizes[database] > 0) {
          records.sizes(sizes[database], expiring[database]);
          sizes[database] = 0; // has been said
        }
      }
      records.entry(keyspace, keyspace.database(database), entry);
      passOn();
    }

    @Override
    int length() {
      return out.length();
    }

    @Override
    Block take() {
      var block = new Block(out.array(), 0, out.length());
      out = new RdbWriter(compresses);
      records = new RecordWriter(out);
      return block;
    }

    private RdbFileWriter writer(Disk.Output file) {
      RdbFileWriter open = writer;
      if (open == null) {
        open = new RdbFileWriter(file, checks, forcesOften);
        writer = open;
      }
      return open;
    }

    @Override
    void write(Disk.Output file, Block block) throws IOException {
      writer(file).write(block.bytes(), block.offset(), block.length());
    }

    @Override
    void finish(Disk.Output file) throws IOException {
      writer(file).end(new RdbWriter(false));
    }
  }
}
