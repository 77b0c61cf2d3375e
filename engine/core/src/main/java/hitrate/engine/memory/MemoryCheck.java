package hitrate.engine.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.function.LongUnaryOperator;

/// Looks for memory that does not keep what is written to it. A whole stretch is filled with a
/// pattern and read back, for one pattern after another; caches of the processor are too small to
/// answer in the memory's place.
public final class MemoryCheck {
  /// What is written to a word, by its number.
  static final List<LongUnaryOperator> PATTERNS =
      List.of(
          word -> word, // found by this: a word that is kept at another one's place
          word -> ~word,
          word -> (word & 1) == 0 ? 0x5555555555555555L : 0xAAAAAAAAAAAAAAAAL,
          MemoryCheck::scattered);

  private MemoryCheck() {}

  /// Checks that many bytes.
  ///
  /// @param each is run after each pattern
  /// @return how many words were wrong
  /// @throws OutOfMemoryError when there is not so much
  public static long run(long bytes, Runnable each) {
    try (var arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(bytes, Long.BYTES);
      long wrong = 0;
      for (LongUnaryOperator pattern : PATTERNS) {
        write(memory, pattern);
        wrong += wrongWords(memory, pattern);
        each.run();
      }
      return wrong;
    }
  }

  static void write(MemorySegment memory, LongUnaryOperator pattern) {
    long words = memory.byteSize() / Long.BYTES;
    for (long i = 0; i < words; i++) {
      memory.setAtIndex(ValueLayout.JAVA_LONG, i, pattern.applyAsLong(i));
    }
  }

  static long wrongWords(MemorySegment memory, LongUnaryOperator pattern) {
    long words = memory.byteSize() / Long.BYTES;
    long wrong = 0;
    for (long i = 0; i < words; i++) {
      wrong += memory.getAtIndex(ValueLayout.JAVA_LONG, i) == pattern.applyAsLong(i) ? 0 : 1;
    }
    return wrong;
  }

  /// About half of the bits set, others for each word.
  private static long scattered(long word) {
    long mixed = (word + 1) * 0x9E3779B97F4A7C15L;
    return mixed ^ mixed >>> 29;
  }
}
