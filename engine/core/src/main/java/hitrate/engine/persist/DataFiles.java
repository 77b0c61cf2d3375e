package hitrate.engine.persist;

import hitrate.engine.command.Server;
import hitrate.engine.world.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// The files in which a node with these settings keeps its data: its snapshot, and its append-only
/// file with all that its manifest names.
public final class DataFiles {
  private final Path home;
  private final Path folder;
  private final String snapshot;
  private final String log;

  /// One of them.
  ///
  /// @param grows whether it is written behind its end for as long as it is used; else it is whole
  public record DataFile(Path path, boolean grows) {}

  /// Opens a file, in whichever form it is.
  public interface Opener {
    Disk.Input open(Path file) throws IOException;
  }

  public DataFiles(Server.Settings settings) {
    home = Path.of(setting(settings, "dir"));
    folder = home.resolve(setting(settings, "appenddirname"));
    snapshot = setting(settings, "dbfilename");
    log = setting(settings, "appendfilename");
  }

  private static String setting(Server.Settings settings, String name) {
    return Objects.requireNonNull(settings.get(name), name);
  }

  /// Where the node keeps them.
  public Path home() {
    return home;
  }

  /// Those that are there, the manifest behind the files that it names.
  ///
  /// @throws IOException when the manifest cannot be read
  public List<DataFile> list(Disk disk, Opener opener) throws IOException {
    var files = new ArrayList<DataFile>();
    addIfThere(new DataFile(home.resolve(snapshot), false), disk, files);
    addIfThere(new DataFile(home.resolve(log), true), disk, files); // of versions before 7.0
    Path manifest = folder.resolve(log + ".manifest");
    if (disk.exists(manifest)) {
      var parsed = parse(manifest, opener);
      for (var part : parsed.parts()) {
        boolean grows = part.type() == AofManifest.Part.INCREMENT || part.name().equals(log);
        files.add(new DataFile(folder.resolve(part.name()), grows));
      }
      for (var part : parsed.history()) {
        addIfThere(new DataFile(folder.resolve(part.name()), false), disk, files);
      }
      files.add(new DataFile(manifest, false));
    }
    return files;
  }

  private static void addIfThere(DataFile file, Disk disk, List<DataFile> to) {
    if (disk.exists(file.path)) {
      to.add(file);
    }
  }

  private static AofManifest parse(Path manifest, Opener opener) throws IOException {
    try (var in = opener.open(manifest)) {
      return AofManifest.parse(AofFolder.text(in));
    } catch (AofManifest.Malformed mistake) {
      throw new IOException(manifest + ": " + mistake.getMessage(), mistake);
    }
  }
}
