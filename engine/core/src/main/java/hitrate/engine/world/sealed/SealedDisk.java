package hitrate.engine.world.sealed;

import hitrate.engine.world.Disk;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/// A disk that seals the files which another keeps: nobody can read them without the key file, and
/// what was altered, cut off or put together from others is refused.
///
/// What is created, extended and opened is sealed; whole texts (the configuration, users,
/// certificates) and the log are not. Sizes are those of the plain bytes. Each file begins with a
/// [FileHeader], and [Records] follow. Each write is sealed at once, so forcing it keeps what it
/// promises. A created file is whole once [Disk.Output#finish] has marked its end. An extended one
/// may end behind any record: an end that was removed from it, record by record, goes unnoticed, as
/// does an older copy of a whole file. An end that is no whole record counts as torn by a crash
/// ([Disk.Input#isCutOff]) and must be removed by [#truncate] before the file is extended.
public final class SealedDisk implements Disk {
  private final Disk disk;
  private final SecretKey key;

  private SealedDisk(Disk disk, SecretKey key) {
    this.disk = disk;
    this.key = key;
  }

  /// Seals the files of a disk under the key in a file: 32 random bytes that only its owner may
  /// read, see [#makeKey].
  ///
  /// @throws UnsealingError when there is none that may be trusted
  public static SealedDisk over(Disk disk, Path keyFile) throws IOException {
    return new SealedDisk(disk, KeyFile.read(disk, keyFile));
  }

  /// Writes a new key to a file that is not there yet and that nobody but its owner may read.
  public static void makeKey(Disk disk, Path keyFile) throws IOException {
    KeyFile.make(disk, keyFile);
  }

  /// Whether a file is a sealed one, under whichever key.
  public static boolean isSealed(Disk disk, Path file) throws IOException {
    try (Input in = disk.open(file)) {
      return FileHeader.isIn(in);
    }
  }

  /// Whether a file was sealed under this disk's key.
  public boolean isKeyOf(Path file) throws IOException {
    try {
      header(file);
      return true;
    } catch (UnsealingError otherKey) {
      return false;
    }
  }

  /// Copies a sealed file to one under another disk's key. Only the header is another: the data
  /// keeps its own key and is not sealed anew.
  public void copyUnder(SealedDisk other, Path file, Path copy) throws IOException {
    FileHeader header = header(file);
    try (Input in = disk.open(file);
        Output out = disk.create(copy)) {
      in.skip(FileHeader.LENGTH);
      out.write(ByteBuffer.wrap(header.under(other.key).start()));
      Disk.copy(in, out);
      out.force();
    }
  }

  @Override
  public Input open(Path file) throws IOException {
    Input in = disk.open(file);
    try {
      FileHeader header = FileHeader.read(file, in, key);
      if (!header.isGrowing()) {
        RecordWalk.through(disk, file, header, Long.MAX_VALUE).requireWhole();
      }
      return new SealedInput(disk, file, header, in);
    } catch (IOException refused) {
      in.close();
      throw refused;
    }
  }

  @Override
  public Output create(Path file) throws IOException {
    return begin(file, disk.create(file), false);
  }

  @Override
  public Output extend(Path file) throws IOException {
    if (!disk.exists(file)) {
      Output out = begin(file, disk.extend(file), true);
      out.force(); // or a crash might leave a part of the header
      return out;
    }
    FileHeader header = header(file);
    RecordWalk end = RecordWalk.through(disk, file, header, Long.MAX_VALUE);
    var records = new Records(file, header);
    records.goTo(end.mark(disk));
    if (!header.isGrowing()) {
      throw records.refused("cannot be written: the file is complete");
    }
    if (end.tornBytes() > 0) {
      throw records.refused("is torn and must be cut off first");
    }
    return new SealedOutput(disk.extend(file), header, records, end.plain());
  }

  private SealedOutput begin(Path file, Output out, boolean isGrowing) throws IOException {
    try {
      FileHeader header = FileHeader.create(isGrowing, key);
      out.write(ByteBuffer.wrap(header.start()));
      return new SealedOutput(out, header, new Records(file, header), 0);
    } catch (IOException failure) {
      out.close();
      throw failure;
    }
  }

  private FileHeader header(Path file) throws IOException {
    try (Input in = disk.open(file)) {
      return FileHeader.read(file, in, key);
    }
  }

  /// Cuts a file off after so many plain bytes. A record in which they end is sealed anew: if a
  /// crash comes in between, that record is missing as a whole.
  @Override
  public void truncate(Path file, long size) throws IOException {
    FileHeader header = header(file);
    RecordWalk walk = RecordWalk.through(disk, file, header, size);
    var records = new Records(file, header);
    records.goTo(walk.mark(disk));
    if (!header.isGrowing()) {
      throw records.refused("cannot be cut: the file is complete");
    }
    long place = records.place();
    int kept = (int) (size - walk.plain());
    if (kept <= 0 || !walk.hasMore()) {
      disk.truncate(file, place);
      return;
    }
    byte[] plain = plainAt(file, records); // and so it is seen to be unaltered
    records.goTo(walk.mark(disk));
    disk.truncate(file, place);
    try (var out = new SealedOutput(disk.extend(file), header, records, walk.plain())) {
      out.write(ByteBuffer.wrap(plain, 0, Math.min(kept, plain.length)));
      out.force();
    }
  }

  private byte[] plainAt(Path file, Records records) throws IOException {
    var sealed = ByteBuffer.allocate(Records.MOST + Records.OVERHEAD);
    try (Input in = disk.open(file)) {
      in.skip(records.place());
      while (sealed.hasRemaining() && in.read(sealed) >= 0) {
        // goes on
      }
    }
    var plain = new byte[Records.MOST];
    return Arrays.copyOf(plain, records.open(sealed.array(), 0, plain));
  }

  @Override
  public @Nullable Hold hold(Path folder, boolean alone) throws IOException {
    return disk.hold(folder, alone);
  }

  @Override
  public String readText(Path file) throws IOException {
    return disk.readText(file);
  }

  @Override
  public OutputStream append(Path file) throws IOException {
    return disk.append(file);
  }

  @Override
  public void replaceText(Path file, String text) throws IOException {
    disk.replaceText(file, text);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    disk.rename(from, to);
  }

  @Override
  public void force(Path file) throws IOException {
    disk.force(file);
  }

  @Override
  public void delete(Path file) throws IOException {
    disk.delete(file);
  }

  @Override
  public void permit(Path file, int mode) throws IOException {
    disk.permit(file, mode);
  }

  @Override
  public int mode(Path file) throws IOException {
    return disk.mode(file);
  }

  @Override
  public boolean exists(Path file) {
    return disk.exists(file);
  }

  @Override
  public List<Path> list(Path folder) throws IOException {
    return disk.list(folder);
  }

  @Override
  public void makeFolder(Path folder) throws IOException {
    disk.makeFolder(folder);
  }

  @Override
  public void forceFolder(Path folder) throws IOException {
    disk.forceFolder(folder);
  }
}
