package hitrate.engine.bytes;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Compression that gives back what went in, and checksums as the real server computes them.
class LzfTest {
  @Test
  void whatWasCompressedComesBack() {
    for (int seed = 0; seed < 500; seed++) {
      var random = new Random(seed);
      byte[] bytes = new byte[random.nextInt(seed % 2 == 0 ? 300 : 40_000)];
      int letters = 1 + random.nextInt(8);
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) ('a' + random.nextInt(letters));
      }
      byte[] small = Lzf.compress(bytes, bytes.length);
      if (small != null) {
        assertArrayEquals(bytes, Lzf.expand(small, 0, small.length, bytes.length), "seed " + seed);
      }
    }
  }

  /// Where there is room, whole words are copied at a time.
  @Test
  void itMayBeExpandedToTheBeginningOfALongerArray() {
    for (int period = 1; period < 20; period++) {
      for (int length = 3; length < 120; length++) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
          bytes[i] = (byte) ('a' + i % period);
        }
        byte[] small = Lzf.compress(bytes, length);
        for (int room = 0; small != null && room < 40; room++) {
          byte[] from = Arrays.copyOf(small, small.length + room);
          byte[] target = new byte[length + room];
          assertTrue(Lzf.expand(from, 0, small.length, target, length));
          assertArrayEquals(bytes, Arrays.copyOf(target, length), period + ", " + length);
        }
      }
    }
  }

  @Test
  void theResultIsTheRealServersByteForByte() {
    byte[] text =
        ("#!lua name=b\nredis.register_function('g1', function(keys,args) return '"
                + "x".repeat(300)
                + "' end)")
            .getBytes(ISO_8859_1);
    byte[] small = Lzf.compress(text, text.length - 4);
    assertNotNull(small);
    assertEquals(
        "1f23216c7561206e616d653d620a72656469732e72656769737465725f66756e630a74696f6e2827673127"
            + "2c20e0000e136b6579732c61726773292072657475726e202778e0ff00e01a00052720656e6429",
        HexFormat.of().formatHex(small));
  }

  /// The original compares the first bytes of a reference without a look at the end.
  @Test
  void aLastReferenceMayReachTheEnd() {
    byte[] text = "long".repeat(138).getBytes(ISO_8859_1);
    byte[] small = Lzf.compress(text, text.length - 4);
    assertNotNull(small);
    assertEquals("046c6f6e676ce0ff03e1ff07e10a07", HexFormat.of().formatHex(small));
    for (int length = 3; length < 1_000; length++) {
      byte[] some = "long".repeat(250).substring(0, length).getBytes(ISO_8859_1);
      byte[] less = Lzf.compress(some, length);
      if (less != null) {
        assertArrayEquals(some, Lzf.expand(less, 0, less.length, length));
      }
    }
  }

  @Test
  void whatDoesNotGetShorterIsLeft() {
    byte[] noise = new byte[100];
    new Random(1).nextBytes(noise);
    assertNull(Lzf.compress(noise, 96));
  }

  @Test
  void damagedBytesAreToldFromWhole() {
    byte[] text = "abcabcabcabcabcabcabcabcabcabc".getBytes(ISO_8859_1);
    byte[] small = Lzf.compress(text, 26);
    assertNotNull(small);
    assertNull(Lzf.expand(small, 0, small.length, text.length + 1));
    assertNull(Lzf.expand(small, 0, small.length - 1, text.length));
    assertNull(Lzf.expand(new byte[] {(byte) 0xe0, 0, 5}, 0, 3, 9));
  }

  @Test
  void aChecksumMayBeTakenInPieces() {
    byte[] digits = "123456789".getBytes(ISO_8859_1);
    assertEquals(0xe9c6d914c4b8d9caL, Crc64.update(0, digits, 0, 9));
    assertEquals(
        0xe9c6d914c4b8d9caL,
        Crc64.update(Crc64.update(0, Arrays.copyOf(digits, 4), 0, 4), digits, 4, 9));
  }
}
