package hitrate.book.transcript;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MasksTest {

  @Test
  void whatIsNoMaskIsComparedAsItIs() {
    assertTrue(Masks.matches("(integer) 1", "(integer) 1"));
    assertFalse(Masks.matches("(integer) 1", "(integer) 10"));
    assertTrue(Masks.matches("{\"user\":42}", "{\"user\":42}"));
  }

  @Test
  void aNumberStandsForAnyNumber() {
    assertTrue(Masks.matches("(integer) {number}", "(integer) 49983"));
    assertFalse(Masks.matches("(integer) {number}", "(integer) many"));
  }

  @Test
  void aRangeHoldsANumberToItsEnds() {
    assertTrue(Masks.matches("(integer) {number 5000..6000}", "(integer) 6000"));
    assertFalse(Masks.matches("(integer) {number 5000..6000}", "(integer) 6001"));
    assertFalse(Masks.matches("(integer) {number 5000..6000}", "(integer) 4999"));
  }

  @Test
  void severalMasksInOneLineEachCheckTheirOwnValue() {
    assertTrue(Masks.matches("counted {number 1..9}, lost {number 1..9}", "counted 3, lost 4"));
    assertFalse(Masks.matches("counted {number 1..9}, lost {number 1..9}", "counted 3, lost 14"));
  }

  @Test
  void anUnknownNameIsNoMask() {
    assertFalse(Masks.in("{user}"));
    assertTrue(Masks.in("{number 1..2}"));
    assertFalse(Masks.matches("{user}", "alice"));
  }
}
