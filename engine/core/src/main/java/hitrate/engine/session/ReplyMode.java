package hitrate.engine.session;

import hitrate.engine.command.Client.Replies;

/// Which of its replies a client is sent: CLIENT REPLY.
final class ReplyMode {
  private Replies wanted = Replies.ON;
  private boolean skipsThis;
  private boolean skipsNext;
  private boolean isDecided;

  /// What the client asks for.
  void choose(Replies which) {
    if (which == Replies.SKIP_NEXT) {
      skipsNext |= wanted == Replies.ON;
      return;
    }
    wanted = which; // what is to be skipped next still is
    if (which == Replies.ON) {
      skipsThis = false; // even the answer to this is sent
    }
  }

  /// Replies are sent, or not, from here on, though a reply that was to be skipped still is.
  void set(boolean sends) {
    wanted = sends ? Replies.ON : Replies.OFF;
    skipsNext = false;
  }

  /// True when replies are not sent now.
  boolean isSilent() {
    return wanted == Replies.OFF || skipsThis;
  }

  /// Says that what the running command has written is to be sent even to a silent client.
  void decide() {
    isDecided = true;
  }

  /// Notes that a command has run, or failed to be one; true when its reply is not to be sent.
  boolean swallows() {
    boolean swallows = isSilent() && !isDecided;
    isDecided = false;
    skipsThis = skipsNext;
    skipsNext = false;
    return swallows;
  }
}
