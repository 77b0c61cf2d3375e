package hitrate.engine.bytes;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
  @ParameterizedTest
  @CsvSource({
    "h?llo, hello, true",
    "h?llo, hllo, false",
    "h*llo, hllo, true",
    "h*llo, heeeello, true",
    "*a*b*c*, xxaxxbxxcxx, true",
    "*a*b*c*, xxaxxcxxbxx, false",
    "h[ae]llo, hallo, true",
    "h[ae]llo, hillo, false",
    "h[^e]llo, hallo, true",
    "h[^e]llo, hello, false",
    "h[a-c]llo, hbllo, true",
    "h[c-a]llo, hbllo, true",
    "h[a-c]llo, hdllo, false",
    "h\\?llo, h?llo, true",
    "h\\?llo, hello, false",
    "[\\]a]x, ]x, true",
    "[a-, -, true",
    "[^, x, true",
    "[, x, false",
    "a\\, a\\, true",
    "[[]x, [x, true",
  })
  void patternsMatchAsTheRealServerMatchesThem(String pattern, String text, boolean matches) {
    assertEquals(matches, matches(pattern, text));
  }

  @Test
  void anEmptyTextMatchesNothingButAnEmptyPattern() {
    assertTrue(matches("", ""));
    assertFalse(matches("**", ""));
    assertFalse(matches("", "a"));
    assertTrue(matches("a**", "a"));
  }

  @Test
  void bytesAreSignedInRanges() {
    assertTrue(matches("[\u0080-a]", "\u00ff"));
    assertFalse(matches("[a-\u00ff]", "z"));
  }

  @Test
  void caseIsIgnoredOnRequestButNotBehindABackslashInAClass() {
    assertTrue(new Glob(Bytes.of("MAX[a-m]*"), true).matches(Bytes.of("maxMemory")));
    assertFalse(new Glob(Bytes.of("[\\A]"), true).matches(Bytes.of("a")));
    assertFalse(matches("MAX*", "maxmemory"));
  }

  @Test
  void manyStarsDoNotTakeForever() {
    String pattern = "a*".repeat(60) + "b";
    String text = "a".repeat(10_000);
    assertTimeoutPreemptively(ofSeconds(5), () -> assertFalse(matches(pattern, text)));
  }

  private static boolean matches(String pattern, String text) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    return new Glob(Bytes.wrap(pattern.getBytes(ISO_8859_1)), false)
        .matches(bytes, 0, bytes.length);
  }
}
