package hitrate.engine.node;

import hitrate.engine.node.config.Configuration;
import hitrate.engine.node.config.StartArguments;
import hitrate.engine.persist.DataFiles;
import hitrate.engine.persist.DataFiles.DataFile;
import hitrate.engine.world.Disk;
import hitrate.engine.world.sealed.SealedDisk;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Seals the data that a node has kept so far, makes it plain again, or changes the key: what is
/// behind `./lab node --seal`, `--unseal`, `--rekey` and `--make-key`.
///
/// First everything is read, so that a wrong key or a damaged file is refused before anything has
/// changed. Then each file gets its new form under another name, is forced, and takes the old one's
/// place. A crash leaves some files in the old form and the others in the new one, each of them
/// whole; to do it again goes on where it stopped.
final class Resealing {
  private static final Set<String> WORDS = Set.of("--seal", "--unseal", "--rekey", "--make-key");
  private static final int CHUNK = 1 << 16;

  /// What a file is to become.
  private enum Form {
    SEALED,
    PLAIN,
    OTHER_KEY
  }

  private final Disk disk;
  private final SealedDisk sealed;
  private final SealedDisk target;
  private final Form form;
  private final PrintStream out;

  private Resealing(Disk disk, SealedDisk sealed, SealedDisk target, Form form, PrintStream out) {
    this.disk = disk;
    this.sealed = sealed;
    this.target = target;
    this.form = form;
    this.out = out;
  }

  /// True when the command line of a node asks for one of these.
  static boolean isAskedFor(List<String> words) {
    return !words.isEmpty() && WORDS.contains(words.getFirst());
  }

  /// Does what the first word says; the others are the arguments of the node whose data it is.
  ///
  /// @return the exit status
  static int run(List<String> words, Disk disk, PrintStream out, PrintStream err)
      throws StartArguments.Refused {
    var rest = new ArrayList<>(words);
    String what = rest.removeFirst();
    boolean hasFile = what.equals("--make-key") || what.equals("--rekey");
    if (hasFile && (rest.isEmpty() || rest.getFirst().startsWith("--"))) {
      err.println(what + " wants the file for the new key behind it.");
      return 1;
    }
    try {
      if (what.equals("--make-key")) {
        return makeKey(disk, Path.of(rest.getFirst()), out);
      }
      Path newKey = hasFile ? Path.of(rest.removeFirst()) : null;
      var configuration = new Configuration(disk);
      new StartArguments(configuration, disk).apply(rest, "");
      if (!(configuration.dataDisk() instanceof SealedDisk sealed)) {
        err.println(what + " wants the key, too: --hitrate-encryption-key-file FILE");
        return 1;
      }
      SealedDisk target = newKey == null ? sealed : SealedDisk.over(disk, newKey);
      Form form =
          newKey != null ? Form.OTHER_KEY : what.equals("--seal") ? Form.SEALED : Form.PLAIN;
      var data = new DataFiles(configuration);
      try (Disk.Hold hold = disk.hold(data.home(), true)) {
        if (hold == null) {
          err.println(
              "A node uses the data in " + data.home() + ": stop it first. Nothing was changed.");
          return 1;
        }
        return new Resealing(disk, sealed, target, form, out).run(data, err);
      }
    } catch (FileAlreadyExistsException there) {
      err.println(there.getFile() + " is there already; nothing was changed.");
    } catch (NoSuchFileException missing) {
      err.println(missing.getFile() + " is missing; nothing was changed.");
    } catch (IOException failure) {
      err.println(failure.getMessage());
    }
    return 1;
  }

  private static int makeKey(Disk disk, Path file, PrintStream out) throws IOException {
    SealedDisk.makeKey(disk, file);
    out.println(
        "Wrote a new key to " + file + ". Keep a copy elsewhere: without it the data is lost.");
    return 0;
  }

  private int run(DataFiles data, PrintStream err) throws IOException {
    List<DataFile> files = data.list(disk, this::open);
    if (files.isEmpty()) {
      err.println("There is no data in " + data.home() + ".");
      return 1;
    }
    for (DataFile file : files) {
      check(file.path());
    }
    for (DataFile file : files) {
      if (isDone(file.path())) {
        out.println(file.path() + " is so already");
      } else {
        convert(file);
        out.println(file.path() + " " + done());
      }
    }
    return 0;
  }

  private String done() {
    return switch (form) {
      case SEALED -> "is sealed now";
      case PLAIN -> "is plain now";
      case OTHER_KEY -> "has the new key now";
    };
  }

  private boolean isDone(Path file) throws IOException {
    return switch (form) {
      case SEALED -> SealedDisk.isSealed(disk, file);
      case PLAIN -> !SealedDisk.isSealed(disk, file);
      case OTHER_KEY -> target.isKeyOf(file);
    };
  }

  /// Opens a file in either form, under either key.
  private Disk.Input open(Path file) throws IOException {
    if (form != Form.OTHER_KEY && !SealedDisk.isSealed(disk, file)) {
      return disk.open(file);
    }
    return target.isKeyOf(file) ? target.open(file) : sealed.open(file);
  }

  /// Reads a file to its end, and so finds what is wrong with it.
  private void check(Path file) throws IOException {
    var piece = ByteBuffer.allocate(CHUNK);
    try (Disk.Input in = open(file)) {
      while (in.read(piece) >= 0) {
        piece.clear();
      }
      if (in.isCutOff()) {
        throw new IOException(
            file + " is torn at its end: start the node with it once, which mends that");
      }
    }
  }

  private void convert(DataFile file) throws IOException {
    Path path = file.path();
    Path temporary = path.resolveSibling("temp-reseal-" + path.getFileName());
    disk.delete(temporary);
    long size = size(path);
    if (form == Form.OTHER_KEY) {
      sealed.copyUnder(target, path, temporary);
    } else {
      Disk from = form == Form.SEALED ? disk : sealed;
      Disk to = form == Form.SEALED ? sealed : disk;
      try (Disk.Input in = from.open(path);
          Disk.Output output = file.grows() ? to.extend(temporary) : to.create(temporary)) {
        Disk.copy(in, output);
        output.finish();
      }
    }
    if (size != size(path)) {
      disk.delete(temporary);
      throw new IOException(path + " has changed meanwhile: stop the node that uses it first");
    }
    int mode = disk.mode(path);
    if (mode >= 0) {
      disk.permit(temporary, mode);
    }
    disk.rename(temporary, path);
    disk.forceFolder(path.toAbsolutePath().resolveSibling(".").normalize());
  }

  private long size(Path file) throws IOException {
    try (Disk.Input in = disk.open(file)) {
      return in.size();
    }
  }
}
