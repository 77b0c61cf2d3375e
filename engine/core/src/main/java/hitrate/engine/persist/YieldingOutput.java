package hitrate.engine.persist;

import hitrate.engine.world.Breaks;
import hitrate.engine.world.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;

/// A file that is written beside a node at work: after each write others may run, so that the
/// node's thread and its clients wait for less than one write, long values included.
record YieldingOutput(Disk.Output file, Breaks breaks) implements Disk.Output {
  @Override
  public void write(ByteBuffer bytes) throws IOException {
    file.write(bytes);
    breaks.take();
  }

  @Override
  public void force() throws IOException {
    file.force();
  }

  @Override
  public void finish() throws IOException {
    file.finish();
  }

  @Override
  public long size() throws IOException {
    return file.size();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
