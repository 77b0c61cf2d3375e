package hitrate.engine.persist;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Server;
import hitrate.engine.keyspace.Keyspace;
import hitrate.engine.world.Disk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/// Images of the keyspace in the form of a snapshot file that go to replicas byte by byte, without
/// a file.
public final class ReplicaImages {
  private static final String NEVER = ""; // nothing is forced before the end

  private final RdbImages images;
  private final BackgroundImage.Place place;

  /// @param nodeThread runs tasks on the node's thread
  /// @param lane where strings are compressed
  public ReplicaImages(
      Server server,
      Keyspace keyspace,
      Supplier<List<Bytes>> libraries,
      Disk disk,
      Executor nodeThread,
      Executor lane) {
    this.images = new RdbImages(server, keyspace, libraries);
    this.place =
        new BackgroundImage.Place(
            keyspace, disk, nodeThread, lane, () -> KeyDelay.of(server, "rdb-key-save-delay"));
  }

  /// Begins to hand over the keyspace as it is now.
  ///
  /// @param facts what the image tells about the history that goes on behind it
  public ImageStream begin(Map<String, String> facts, ImageStream.Receiver receiver) {
    return new ImageStream(place, form(facts), receiver);
  }

  /// An image without keys.
  ///
  /// @param facts what the image tells about the history that goes on behind it
  /// @param withLibraries whether the libraries of functions are in it
  public byte[] withoutKeys(Map<String, String> facts, boolean withLibraries) {
    var out = new RdbWriter(false);
    var records = new RecordWriter(out);
    images.beginEmpty(records, facts, withLibraries);
    var bytes = new ByteArrayOutputStream();
    var writer = images.file(new Memory(bytes), NEVER);
    try {
      writer.end(out);
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible); // there is no disk
    }
    return bytes.toByteArray();
  }

  private RdbForm form(Map<String, String> facts) {
    return images.form(facts, false, NEVER);
  }

  /// Keeps what is written in memory.
  private record Memory(ByteArrayOutputStream bytes) implements Disk.Output {
    @Override
    public void write(ByteBuffer some) {
      bytes.write(some.array(), some.arrayOffset() + some.position(), some.remaining());
    }

    @Override
    public void force() {}

    @Override
    public long size() {
      return bytes.size();
    }

    @Override
    public void close() {}
  }
}
