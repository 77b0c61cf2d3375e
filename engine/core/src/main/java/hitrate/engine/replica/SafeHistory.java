package hitrate.engine.replica;

import hitrate.engine.persist.AppendOnlyFile;

/// Up to which byte of the history everything is safe on this node's own disk, as somebody may wait
/// for that at the primary (WAITAOF).
///
/// The file counts commands, the history bytes. So of what is on its way to the disk one moment is
/// remembered: so many commands were recorded then, and so far was the history.
final class SafeHistory {
  private static final long NONE = -1;

  private long safe; // the last byte that is
  private long recorded = NONE; // then
  private long offset; // of the history then

  /// The last byte that is safe.
  ///
  /// @param now the last byte of all
  long upTo(long now, AppendOnlyFile file) {
    long forced = file.forced();
    if (forced >= file.recorded()) {
      safe = now;
      recorded = NONE;
      return safe;
    }
    if (recorded != NONE && forced >= recorded) {
      safe = offset;
      recorded = NONE;
    }
    if (recorded == NONE) {
      recorded = file.recorded();
      offset = now;
    }
    return safe;
  }

  /// The history is another one from here on.
  void forget() {
    safe = 0;
    recorded = NONE;
  }
}
