package hitrate.engine.persist;

import java.util.List;

/// A file that cannot be loaded.
public final class LoadError extends Exception {
  private static final long serialVersionUID = 1;

  private final transient List<String> lines;

  /// @param lines what the log is to say of it, as the real server's does
  public LoadError(String... lines) {
    super(lines[lines.length - 1]);
    this.lines = List.of(lines);
  }

  LoadError(List<String> lines) {
    super(lines.getLast());
    this.lines = List.copyOf(lines);
  }

  /// What the log is to say of it.
  public List<String> lines() {
    return lines;
  }
}
