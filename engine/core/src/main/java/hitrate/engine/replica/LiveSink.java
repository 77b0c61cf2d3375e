package hitrate.engine.replica;

import hitrate.engine.persist.LoadError;
import java.io.IOException;
import java.util.Map;

/// The databases here, which an image is loaded into as it arrives (`repl-diskless-load`).
final class LiveSink implements Arrival.Sink {
  private final Following following;
  private final FollowingHost.LiveImage image;
  private boolean isClosed;

  LiveSink(Following following, FollowingHost.LiveImage image) {
    this.following = following;
    this.image = image;
  }

  @Override
  public boolean isWhole() {
    return image.isWhole();
  }

  @Override
  public void take(byte[] bytes, int from, int to) throws IOException {
    try {
      image.take(bytes, from, to);
    } catch (LoadError problem) {
      throw note(problem);
    }
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
