package hitrate.engine.bytes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BytesTest {

  @Test
  void byteStringsAreEqualWhenTheirBytesAre() {
    assertEquals(Bytes.of("key"), Bytes.copyOf(new byte[] {'k', 'e', 'y'}));
    assertEquals(Bytes.of("key").hashCode(), Bytes.copyOf(new byte[] {'k', 'e', 'y'}).hashCode());
    assertNotEquals(Bytes.of("key"), Bytes.of("Key"));
    assertSame(Bytes.EMPTY, Bytes.of(""));
  }

  @Test
  void theyAreOrderedByUnsignedBytes() {
    assertTrue(Bytes.of("a").compareTo(Bytes.of("b")) < 0);
    assertTrue(Bytes.of("a").compareTo(Bytes.of("ab")) < 0);
    assertTrue(Bytes.of("z").compareTo(Bytes.wrap(new byte[] {(byte) 0x80})) < 0);
  }

  @Test
  void copiesCannotBeChangedFromOutside() {
    byte[] array = {1, 2, 3};
    var bytes = Bytes.copyOf(array);
    array[0] = 9;
    bytes.toArray()[1] = 9;
    assertArrayEquals(new byte[] {1, 2, 3}, bytes.toArray());
  }

  @Test
  void aSliceIsAByteStringOfItsOwn() {
    assertEquals(Bytes.of("ell"), Bytes.of("hello").slice(1, 4));
    assertEquals(Bytes.of("hello"), Bytes.of("hello").slice(0, 5));
    assertEquals(Bytes.EMPTY, Bytes.of("hello").slice(2, 2));
  }

  @Test
  void textIsUtf8() {
    assertEquals(5, Bytes.of("café").length());
    assertEquals("café", Bytes.of("café").toString());
  }
}
