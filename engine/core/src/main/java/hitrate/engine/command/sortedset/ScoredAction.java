package hitrate.engine.command.sortedset;

/// What is done with a member of a sorted set, `length` bytes from `offset` on, and its score. The
/// bytes are good until it returns.
@FunctionalInterface
public interface ScoredAction {
  void accept(byte[] array, int offset, int length, double score);
}
