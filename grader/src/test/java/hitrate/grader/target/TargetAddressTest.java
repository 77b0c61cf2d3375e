package hitrate.grader.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetAddressTest {
  @Test
  void theFourForms() {
    assertEquals(TargetAddress.EMBEDDED, TargetAddress.parse("embedded"));
    assertEquals(TargetAddress.Kind.SERVER, TargetAddress.parse("redis://h").kind());
    assertEquals(TargetAddress.Kind.TLS_SERVER, TargetAddress.parse("rediss://h").kind());
    assertEquals(TargetAddress.Kind.CLUSTER, TargetAddress.parse("cluster://h:7000").kind());
  }

  @Test
  void partsAreReadAndThePasswordIsNeverShown() {
    var address = TargetAddress.parse("redis://ann:s3:cret@cache.example:7001/3");
    assertEquals("ann", address.user());
    assertEquals("s3:cret", address.password());
    assertEquals("cache.example", address.host());
    assertEquals(7001, address.port());
    assertEquals(3, address.database());
    assertEquals("redis://cache.example:7001/3", address.describe());
    assertEquals(6379, TargetAddress.parse("redis://h").port());
    assertEquals("", TargetAddress.parse("redis://:pw@h").user());
    assertEquals("::1", TargetAddress.parse("redis://[::1]:6379").host());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "redis", "redis:", "http://h", "redis://h/x", "redis://", "a b", "h:1"})
  void everythingElseIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> TargetAddress.parse(text));
  }
}
