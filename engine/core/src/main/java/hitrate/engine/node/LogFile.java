package hitrate.engine.node;

import hitrate.engine.world.Disk;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/// The file of a log (`logfile`), opened for each line, so that it can be moved away at any time as
/// logrotate does.
final class LogFile extends OutputStream {
  private final Disk disk;
  private final Path file;

  LogFile(Disk disk, Path file) {
    this.disk = disk;
    this.file = file;
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) {
    try (OutputStream out = disk.append(file)) {
      out.write(bytes, from, length);
    } catch (IOException lost) {
      // there is no better place to tell it; the next line may find the file again
    }
  }
}
