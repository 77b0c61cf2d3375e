package hitrate.engine.keyspace;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.memory.Region;
import hitrate.engine.struct.LargeValue;
import hitrate.engine.world.Entropy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Keeps an image as a keyspace of its own, to be compared with the original as it was. Large
/// values are frozen first and looked at in the end only, after all that has been done to them
/// meanwhile.
public final class ImageCopy implements ImageSink, AutoCloseable {
  private final Keyspace original;
  private final Keyspace copy;
  private final String digest;
  private final Set<String> met = new HashSet<>();
  private final List<Runnable> frozen = new ArrayList<>();
  private int room = Integer.MAX_VALUE;
  private boolean isComplete;

  /// Begins an image of that keyspace.
  public ImageCopy(Keyspace original) {
    this.original = original;
    this.copy = new Keyspace(original.databaseCount(), Region.portable(), Entropy.seeded(1));
    this.digest = digest(original);
    original.snapshots().begin(this);
  }

  /// The fingerprint of all keys that are there, whatever their time.
  private static String digest(Keyspace keyspace) {
    keyspace.keepExpired(true);
    String digest = KeyspaceDigest.of(keyspace);
    keyspace.keepExpired(false);
    return digest;
  }

  /// Lets the walk hand over so many entries from here on.
  public void room(int entries) {
    room = entries;
  }

  @Override
  public boolean hasRoom() {
    return room > 0;
  }

  @Override
  public void add(int database, long entry) {
    room--;
    Region region = original.region();
    Bytes name = Bytes.wrap(Entry.key(region, entry));
    if (!met.add(database + " " + name)) {
      throw new AssertionError(name + " is handed over twice");
    }
    Key key = Key.of(name, copy.hash());
    int kind = Entry.kind(region, entry);
    long expireAt = Entry.expireAt(region, entry);
    Database to = copy.database(database);
    copy.keepExpired(true);
    if (Kind.isLarge(kind)) {
      LargeValue value = original.database(0).large(entry).frozen();
      frozen.add(() -> to.putLarge(key, kind, value.copy(), expireAt));
    } else {
      byte[] value = Entry.value(region, entry);
      to.put(key, kind, value, 0, value.length, expireAt);
    }
  }

  @Override
  public void complete() {
    isComplete = true;
  }

  public boolean isComplete() {
    return isComplete;
  }

  /// Fails when the image is not the keyspace at the moment when it was begun.
  public void check(String what) {
    if (!isComplete) {
      throw new AssertionError("the image is not complete: " + what);
    }
    copy.keepExpired(true);
    frozen.forEach(Runnable::run);
    if (!digest.equals(digest(copy))) {
      throw new AssertionError("the image differs: " + what);
    }
  }

  @Override
  public void close() {
    copy.close();
  }
}
