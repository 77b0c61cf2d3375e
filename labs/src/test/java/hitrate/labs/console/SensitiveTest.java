package hitrate.labs.console;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SensitiveTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "AUTH secret",
        "auth anna secret",
        "hello 3 auth anna secret",
        "acl setuser anna on >secret",
        "config set requirepass secret",
        "CONFIG SET masterauth secret"
      })
  void linesWithPasswordsAreNotRemembered(String line) {
    assertTrue(Sensitive.line(line));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GET auth", "HELLO 3", "ACL LIST", "CONFIG SET maxmemory 1mb"})
  void otherLinesAre(String line) {
    assertFalse(Sensitive.line(line));
  }
}
