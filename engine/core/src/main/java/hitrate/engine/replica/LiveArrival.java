package hitrate.engine.replica;

import hitrate.engine.persist.LoadError;
import java.io.IOException;
import java.util.Map;

/// An image that is loaded as it arrives (`repl-diskless-load`).
final class LiveArrival implements Arrival {
  private final Following following;
  private final FollowingHost.LiveImage image;
  private final ImageHeader header;
  private long received;
  private boolean isClosed;

  LiveArrival(Following following, FollowingHost.LiveImage image, ImageHeader header) {
    this.following = following;
    this.image = image;
    this.header = header;
  }

  @Override
  public long length() {
    return header.length();
  }

  @Override
  public long received() {
    return received;
  }

  @Override
  public boolean isOver() {
    return image.isWhole() && (header.isMarked() || received == header.length());
  }

  @Override
  public int take(byte[] bytes, int from, int to) throws IOException {
    int count = header.share(to - from, received);
    received += count;
    try {
      image.take(bytes, from, from + count);
    } catch (LoadError problem) {
      throw note(problem);
    }
    return from + count;
  }

  @Override
  public boolean goOn() throws IOException {
    try {
      return image.goOn();
    } catch (LoadError problem) {
      throw note(problem);
    }
  }

  private IOException note(LoadError problem) {
    problem.lines().forEach(line -> following.note("warning", line));
    return new IOException("no image");
  }

  /// See [FollowingHost.LiveImage#complete].
  Map<String, String> complete() throws LoadError {
    Map<String, String> facts = image.complete();
    isClosed = true;
    return facts;
  }

  @Override
  public void close() {
    if (!isClosed) {
      isClosed = true;
      following.note(
          "warning",
          "Failed trying to load the MASTER synchronization DB from socket, check server logs.");
      image.close();
    }
  }
}
