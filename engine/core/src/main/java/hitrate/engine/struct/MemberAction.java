package hitrate.engine.struct;

/// What is done with a member of a set: `length` bytes from `offset` on, good until it returns.
@FunctionalInterface
public interface MemberAction {
  void accept(byte[] array, int offset, int length);
}
