package hitrate.engine.node;

import hitrate.engine.keyspace.Keyspace;
import hitrate.engine.keyspace.SpareDatabases;
import hitrate.engine.persist.ArrivingImage;
import hitrate.engine.persist.LoadError;
import hitrate.engine.replica.FollowingHost;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An image of the primary's keyspace that this node loads as it arrives (`repl-diskless-load`):
/// into its databases, emptied before, or into a second set of them beside its own.
final class ReceivedImage implements FollowingHost.LiveImage {
  private final NodeLoop loop;
  private final Keyspace keyspace;
  private final @Nullable SpareDatabases spare;
  private final ArrivingImage image;
  private boolean isComplete;

  /// @param servesOld whether clients see what there was until the image is whole
  ReceivedImage(NodeLoop loop, long length, byte[] mark, boolean isAside, boolean servesOld) {
    this.loop = loop;
    this.keyspace = loop.keyspace();
    loop.persistence().stopKeeping();
    if (!isAside) {
      loop.persistence().flush();
    }
    this.spare = isAside ? keyspace.spareDatabases() : null;
    loop.log("notice", "MASTER <-> REPLICA sync: Loading DB in memory");
    var snapshots = loop.persistence().snapshots();
    snapshots.keepExpired(true);
    this.image =
        snapshots.arriving(
            spare == null ? keyspace::database : spare::database, length, mark, servesOld);
    loop.dispatcher().following().loads(true, servesOld);
  }

  @Override
  public void take(byte[] bytes, int from, int to) throws LoadError {
    image.take(bytes, from, to);
  }

  @Override
  public boolean goOn() throws LoadError {
    boolean can = image.canGoOn();
    if (can) {
      image.goOn();
    }
    return can;
  }

  @Override
  public boolean isWhole() {
    return image.isComplete();
  }

  @Override
  public Map<String, String> complete() throws LoadError {
    var snapshots = loop.persistence().snapshots();
    loop.persistence().stopKeeping(); // whatever has been begun meanwhile
    snapshots.takeLibraries(image.libraries());
    if (spare != null) {
      loop.log("notice", "MASTER <-> REPLICA sync: Swapping active DB with loaded DB");
      spare.takeOver();
      loop.log("notice", "MASTER <-> REPLICA sync: Discarding old DB in background");
    }
    isComplete = true;
    close();
    loop.persistence().keepOn();
    return image.facts();
  }

  @Override
  public void close() {
    image.close();
    loop.dispatcher().following().loads(false, false);
    if (isComplete) {
      return;
    }
    isComplete = true; // as far as it will ever be
    if (spare != null) {
      loop.log("notice", "MASTER <-> REPLICA sync: Discarding temporary DB in background");
      spare.drop();
    } else {
      keyspace.clear();
    }
  }
}
