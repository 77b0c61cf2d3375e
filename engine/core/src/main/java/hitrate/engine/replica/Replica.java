package hitrate.engine.replica;

import hitrate.engine.session.ClientState;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// A client that is a replica, or has begun to say what kind of replica it will be.
final class Replica {
  /// How far it is on its way.
  enum Stage {
    /// It has not asked for the history yet.
    STRANGER,
    /// It is to get an image of the keyspace, which has not begun.
    WAITS("wait_bgsave"),
    /// The image is being written to a file, or is on its way through memory.
    IMAGE_BEGUN("wait_bgsave"),
    /// The file is on its way.
    GETS_FILE("send_bulk"),
    /// It has the image and gets the stream.
    ONLINE("online");

    final String word; // of INFO

    Stage() {
      this("");
    }

    Stage(String word) {
      this.word = word;
    }
  }

  /// What it wants to find in the image.
  enum Content {
    ALL,
    LIBRARIES,
    NOTHING
  }

  final ClientState client;
  Stage stage = Stage.STRANGER;
  long port; // where it listens itself
  String announcedAddress = "";
  boolean knowsMark; // of the end of an image whose length is not known
  boolean knowsNewNames; // of the history when it goes on
  boolean wantsOnlyImage;
  Content content = Content.ALL;
  boolean isOld; // asked by SYNC
  boolean acknowledgesStart; // the stream waits until it has said that it got the image
  long acknowledged; // the last byte that it has
  long onDisk; // the last byte that it has on its disk
  long lastSecond; // when it was last heard of
  long waitsSince; // in seconds, for an image
  @Nullable ImageFile file;
  private final ArrayDeque<byte[]> later = new ArrayDeque<>();
  private long laterBytes;

  Replica(ClientState client) {
    this.client = client;
  }

  boolean isAttached() {
    return stage != Stage.STRANGER;
  }

  boolean isOnline() {
    return stage == Stage.ONLINE;
  }

  /// Sends a part of the stream, or keeps it until the image has arrived.
  void stream(byte[] bytes) {
    if (wantsOnlyImage) {
      return;
    }
    if (stage == Stage.ONLINE && !acknowledgesStart) {
      client.send(bytes);
    } else if (stage != Stage.WAITS) {
      later.add(bytes);
      laterBytes += bytes.length;
    }
  }

  /// Bytes of the stream that it is to get later.
  long laterBytes() {
    return laterBytes;
  }

  /// Sends what was kept: from here on it gets the stream as it comes.
  void catchUp() {
    acknowledgesStart = false;
    for (byte[] bytes = later.poll(); bytes != null; bytes = later.poll()) {
      client.send(bytes);
    }
    laterBytes = 0;
  }

  /// Where it is, for clients that want to read from it.
  String host() {
    String address = client.address();
    int end = address.lastIndexOf(':');
    String own = end < 0 ? address : address.substring(0, end);
    return announcedAddress.isEmpty() ? own.replace("[", "").replace("]", "") : announcedAddress;
  }

  /// For the log.
  String name() {
    return host() + ":" + (port > 0 ? port : "<unknown-replica-port>");
  }
}
