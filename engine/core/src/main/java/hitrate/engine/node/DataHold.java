package hitrate.engine.node;

import hitrate.engine.world.Disk;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Keeps others from sealing or unsealing the files that a running node uses, see [Resealing].
/// Several nodes may use one folder, as several real servers may.
final class DataHold {
  private final Disk disk;
  private @Nullable Path folder;
  private Disk.@Nullable Hold hold;

  DataHold(Disk disk) {
    this.disk = disk;
  }

  /// Says that the node uses the files of a folder from now on, and no longer those of another.
  ///
  /// @return false while they are being sealed or unsealed
  boolean take(Path used) {
    if (used.equals(folder)) {
      return true;
    }
    release();
    try {
      hold = disk.hold(used, false);
      if (hold == null) {
        return false;
      }
    } catch (IOException impossible) {
      // in a folder where nothing can be written nobody seals anything
    }
    folder = used;
    return true;
  }

  void release() {
    Disk.Hold held = hold;
    hold = null;
    folder = null;
    if (held != null) {
      try {
        held.close();
      } catch (IOException gone) {
        // and so is the hold
      }
    }
  }
}
