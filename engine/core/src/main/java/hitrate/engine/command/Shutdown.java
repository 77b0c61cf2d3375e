package hitrate.engine.command;

/// How a node is to end.
///
/// @param save whether the data is saved even without save points
/// @param noSave whether it is not saved in spite of them
/// @param now whether replicas that lag behind are not waited for
/// @param force whether the node ends even if saving fails
public record Shutdown(boolean save, boolean noSave, boolean now, boolean force) {
  /// The usual way.
  public static final Shutdown DEFAULT = new Shutdown(false, false, false, false);

  /// What is said to who wanted a node to end that goes on.
  public static final CommandError FAILED =
      CommandError.of("ERR Errors trying to SHUTDOWN. Check logs.");

  /// The same without waiting for replicas.
  public Shutdown atOnce() {
    return new Shutdown(save, noSave, true, force);
  }
}
