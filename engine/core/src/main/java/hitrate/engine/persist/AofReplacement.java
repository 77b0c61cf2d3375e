package hitrate.engine.persist;

import hitrate.engine.command.Server;
import hitrate.engine.world.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// The end of a rewrite: a base, and the increment that was begun with it, get the names that they
/// are to have, and the manifest that has them takes the place of the one before. Any thread may do
/// it; what comes of it is known once it has been done.
final class AofReplacement implements AofChores.Work {
  private final Server server;
  private final AofFolder folder;
  private final AofManifest before;
  private final AofManifest next;
  private final boolean isFirst;
  private boolean isTold;
  private boolean isRenamed;
  private long baseBytes;

  /// @param suffix of the base
  /// @param isFirst whether there were no files to append to before: then the increment has a
  ///   temporary name, too
  /// @param increments how many of them follow the new base
  AofReplacement(
      Server server,
      AofFolder folder,
      AofManifest before,
      String suffix,
      boolean isFirst,
      int increments) {
    this.server = server;
    this.folder = folder;
    this.before = before;
    this.isFirst = isFirst;
    var withBase = before.withBase(folder.fileName(), suffix);
    var all = isFirst ? withBase.withIncrement(folder.fileName()) : withBase;
    this.next = all.withoutIncrementsBefore(increments);
  }

  @Override
  public void run() throws IOException {
    var base = next.base();
    if (base == null) {
      throw new IllegalStateException("a base was just added");
    }
    Disk disk = folder.disk();
    try (Disk.Input in = disk.open(folder.temporaryBase())) {
      baseBytes = in.size();
    }
    rename("base", folder.temporaryBase(), base);
    try {
      if (isFirst) {
        rename("incr", folder.temporaryIncrement(), next.increments().getLast());
        isRenamed = true;
      }
      tell();
    } catch (IOException failure) {
      if (!isTold) { // no manifest will ever name them
        disk.delete(folder.file(base));
        if (isRenamed) {
          disk.delete(folder.file(next.increments().getLast()));
        }
      }
      throw failure;
    }
  }

  private void tell() throws IOException {
    folder.force();
    var draft = folder.draft(next);
    try {
      draft.publish();
    } finally {
      isTold = draft.isTold();
    }
  }

  private void rename(String kind, Path temporary, AofManifest.Part part) throws IOException {
    var file = "the temporary AOF %s file %s into ".formatted(kind, temporary.getFileName());
    try {
      folder.disk().rename(temporary, folder.file(part));
    } catch (IOException failure) {
      var target = folder.home().relativize(folder.file(part));
      throw AofFolder.told("Error trying to rename " + file + target, failure);
    }
    server.log("notice", "Successfully renamed " + file + part.name());
  }

  /// Whether there were no files to append to before.
  boolean isFirst() {
    return isFirst;
  }

  AofManifest next() {
    return next;
  }

  /// What holds when it failed: it is uncertain whether everybody knows of the other files.
  AofManifest manifestAfterFailure() {
    return isTold ? before.after(next) : before;
  }

  /// Where the increment is now, if it got another name.
  Optional<Path> increment() {
    return isRenamed ? Optional.of(folder.file(next.increments().getLast())) : Optional.empty();
  }

  /// Bytes of the base.
  long baseBytes() {
    return baseBytes;
  }
}
