package hitrate.book.transcript;

/// A transcript that cannot be read, or whose run is not what its author wrote. The message says
/// which line, what was expected and what came.
public final class TranscriptException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int line;

  /// A complaint about line `line` (from 1) of the block.
  public TranscriptException(int line, String message) {
    super(message);
    this.line = line;
  }

  /// The line of the block, from 1.
  public int line() {
    return line;
  }
}
