package hitrate.book.transcript;

/// The stages there are.
public final class Stages {

  private Stages() {}

  /// A new, empty node of the engine in this process, whose clock a pause moves.
  public static Stage fresh() {
    return new EmbeddedStage();
  }
}
