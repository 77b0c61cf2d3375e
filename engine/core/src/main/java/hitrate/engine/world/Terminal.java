package hitrate.engine.world;

/// The terminal that somebody may be looking at.
public interface Terminal {
  /// What a terminal is taken to have that does not say.
  int USUAL_COLUMNS = 80;

  /// How wide it is now; 0 when nobody looks, or when it cannot go back within a line.
  int columns();

  /// No terminal.
  static Terminal none() {
    return () -> 0;
  }

  /// Where this process writes its standard output to: [#none] for files and pipes.
  ///
  /// @param type what the environment says that it is (`TERM`), empty when nothing
  static Terminal ofStandardOutput(String type) {
    return type.isEmpty() || type.equals("dumb") ? none() : () -> NativeProcess.columns(1);
  }
}
