package hitrate.engine.memory;

/// The sizes a [Slab] hands out: every multiple of 8 from 16 to 256 bytes, then eight steps to each
/// doubling up to 32 KB, so that rounding wastes at most 7 bytes below 256 and an eighth above.
final class SizeClasses {
  static final int LARGEST = 32 * 1024;
  private static final int SMALLEST = 16;
  private static final int FINE_LIMIT = 256;
  private static final int FINE_CLASSES = FINE_LIMIT / 8 - 1; // 16, 24, ... 256
  static final int COUNT = FINE_CLASSES + 7 * 8;

  private SizeClasses() {}

  /// The number of the smallest class that holds `bytes`, for 1 to [#LARGEST] bytes.
  static int of(int bytes) {
    if (bytes <= FINE_LIMIT) {
      return Math.max(bytes + 7, SMALLEST) / 8 - 2;
    }
    int doubling = 31 - Integer.numberOfLeadingZeros(bytes - 1); // 8 for 257..512
    int step = (bytes - 1 - (1 << doubling)) >> (doubling - 3);
    return FINE_CLASSES + (doubling - 8) * 8 + step;
  }

  /// The bytes of one slot of the class.
  static int bytes(int sizeClass) {
    if (sizeClass < FINE_CLASSES) {
      return (sizeClass + 2) * 8;
    }
    int coarse = sizeClass - FINE_CLASSES;
    int doubling = 8 + coarse / 8;
    return (1 << doubling) + ((coarse % 8 + 1) << (doubling - 3));
  }
}
