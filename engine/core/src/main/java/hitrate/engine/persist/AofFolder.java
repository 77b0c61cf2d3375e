package hitrate.engine.persist;

import hitrate.engine.command.Server;
import hitrate.engine.world.Disk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Where the files of the append-only file are, and how its manifest is read and replaced: `dir`
/// has a folder `appenddirname`, whose files' names begin with `appendfilename`.
final class AofFolder {
  private static final int CHUNK = 4096;

  private final Disk disk;
  private final Server server;
  private final UnaryOperator<@Nullable String> settings;

  AofFolder(Disk disk, Server server) {
    this(disk, server, name -> server.settings().get(name));
  }

  private AofFolder(Disk disk, Server server, UnaryOperator<@Nullable String> settings) {
    this.disk = disk;
    this.server = server;
    this.settings = settings;
  }

  /// The folder as it is set now, for another thread.
  AofFolder asOfNow() {
    var now = new HashMap<String, String>();
    for (String name : List.of("dir", "appenddirname", "appendfilename")) {
      now.put(name, setting(name));
    }
    return new AofFolder(disk, server, now::get);
  }

  String setting(String name) {
    return Objects.requireNonNull(settings.apply(name), name);
  }

  Disk disk() {
    return disk;
  }

  /// The first part of all names.
  String fileName() {
    return setting("appendfilename");
  }

  /// The node's own folder.
  Path home() {
    return Path.of(setting("dir"));
  }

  Path folder() {
    return home().resolve(setting("appenddirname"));
  }

  Path file(AofManifest.Part part) {
    return folder().resolve(part.name());
  }

  /// An increment that belongs to no manifest yet.
  Path temporaryIncrement() {
    return folder().resolve("temp-" + fileName() + ".incr");
  }

  /// A base that is being written.
  Path temporaryBase() {
    return home().resolve("temp-rewriteaof-bg-" + ProcessHandle.current().pid() + ".aof");
  }

  private Path manifest() {
    return folder().resolve(fileName() + ".manifest");
  }

  /// The manifest; an empty one when there is none.
  AofManifest read() throws LoadError {
    Path file = manifest();
    if (!disk.exists(file)) {
      return AofManifest.EMPTY;
    }
    try {
      try (Disk.Input in = disk.open(file)) {
        return AofManifest.parse(text(in));
      }
    } catch (AofManifest.Malformed mistake) {
      throw new LoadError(mistake.report());
    } catch (IOException failure) {
      throw new LoadError(
          "Fatal error: can't open the AOF manifest file %s for reading: %s"
              .formatted(file.getFileName(), Disk.reason(failure)));
    }
  }

  /// The text of a file.
  static String text(Disk.Input in) throws IOException {
    var text = new ByteArrayOutputStream();
    var piece = ByteBuffer.allocate(CHUNK);
    while (in.read(piece) >= 0) {
      text.write(piece.array(), 0, piece.position());
      piece.clear();
    }
    return text.toString(StandardCharsets.UTF_8);
  }

  /// Replaces the manifest as a whole, safe from a crash of the machine.
  void write(AofManifest manifest) throws IOException {
    draft(manifest).publish();
  }

  /// Writes a manifest that nobody is to know of yet.
  Draft draft(AofManifest manifest) throws IOException {
    Path temporary = folder().resolve("temp-" + fileName() + ".manifest");
    try {
      Disk.Output out = disk.create(temporary);
      try {
        out.write(ByteBuffer.wrap(manifest.text().getBytes(StandardCharsets.UTF_8)));
      } catch (IOException failure) {
        out.close();
        throw failure;
      }
      return new Draft(this, temporary, out);
    } catch (IOException failure) {
      throw told("Can't write the AOF manifest file " + temporary.getFileName(), failure);
    }
  }

  /// A manifest that has been written, but not in the place of the other one.
  static final class Draft {
    private final AofFolder place;
    private final Path temporary;
    private final Disk.Output out;
    private boolean isTold;

    private Draft(AofFolder place, Path temporary, Disk.Output out) {
      this.place = place;
      this.temporary = temporary;
      this.out = out;
    }

    /// Has it replace the other one, which may take long.
    void publish() throws IOException {
      String name = "AOF manifest file " + temporary.getFileName();
      try (out) {
        out.finish();
      } catch (IOException failure) {
        throw told("Can't write the " + name, failure);
      }
      Path manifest = place.manifest();
      try {
        place.disk.rename(temporary, manifest);
      } catch (IOException failure) {
        throw told(
            "Error trying to rename the temporary " + name + " into " + manifest.getFileName(),
            failure);
      }
      isTold = true;
      place.force();
    }

    /// Whether it has replaced the other one, though that may not be safe from a crash.
    boolean isTold() {
      return isTold;
    }

    /// Gives it up.
    void close() {
      try {
        out.close();
      } catch (IOException unimportant) {
        // nobody will read it
      }
    }
  }

  /// A failure that tells what was meant to be done.
  static IOException told(String attempt, IOException failure) {
    return new IOException(attempt + ": " + Disk.reason(failure), failure);
  }

  /// Makes a file that a manifest may name once the folder has been forced.
  void createEmpty(AofManifest.Part part) throws IOException {
    disk.delete(file(part));
    disk.extend(file(part)).close();
  }

  void force() throws IOException {
    disk.forceFolder(folder());
  }

  /// Makes the folder if it is missing; fails where there is something else of its name.
  void make() throws IOException {
    try {
      boolean isNew = !disk.exists(folder());
      disk.makeFolder(folder());
      if (isNew) {
        disk.forceFolder(home());
      }
    } catch (IOException failure) {
      throw told("Can't open or create append-only dir " + setting("appenddirname"), failure);
    }
  }

  /// Makes the single file of an older version the base, if there is one that no manifest knows.
  AofManifest upgrade(AofManifest found) throws LoadError {
    String name = fileName();
    Path old = home().resolve(name);
    if (!disk.exists(old) || !isToBeUpgraded(found, name)) {
      return found;
    }
    var upgraded = AofManifest.upgraded(name);
    try {
      make();
      write(upgraded);
    } catch (IOException failure) {
      throw new LoadError(Disk.reason(failure));
    }
    try {
      disk.rename(old, folder().resolve(name));
      disk.forceFolder(folder());
      disk.forceFolder(home());
    } catch (IOException failure) {
      throw new LoadError(
          "Error trying to move the old AOF file %s into dir %s: %s"
              .formatted(name, setting("appenddirname"), Disk.reason(failure)));
    }
    server.log(
        "notice",
        "Successfully migrated an old-style AOF file (%s) into the AOF directory (%s)."
            .formatted(name, setting("appenddirname")));
    return upgraded;
  }

  /// A manifest that names only the old file may be there already: then the node ended between
  /// writing it and moving the file.
  private boolean isToBeUpgraded(AofManifest found, String name) {
    var base = found.base();
    return found.isEmpty()
        || base != null
            && found.increments().isEmpty()
            && base.name().equals(name)
            && !disk.exists(folder().resolve(name));
  }
}
