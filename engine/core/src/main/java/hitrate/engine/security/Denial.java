package hitrate.engine.security;

/// Why a command is refused.
///
/// @param word the index of the word that it is about; 0 for the command itself
record Denial(Reason reason, int word) {
  /// What is out of bounds, the more telling the later.
  enum Reason {
    COMMAND,
    KEY,
    AUTH,
    CHANNEL
  }

  /// True when this tells more than the other: of several selectors one denial is shown.
  boolean tellsMoreThan(Denial other) {
    int order = reason.compareTo(other.reason);
    return order > 0 || order == 0 && word > other.word;
  }
}
