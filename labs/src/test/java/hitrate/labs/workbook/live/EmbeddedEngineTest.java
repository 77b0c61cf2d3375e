package hitrate.labs.workbook.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.RespClient;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EmbeddedEngineTest {
  private final EmbeddedEngine engine = EmbeddedEngine.start(0);
  private RespClient client;

  @BeforeEach
  void connect() throws Exception {
    client = RespClient.connect(engine.host(), engine.port());
  }

  @AfterEach
  void stop() {
    client.close();
    engine.close();
  }

  @Test
  void tellsWhatHappensToKeysOfTheFirstDatabase() {
    var events = new CopyOnWriteArrayList<String>();
    engine.listen(event -> events.add(event.kind() + " " + event.name() + " " + event.key()));
    client.call("SET", "greeting", "hello", "EX", "30");
    client.call("GET", "greeting");
    client.call("GET", "nothing");
    client.call("SELECT", "1");
    client.call("SET", "elsewhere", "x");
    assertEquals(
        List.of(
            "CHANGED set greeting",
            "CHANGED expire greeting",
            "HIT hit greeting",
            "MISS miss nothing"),
        events);
  }

  @Test
  void listsKeysByNameWithTheirExpiryAndValue() {
    client.call("SET", "b", "two");
    client.call("SET", "a", "one", "PXAT", "99999999999000");
    assertEquals(
        new KeyList(
            2,
            List.of(
                new KeyList.Row("a", "string", 99999999999000L, 3, "one"),
                new KeyList.Row("b", "string", 0, 3, "two"))),
        engine.keys(10));
    assertEquals(1, engine.keys(1).rows().size());
    assertEquals(2, engine.keys(1).total());
  }

  @Test
  void bytesThatAreNoTextAreShownAsTheConsoleShowsThem() {
    var value = Bytes.wrap(new byte[] {0, (byte) 0xff, 27, 'x'});
    client.call(List.of(Bytes.of("SET"), Bytes.of("b\n"), value));
    client.call("SET", "a", "café");
    var rows = engine.keys(10).rows();
    assertEquals("café", rows.get(0).preview());
    assertEquals("b\\x0a", rows.get(1).name());
    assertEquals("\\x00\\xff\\x1bx", rows.get(1).preview());
  }

  @Test
  void lookingChangesNoFigure() {
    client.call("SET", "greeting", "hello");
    client.call("GET", "greeting");
    engine.keys(10);
    var figures = engine.figures();
    assertEquals(1, figures.hits());
    assertEquals(0, figures.misses());
    assertEquals(1, figures.keys());
    assertTrue(figures.usedMemory() > 0);
  }
}
