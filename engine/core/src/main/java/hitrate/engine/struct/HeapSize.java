package hitrate.engine.struct;

/// What objects take on the heap, for structures that count their own bytes: a HotSpot JVM with
/// compact object headers and compressed references, as `./lab node` starts it.
final class HeapSize {
  /// A reference inside an object or array.
  static final int REFERENCE = 4;

  private static final int OBJECT_HEADER = 8;
  private static final int ARRAY_HEADER = 12;

  private HeapSize() {}

  /// An object whose fields take so many bytes.
  static long object(int fieldBytes) {
    return align(OBJECT_HEADER + fieldBytes);
  }

  /// An array of `length` elements of so many bytes each.
  static long array(long length, int elementBytes) {
    return align(ARRAY_HEADER + length * elementBytes);
  }

  private static long align(long bytes) {
    return bytes + 7 & -8L;
  }
}
