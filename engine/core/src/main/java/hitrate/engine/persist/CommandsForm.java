package hitrate.engine.persist;

import hitrate.engine.keyspace.Keyspace;
import hitrate.engine.world.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/// An image as the commands that make it.
///
/// @param head writes what stands in front of the keys
record CommandsForm(Consumer<AofBuffer> head) implements ImageForm {
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
    private AofBuffer buffer = new AofBuffer();
    private ValueCommands commands = new ValueCommands(buffer);

    Writing(Keyspace keyspace, BlockSink to, Consumer<AofBuffer> head) {
      this.keyspace = keyspace;
      this.to = to;
      head.accept(buffer);
    }

    @Override
    public void add(int database, long entry) {
      commands.entry(database, keyspace.database(database), entry);
      if (buffer.length() >= Block.BYTES) {
        end();
      }
    }

    @Override
    public void end() {
      Block block = to.fresh();
      block.fill(buffer.array(), buffer.length());
      to.put(block);
      buffer = new AofBuffer();
      commands = new ValueCommands(buffer);
    }
  }

  private record Appending(Disk.Output file) implements Blocks {
    @Override
    public void write(Block block) throws IOException {
      file.write(ByteBuffer.wrap(block.array(), 0, block.length()));
    }

    @Override
    public void end() throws IOException {
      file.finish();
    }
  }
}
