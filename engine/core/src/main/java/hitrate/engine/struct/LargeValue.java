package hitrate.engine.struct;

/// A value that has outgrown its compact form: an object on the heap, which the keyspace keeps
/// behind a handle.
public interface LargeValue {
  /// The bytes that it takes on the heap, to within a twentieth. Cheap: kept up to date with each
  /// change.
  long bytes();

  /// A value of its own with the same content.
  LargeValue copy();
}
