package hitrate.engine.persist;

import hitrate.engine.keyspace.Database;
import hitrate.engine.keyspace.Keyspace;
import hitrate.engine.world.Disk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// An image as the commands that make it.
///
/// @param head writes what stands in front of the keys
record CommandsForm(Consumer<CommandBuffer> head) implements ImageForm {
  @Override
  public Entries begin(Keyspace keyspace, BlockSink to) {
    return new Writing(keyspace, to, head);
  }

  @Override
  public Blocks into(Disk.Output output) {
    return new Appending(output);
  }

  private static final class Writing implements Entries {
    private final Keyspace keyspace;
    private final BlockSink to;
    private CommandBuffer buffer = new CommandBuffer();
    private ValueCommands commands = new ValueCommands(buffer);

    Writing(Keyspace keyspace, BlockSink to, Consumer<CommandBuffer> head) {
      this.keyspace = keyspace;
      this.to = to;
      head.accept(buffer);
    }

    @Override
    public void add(int database, long entry) {
      Database from = keyspace.database(database);
      FrozenValue large = FrozenValue.of(database, from, entry);
      if (large == null) {
        commands.entry(database, from, entry);
      }
      if (large != null || buffer.length() >= Block.BYTES) {
        pass(large);
      }
    }

    @Override
    public void end() {
      pass(null);
    }

    private void pass(@Nullable FrozenValue large) {
      Block block = to.fresh();
      if (large != null) {
        block.end(large);
      }
      block.fill(buffer.array(), buffer.length());
      to.put(block);
      buffer = new CommandBuffer();
      commands = new ValueCommands(buffer);
    }
  }

  private record Appending(Disk.Output file) implements Blocks {
    @Override
    public void write(Block block) throws IOException {
      CommandsForm.write(file, block.array(), 0, block.length());
      FrozenValue large = block.last();
      if (large != null) {
        write(large);
      }
    }

    private void write(FrozenValue large) throws IOException {
      var buffer = new CommandBuffer();
      try {
        new Draining(buffer, file).entry(large);
      } catch (UncheckedIOException failure) {
        throw failure.getCause();
      }
      CommandsForm.write(file, buffer.array(), buffer.start(), buffer.length());
    }

    @Override
    public void end() throws IOException {
      file.finish();
    }
  }

  /// Writes the commands of a long value to the file as they become many.
  private static final class Draining extends ValueCommands {
    private final CommandBuffer buffer;
    private final Disk.Output file;

    Draining(CommandBuffer buffer, Disk.Output file) {
      super(buffer);
      this.buffer = buffer;
      this.file = file;
    }

    @Override
    void drain() {
      if (buffer.length() >= Block.BYTES) {
        try {
          CommandsForm.write(file, buffer.array(), buffer.start(), buffer.length());
        } catch (IOException failure) {
          throw new UncheckedIOException(failure);
        }
        buffer.clear();
      }
    }
  }

  private static void write(Disk.Output file, byte[] bytes, int from, int count)
      throws IOException {
    file.write(ByteBuffer.wrap(bytes, from, count));
  }
}
