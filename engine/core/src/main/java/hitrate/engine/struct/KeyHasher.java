package hitrate.engine.struct;

/// The hash of a string of bytes, uniform over 64 bits and seeded for each node, so that a client
/// cannot choose strings that collide.
@FunctionalInterface
public interface KeyHasher {
  /// The hash of `length` bytes from `offset` on.
  long of(byte[] bytes, int offset, int length);
}
