package hitrate.engine.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DivergenceLineTest {
  /// As redis-server 7.0.15 logs them when they stand in an append-only file.
  @ParameterizedTest
  @CsvSource({
    "WRONGTYPE Operation against a key,-WRONGTYPE Operation against a key",
    "NOSCRIPT No matching script.,-NOSCRIPT No matching script.",
    "ERR syntax error,-ERR syntax error",
    "ERR no such key,-ERR no such key",
    "ERR index out of range,-ERR index out of range",
    "ERR source and destination objects are the same,-ERR source and destination objects are the"
        + " same",
    "ERR value is not a valid float,value is not a valid float",
    "ERR EXEC without MULTI,EXEC without MULTI",
  })
  void anErrorIsShownAsTheRealServerHasIt(String reply, String shown) {
    assertEquals(
        "== CRITICAL == This replica is sending an error to its master: '"
            + shown
            + "' after processing the command '<unknown>'",
        DivergenceLine.of("replica", "master", reply, null));
  }
}
