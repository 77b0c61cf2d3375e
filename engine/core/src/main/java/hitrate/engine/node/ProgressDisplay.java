package hitrate.engine.node;

import hitrate.engine.keyspace.SnapshotWalk;
import hitrate.engine.persist.Loading;
import org.jspecify.annotations.Nullable;

/// Shows on a terminal how far loading and saving have come. Belongs to the node's thread.
final class ProgressDisplay {
  /// What takes no longer is not shown.
  private static final long PATIENCE_MILLIS = 300;

  private static final long MILLIS_BETWEEN = 100;

  private final NodeLoop loop;
  private final @Nullable StatusLine line;
  private final Persistence persistence;
  private long imageStart; // when an image was first seen to be taken
  private boolean isTakingImage;
  private long lastMillis;
  private boolean isShown;

  ProgressDisplay(NodeLoop loop, NodeLog log, Persistence persistence) {
    this.loop = loop;
    this.line = log.statusLine();
    this.persistence = persistence;
  }

  /// Shows what is going on, or that nothing is. May be called as often as one likes.
  void refresh() {
    long now = loop.clock().millis();
    if (line == null || Math.abs(now - lastMillis) < MILLIS_BETWEEN) {
      return;
    }
    lastMillis = now;
    Progress progress = progress(now);
    if (progress != null && progress.millis() >= PATIENCE_MILLIS) {
      isShown = true;
      line.show(progress);
    } else if (isShown) {
      isShown = false;
      line.hide();
    }
  }

  private @Nullable Progress progress(long now) {
    Loading loading = persistence.loading();
    if (loading.isOn()) {
      long keys = loop.keyspace().size();
      return Progress.ofBytes(
          "Loading", loading.loadedBytes(), loading.totalBytes(), keys, loading.elapsedMillis());
    }
    String image = image();
    if (image == null) {
      isTakingImage = false;
      return null;
    }
    if (!isTakingImage) {
      isTakingImage = true;
      imageStart = now;
    }
    SnapshotWalk walk = loop.keyspace().snapshots();
    return Progress.ofKeys(image, walk.saved(), walk.total(), now - imageStart);
  }

  /// What an image of the keys is taken for; null when none is.
  private @Nullable String image() {
    if (loop.replication().replicas().isTakingImage()) {
      return "Copying for replicas";
    }
    if (persistence.saving().isRunning()) {
      return "Saving";
    }
    return persistence.recording().log().rewrite().isRunning() ? "Rewriting AOF" : null;
  }

  /// So many keys are in the file for which everything else waits.
  void saving(long keys) {
    long now = loop.clock().millis();
    if (keys == 0) {
      isTakingImage = false;
      imageStart = now;
    }
    if (line != null && now - imageStart >= PATIENCE_MILLIS && now - lastMillis >= MILLIS_BETWEEN) {
      lastMillis = now;
      isShown = true;
      line.show(Progress.ofKeys("Saving", keys, loop.keyspace().size(), now - imageStart));
    }
  }
}
