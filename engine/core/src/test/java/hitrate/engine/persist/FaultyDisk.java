package hitrate.engine.persist;

import hitrate.engine.world.Disk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Files in memory; what is done to them fails when a test says so.
final class FaultyDisk implements Disk {
  private final Map<Path, byte[]> files = new TreeMap<>();
  private int left = Integer.MAX_VALUE;
  private int open;

  /// The disk is full after so many more writes, and stays so.
  void fullAfter(int writes) {
    left = writes;
  }

  /// The disk is never full again.
  void mend() {
    left = Integer.MAX_VALUE;
  }

  /// Files that are being written.
  int open() {
    return open;
  }

  byte[] bytes(Path file) throws IOException {
    byte[] bytes = files.get(file);
    if (bytes == null) {
      throw new NoSuchFileException(file.toString());
    }
    return bytes;
  }

  private void use() throws IOException {
    if (left-- <= 0) {
      left = 0;
      throw new IOException("No space left on device");
    }
  }

  @Override
  public Output create(Path file) throws IOException {
    use();
    open++;
    var bytes = new ByteArrayOutputStream();
    files.put(file, new byte[0]);
    return new Output() {
      @Override
      public void write(ByteBuffer from) throws IOException {
        use();
        while (from.hasRemaining()) {
          bytes.write(from.get());
        }
        files.put(file, bytes.toByteArray());
      }

      @Override
      public void force() throws IOException {
        use();
      }

      @Override
      public long size() {
        return bytes.size();
      }

      @Override
      public void close() {
        open--;
      }
    };
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    use();
    files.put(to, bytes(from));
    files.remove(from);
  }

  @Override
  public void delete(Path file) {
    files.remove(file);
  }

  @Override
  public boolean exists(Path file) {
    return files.containsKey(file);
  }

  @Override
  public List<Path> list(Path folder) {
    return List.copyOf(files.keySet());
  }

  @Override
  public void forceFolder(Path folder) throws IOException {
    use();
  }

  @Override
  public void makeFolder(Path folder) {}

  @Override
  public void permit(Path file, int mode) {}

  @Override
  public String readText(Path file) {
    throw new UnsupportedOperationException();
  }

  @Override
  public OutputStream append(Path file) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void replaceText(Path file, String text) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Input open(Path file) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Output extend(Path file) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void truncate(Path file, long size) {
    throw new UnsupportedOperationException();
  }
}
