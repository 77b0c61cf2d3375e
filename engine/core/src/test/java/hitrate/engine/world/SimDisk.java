package hitrate.engine.world;

import hitrate.engine.testing.Choices;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A disk in memory that knows what has been forced and what has not, and can lose the latter.
///
/// What a crash leaves ([#afterCrash]) is the worst that a file system may do that keeps to the
/// rules: of each file everything that was forced, and of the writes and cuts after that any
/// number, in their order, the last write of them perhaps in part; of each folder every name that
/// was forced, and of the changes after that any number in their order. A renamed file has its new
/// name or its old one, never none.
public final class SimDisk implements Disk {
  private final TreeMap<Path, Inode> names = new TreeMap<>();
  private final TreeMap<Path, Inode> forcedNames = new TreeMap<>();
  private final List<NameChange> unforced = new ArrayList<>();
  private final Set<Path> folders = new HashSet<>();
  private Faults faults = new Faults() {};
  private int open;

  /// What goes wrong. Each method is called before the deed and may throw.
  public interface Faults {
    /// A write; answers how many of its bytes get through before it fails, all of them unless told
    /// otherwise.
    default int write(Path file, int bytes) throws IOException {
      return bytes;
    }

    /// Why a write that did not get through has failed.
    default IOException reason() {
      return new IOException("No space left on device");
    }

    default void force(Path file) throws IOException {}

    /// Any other change: of a name, or of a file's length.
    default void change(Path file) throws IOException {}

    /// That a file goes: a full disk does not mind.
    default void delete(Path file) throws IOException {
      change(file);
    }
  }

  /// Something that happened to names: `to` is another file from here on, `from` none.
  private record NameChange(@Nullable Path from, Path to, @Nullable Inode target) {
    boolean concerns(Path folder) {
      return folder.equals(to.getParent()) || from != null && folder.equals(from.getParent());
    }

    void apply(TreeMap<Path, Inode> all) {
      if (from != null) {
        all.remove(from);
      }
      if (target == null) {
        all.remove(to);
      } else {
        all.put(to, target);
      }
    }
  }

  /// A file without its name.
  private static final class Inode {
    private byte[] bytes = new byte[256];
    private int size;
    private byte[] forced = new byte[0];
    private final List<Change> changes = new ArrayList<>();

    /// A write behind the end, or a cut when there are no bytes.
    private record Change(byte @Nullable [] written, int sizeAfter) {}

    void append(byte[] more) {
      if (size + more.length > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more.length));
      }
      System.arraycopy(more, 0, bytes, size, more.length);
      size += more.length;
      changes.add(new Change(more, size));
    }

    void cut(int newSize) {
      if (newSize < size) {
        size = newSize;
        changes.add(new Change(null, newSize));
      }
    }

    void force() {
      if (!changes.isEmpty()) {
        forced = Arrays.copyOf(bytes, size);
        changes.clear();
      }
    }

    Inode afterCrash(Choices choices) {
      var content = new ByteArrayOutputStream();
      content.writeBytes(forced);
      int count = choices.below(changes.size() + 1);
      for (int i = 0; i < count; i++) {
        Change change = changes.get(i);
        if (change.written != null) {
          boolean isTorn = i == count - 1 && choices.percent(50);
          int length = isTorn ? choices.below(change.written.length + 1) : change.written.length;
          content.write(change.written, 0, length);
        } else {
          byte[] cut = Arrays.copyOf(content.toByteArray(), change.sizeAfter);
          content.reset();
          content.writeBytes(cut);
        }
      }
      return of(content.toByteArray());
    }

    static Inode of(byte[] content) {
      var inode = new Inode();
      inode.bytes = content.length == 0 ? new byte[16] : content;
      inode.size = content.length;
      inode.forced = content.clone();
      return inode;
    }
  }

  /// Sets what goes wrong from here on.
  public void faults(Faults newFaults) {
    faults = newFaults;
  }

  /// The disk as it is found after the machine has lost its power now; this one goes on.
  public SimDisk afterCrash(Choices choices) {
    var left = new TreeMap<>(forcedNames);
    var stuck = new HashSet<Path>(); // folders whose next change was lost
    for (NameChange change : unforced) {
      var touched = new HashSet<Path>();
      touched.add(change.to.getParent());
      if (change.from != null) {
        touched.add(change.from.getParent());
      }
      if (touched.stream().anyMatch(stuck::contains) || choices.percent(50)) {
        stuck.addAll(touched);
      } else {
        change.apply(left);
      }
    }
    var disk = new SimDisk();
    disk.folders.addAll(folders);
    left.forEach((path, inode) -> {
      var found = inode.afterCrash(choices);
      disk.names.put(path, found);
      disk.forcedNames.put(path, found);
    });
    return disk;
  }

  /// Files that are being written.
  public int open() {
    return open;
  }

  /// The bytes of a file.
  public byte[] content(Path file) throws IOException {
    Inode inode = inode(file);
    return Arrays.copyOf(inode.bytes, inode.size);
  }

  /// Puts a file there, safe from crashes.
  public void put(Path file, byte[] content) {
    Inode inode = Inode.of(content.clone());
    folders.add(file.getParent());
    names.put(file, inode);
    forcedNames.put(file, inode);
  }

  private Inode inode(Path file) throws IOException {
    Inode inode = names.get(file);
    if (inode == null) {
      throw new NoSuchFileException(file.toString());
    }
    return inode;
  }

  private void change(@Nullable Path from, Path to, @Nullable Inode target) throws IOException {
    if (target == null) {
      faults.delete(to);
    } else {
      faults.change(to);
    }
    var change = new NameChange(from, to, target);
    change.apply(names);
    unforced.add(change);
  }

  @Override
  public String readText(Path file) throws IOException {
    return new String(content(file), StandardCharsets.UTF_8);
  }

  @Override
  public OutputStream append(Path file) throws IOException {
    Output out = extend(file);
    return new OutputStream() {
      @Override
      public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(ByteBuffer.wrap(bytes, offset, length));
      }
    };
  }

  @Override
  public void replaceText(Path file, String text) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    try (Output out = create(temporary)) {
      out.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
      out.force();
    }
    rename(temporary, file);
  }

  @Override
  public Input open(Path file) throws IOException {
    return new SimInput(ByteBuffer.wrap(content(file)));
  }

  @Override
  public Output create(Path file) throws IOException {
    var inode = new Inode();
    change(null, file, inode);
    return new SimOutput(file, inode);
  }

  @Override
  public Output extend(Path file) throws IOException {
    return exists(file) ? new SimOutput(file, inode(file)) : create(file);
  }

  @Override
  public void truncate(Path file, long size) throws IOException {
    Inode inode = inode(file);
    faults.change(file);
    inode.cut((int) size);
    faults.force(file);
    inode.force();
  }

  @Override
  public void force(Path file) throws IOException {
    Inode inode = inode(file);
    faults.force(file);
    inode.force();
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    change(from, to, inode(from));
  }

  @Override
  public void delete(Path file) throws IOException {
    if (names.containsKey(file)) {
      change(null, file, null);
    }
  }

  @Override
  public void permit(Path file, int mode) {}

  @Override
  public boolean exists(Path file) {
    return names.containsKey(file) || folders.contains(file);
  }

  @Override
  public List<Path> list(Path folder) {
    return names.keySet().stream().filter(path -> folder.equals(path.getParent())).toList();
  }

  @Override
  public void makeFolder(Path folder) {
    folders.add(folder);
  }

  @Override
  public void forceFolder(Path folder) throws IOException {
    faults.force(folder);
    for (var changes = unforced.iterator(); changes.hasNext(); ) {
      NameChange change = changes.next();
      if (change.concerns(folder)) {
        change.apply(forcedNames);
        changes.remove();
      }
    }
  }

  private record SimInput(ByteBuffer content) implements Input {
    @Override
    public int read(ByteBuffer into) {
      int count = Math.min(into.remaining(), content.remaining());
      if (count == 0) {
        return -1;
      }
      into.put(content.slice(content.position(), count));
      content.position(content.position() + count);
      return count;
    }

    @Override
    public long size() {
      return content.capacity();
    }

    @Override
    public void close() {}
  }

  private final class SimOutput implements Output {
    private final Path file;
    private final Inode inode;

    private boolean isClosed;

    SimOutput(Path file, Inode inode) {
      this.file = file;
      this.inode = inode;
      open++;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      int count = faults.write(file, bytes.remaining());
      var written = new byte[Math.min(count, bytes.remaining())];
      bytes.get(written);
      if (written.length > 0) {
        inode.append(written);
      }
      if (bytes.hasRemaining()) {
        throw faults.reason();
      }
    }

    @Override
    public void cut(long size) throws IOException {
      faults.change(file);
      inode.cut((int) size);
    }

    @Override
    public void force() throws IOException {
      faults.force(file);
      inode.force();
    }

    @Override
    public long size() {
      return inode.size;
    }

    @Override
    public void close() {
      open -= isClosed ? 0 : 1;
      isClosed = true;
    }
  }
}
