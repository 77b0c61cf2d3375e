package hitrate.engine.session;

/// What is in a connection's buffers.
///
/// @param input bytes received that are not run yet; while a request runs, those it came with
/// @param inputRoom bytes that the buffer has room for beyond those
/// @param words bytes of the complete words of a request that is not
/// @param messages bytes of messages that wait to be sent together with replies
/// @param messageRoom what the buffer of those takes
/// @param blocks blocks of replies that the client has not taken yet
/// @param blockBytes what those blocks take
/// @param wantsWrites whether the socket has to become writable first
public record ConnectionBuffers(
    int input,
    int inputRoom,
    long words,
    int messages,
    int messageRoom,
    int blocks,
    long blockBytes,
    boolean wantsWrites) {
  static final ConnectionBuffers NONE = new ConnectionBuffers(0, 0, 0, 0, 0, 0, 0, false);
}
