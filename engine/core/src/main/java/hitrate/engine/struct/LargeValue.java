package hitrate.engine.struct;

/// A value that has outgrown its compact form: an object on the heap, which the keyspace keeps
/// behind a handle.
public interface LargeValue {
  /// The bytes that it takes on the heap, to within a twentieth. Cheap: kept up to date with each
  /// change.
  long bytes();

  /// How many pieces the real server would have to free one by one.
  long parts();

  /// A value of its own with the same content.
  LargeValue copy();

  /// The value as it is now, to be read only, by any one thread, whatever becomes of this one
  /// meanwhile.
  ///
  /// The two share their parts, which are some tens of KB each: this one copies a part before it
  /// changes it for the first time. So a value of millions of elements is frozen in the time that
  /// it takes to list its parts, and costs memory only where it is changed.
  LargeValue frozen();
}
