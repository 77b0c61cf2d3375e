package hitrate.engine.session;

/// The socket behind a client, as far as its state has to reach it.
public interface ClientWire {
  String remoteAddress();

  String localAddress();

  /// Sends a message that is no reply, behind the first `place` bytes of the replies written in
  /// this turn.
  void deliver(byte[] message, int place);

  /// Says that a reply has been written whole: messages that came meanwhile belong behind what was
  /// there of it then.
  default void replied() {}

  /// Says that the replies written since the last such call are this client's.
  void answered();

  /// What is in the connection's buffers now.
  ConnectionBuffers buffers();

  /// True when it came by a Unix domain socket.
  default boolean hasSocketFile() {
    return false;
  }

  /// A small number unique among open connections, like a file descriptor.
  int descriptor();

  /// Closes at once.
  void close();

  /// The client has to authenticate, or no longer.
  void authenticated(boolean yes);

  /// True when replies may come later than their command, as they do for one that waits.
  default boolean canWait() {
    return false;
  }

  /// Goes on with what the client has sent while its requests were held up.
  default void resume() {}
}
