package hitrate.engine.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MemoryCheckTest {
  @Test
  void soundMemoryPassesEveryPattern() {
    var patterns = new AtomicInteger();
    assertEquals(0, MemoryCheck.run(1 << 16, patterns::incrementAndGet));
    assertEquals(4, patterns.get());
  }

  @Test
  void aSingleWrongBitIsFound() {
    try (var arena = Arena.ofConfined()) {
      var memory = arena.allocate(1 << 12, Long.BYTES);
      for (var pattern : MemoryCheck.PATTERNS) {
        MemoryCheck.write(memory, pattern);
        long right = memory.getAtIndex(ValueLayout.JAVA_LONG, 100);
        memory.setAtIndex(ValueLayout.JAVA_LONG, 100, right ^ 1L << 40);
        assertEquals(1, MemoryCheck.wrongWords(memory, pattern));
      }
    }
  }
}
