package hitrate.engine.session;

/// What one client makes the node keep, in bytes.
///
/// Twofold: what its objects and arrays hold, which is memory in use (`used_memory`); and what it
/// *claims*, its shares of the arrays of all included, see [ConnectionBuffers]. By the claims
/// clients are compared, in CLIENT LIST and when some have to go (`maxmemory-clients`).
public final class ClientFootprint {
  /// What a client takes that has sent nothing, as measured: its objects here and in the JDK.
  private static final long OWN_BYTES = 1536;

  /// Objects and places in tables for a name of a channel or a prefix that it listens to.
  static final int NAME_OVERHEAD = 96;

  private final ClientState client;
  private final ConnectionBuffers buffers;

  ClientFootprint(ClientState client, ConnectionBuffers buffers) {
    this.client = client;
    this.buffers = buffers;
  }

  /// What is kept for it and for nobody else.
  public long heldBytes() {
    return beside() + client.waitingWordBytes() + buffers.own();
  }

  /// The same with its shares of what all have in common.
  public long claimedBytes() {
    return beside()
        + client.wordBytes(buffers)
        + buffers.input()
        + buffers.inputRoom()
        + buffers.replyRoom()
        + buffers.blockBytes();
  }

  private long beside() {
    return OWN_BYTES
        + client.postponedBytes()
        + client.transaction().bytes()
        + client.transaction().watchedBytes()
        + client.subscriptions().bytes()
        + client.tracking().bytes();
  }
}
