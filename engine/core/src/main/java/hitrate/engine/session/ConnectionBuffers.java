package hitrate.engine.session;

/// What is in a connection's buffers, and how much room it is given.
///
/// The arrays that requests are read into and replies are written to belong to all connections. A
/// client's room is the share that it is given of them, the size of the array of its own that it
/// would have in the real server: it shrinks while the client is idle, and the room for replies
/// follows what the client gets. What a connection keeps for itself is in `own`.
///
/// @param input bytes received that are not run yet; while a request runs, those it came with
/// @param inputRoom bytes that it has room for beyond those
/// @param words bytes of the complete words of a request that is not
/// @param replies bytes of replies and messages that wait for the end of the turn
/// @param replyRoom bytes of replies that it has room for before they go into blocks
/// @param replyPeak how much of that room it has recently used at once
/// @param blocks blocks of replies that the client has not taken yet
/// @param blockBytes what those blocks take
/// @param own bytes of arrays that are this connection's alone
/// @param wantsWrites whether the socket has to become writable first
public record ConnectionBuffers(
    int input,
    int inputRoom,
    long words,
    int replies,
    int replyRoom,
    int replyPeak,
    int blocks,
    long blockBytes,
    long own,
    boolean wantsWrites) {
  static final ConnectionBuffers NONE = new ConnectionBuffers(0, 0, 0, 0, 0, 0, 0, 0, 0, false);

  /// True when replies have not left yet, or not all of them.
  public boolean isOwing() {
    return replies > 0 || blocks > 0;
  }
}
