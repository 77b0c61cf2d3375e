package hitrate.engine.node;

import hitrate.engine.session.ClientState;

/// How much a client may leave untaken (`client-output-buffer-limit`), by its class. Beyond the
/// hard limit it is closed at once, beyond the soft one when it stays there for some time.
///
/// Replies are measured as the memory that they would take in the real server, so that the same
/// client is closed by the same reply: up to 16 KB in an array of the client's own, which count
/// nothing, the rest in blocks that its allocator rounds up, with 40 bytes of overhead each.
final class OutputLimits {
  private static final int NORMAL = 0;
  private static final int REPLICA = 1;
  private static final int PUBSUB = 2;

  private static final int OWN_BYTES = 16 * 1024;
  private static final int BLOCK_HEADER = 16;
  private static final int LIST_NODE = 24;

  private final long[] hard = new long[3];
  private final long[] soft = new long[3];
  private final long[] softSeconds = new long[3];

  /// Takes over the parameter: `class hard soft seconds`, and so on.
  void set(String text) {
    String[] words = text.split(" ", -1);
    for (int i = 0; i + 3 < words.length; i += 4) {
      int which =
          switch (words[i]) {
            case "slave" -> REPLICA;
            case "pubsub" -> PUBSUB;
            default -> NORMAL;
          };
      hard[which] = Long.parseLong(words[i + 1]);
      soft[which] = Long.parseLong(words[i + 2]);
      softSeconds[which] = Long.parseLong(words[i + 3]);
    }
  }

  private static int classOf(ClientState client) {
    return client.isReplica() ? REPLICA : client.isListening() ? PUBSUB : NORMAL;
  }

  /// True when some limit holds for the client.
  boolean holdFor(ClientState client) {
    int which = classOf(client);
    return (hard[which] | soft[which]) != 0;
  }

  boolean isBeyondHard(ClientState client, long bytes) {
    long most = hard[classOf(client)];
    return most > 0 && bytes > OWN_BYTES && memory(bytes) >= most;
  }

  boolean isBeyondSoft(ClientState client, long bytes) {
    long most = soft[classOf(client)];
    return most > 0 && bytes > OWN_BYTES && memory(bytes) >= most;
  }

  /// True when a client that has been beyond the soft limit for so many seconds has to go.
  boolean isTooLong(ClientState client, long seconds) {
    return seconds > softSeconds[classOf(client)];
  }

  /// What replies of so many bytes take in the real server.
  static long memory(long bytes) {
    long rest = bytes - OWN_BYTES;
    return rest <= 0 ? 0 : allocated(Math.max(rest, OWN_BYTES) + BLOCK_HEADER) + LIST_NODE;
  }

  /// Rounds up as jemalloc does: four sizes to each doubling.
  private static long allocated(long bytes) {
    long step = Long.highestOneBit(bytes - 1) >> 2;
    return (bytes + step - 1) & -step;
  }
}
