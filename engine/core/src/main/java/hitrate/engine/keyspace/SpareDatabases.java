package hitrate.engine.keyspace;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// A second set of databases in the memory of a keyspace: filled while the first set is in use, and
/// then put in its place, or dropped.
///
/// Until then nothing but who fills them knows of them; they are in no image of the keyspace.
public final class SpareDatabases {
  private final Keyspace keyspace;
  private final List<Database> all = new ArrayList<>();
  private final long walksThen;

  SpareDatabases(Keyspace keyspace) {
    this.keyspace = keyspace;
    for (int i = 0; i < keyspace.databaseCount(); i++) {
      all.add(new Database(i, keyspace, keyspace.slab()));
    }
    this.walksThen = keyspace.snapshots().begun();
  }

  /// The database that is to have this number.
  public Database database(int index) {
    return all.get(index);
  }

  /// Puts them in the place of the keyspace's databases, whose keys go. No image may be under way.
  public void takeOver() {
    SnapshotWalk walk = keyspace.snapshots();
    if (walk.isRunning()) {
      throw new IllegalStateException("an image is being taken");
    }
    long imagesMeanwhile = walk.begun() - walksThen;
    if (imagesMeanwhile > 0) {
      all.forEach(spare -> walk.adopt(spare, imagesMeanwhile));
    }
    keyspace.localTimes().clear();
    all.forEach(spare -> keyspace.database(spare.index()).swap(spare));
    drop();
    keyspace.flushed();
  }

  /// Removes them with all their keys, whose memory comes back little by little.
  public void drop() {
    keyspace.lazyFreeing().count(all.stream().mapToLong(Database::size).sum());
    keyspace.endSpare(all.stream().map(Database::forget).filter(Objects::nonNull).toList());
  }
}
