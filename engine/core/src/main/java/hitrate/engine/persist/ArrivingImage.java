package hitrate.engine.persist;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.bytes.Crc64;
import hitrate.engine.keyspace.Database;
import hitrate.engine.world.Coroutine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// An image of another node's keyspace that is loaded while it arrives, without a file. Reading
/// stops wherever the bytes that have come end, and goes on in its midst when there are more; all
/// else happens between.
///
/// Libraries of functions are kept back: they are loaded when the whole image has come.
public final class ArrivingImage {
  private static final int PIECE = 1 << 16;

  /// Says how many bytes there are at most, where that is not known.
  private static final long UNKNOWN = Long.MAX_VALUE / 2;

  private final Snapshots snapshots;
  private final Loading loading;
  private final byte[] mark;
  private final Coroutine reading;
  private final Source source;
  private final List<Bytes> libraries = new ArrayList<>();
  private Map<String, String> facts = Map.of();
  private @Nullable LoadError failure;
  private boolean isComplete;

  /// What has come and has not been read.
  private final class Source implements ImageSource {
    private final long size;
    private byte[] bytes = new byte[PIECE];
    private int at;
    private int end;
    private long given; // bytes, before the last piece
    private final byte[] last = new byte[PIECE];
    private int lastLength;
    private long checksum; // before the last piece

    Source(long size) {
      this.size = size;
    }

    void add(byte[] some, int from, int to) {
      int left = end - at;
      int room = left + to - from;
      byte[] target = room > bytes.length ? new byte[2 * room] : bytes;
      System.arraycopy(bytes, at, target, 0, left);
      System.arraycopy(some, from, target, left, to - from);
      bytes = target;
      at = 0;
      end = room;
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public int read(byte[] target, int offset, int most) {
      while (at == end) {
        reading.pause();
      }
      checksum = Crc64.update(checksum, last, 0, lastLength);
      given += lastLength;
      lastLength = Math.min(Math.min(most, end - at), PIECE);
      System.arraycopy(bytes, at, target, offset, lastLength);
      System.arraycopy(bytes, at, last, 0, lastLength);
      at += lastLength;
      return lastLength;
    }

    @Override
    public long checksum(long position) {
      return Crc64.update(checksum, last, 0, (int) (position - given));
    }

    @Override
    public void end() {}
  }

  /// @param place where the keys of a database go
  /// @param length of the image, 0 when it is not known
  /// @param mark what stands behind it then
  /// @param isAside whether the node goes on with other data meanwhile
  ArrivingImage(
      Snapshots snapshots,
      Loading loading,
      IntFunction<Database> place,
      long length,
      byte[] mark,
      boolean isAside) {
    this.snapshots = snapshots;
    this.loading = loading;
    this.mark = mark.clone();
    this.source = new Source(mark.length > 0 ? UNKNOWN : length);
    this.reading = new Coroutine("hitrate-arriving-image", _ -> read(place));
    loading.beginStepwise(length, isAside, this::takeBreak);
  }

  private boolean takeBreak() {
    reading.pause();
    return false;
  }

  private void read(IntFunction<Database> place) {
    try {
      RdbFileReader reader = snapshots.reader(source, place, libraries::add);
      reader.read();
      if (!Arrays.equals(reader.behind(mark.length), mark)) {
        throw new LoadError("Replication stream EOF marker is broken");
      }
      snapshots.hasRead(reader);
      facts = reader.facts();
      isComplete = true;
    } catch (LoadError problem) {
      failure = problem;
    }
  }

  /// Takes more bytes, and reads as far as they go.
  ///
  /// @throws LoadError when that is no image
  public void take(byte[] bytes, int from, int to) throws LoadError {
    source.add(bytes, from, to);
    goOn();
  }

  /// Goes on with what has come.
  ///
  /// @throws LoadError when that is no image
  public void goOn() throws LoadError {
    snapshots.timeGoesOn();
    reading.resume();
    if (failure != null) {
      throw failure;
    }
  }

  /// True when there is something to go on with.
  public boolean canGoOn() {
    return !isComplete && source.at < source.end;
  }

  /// True when everything has been read.
  public boolean isComplete() {
    return isComplete;
  }

  /// What the image says about itself.
  public Map<String, String> facts() {
    return facts;
  }

  /// The code of its libraries of functions.
  public List<Bytes> libraries() {
    return libraries;
  }

  /// Gives the image up, or ends what has been read.
  public void close() {
    reading.cancel();
    loading.end();
  }
}
