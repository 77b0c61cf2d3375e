package hitrate.engine.differential;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.Words;
import hitrate.engine.differential.AlteringProxy.Alteration;
import hitrate.engine.differential.CaseFile.Case;
import hitrate.engine.testing.RedisProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.ResourceLock;

/// The harness finds nothing between two equal servers, and finds every kind of fault between a
/// server and one that gets it wrong on purpose.
@ResourceLock(Servers.LOCK)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HarnessTest {

  private static final String CASE =
      """
      --- a little of everything
      SET k v
      SET t x EX 1000
      INCR n
      GET k
      GET missing
      MGET k missing n
      NOSUCH command
      PEXPIRETIME t
      SELECT 3
      APPEND other "\\x00\\xff"
      KEYS *
      @conn 2
      @let id CLIENT ID
      @conn 1
      CLIENT KILL ID ${id}
      """;

  private Side reference;
  private RedisProcess second;

  @BeforeAll
  void startTwoRealServers() throws IOException {
    reference = Servers.reference();
    second = RedisProcess.start();
  }

  @AfterAll
  void stopThem() throws IOException {
    if (second != null) {
      second.close();
      reference.close();
    }
  }

  @Test
  void equalServersShowNoDifference() throws IOException {
    assertEquals(List.of(), differences(CASE, new Alteration() {}));
  }

  /// Every fourth case; `-Dhitrate.every=1` takes all, as those who write cases should.
  @Test
  void equalServersShowNoDifferenceInAnyCase() throws IOException {
    int every = Integer.getInteger("hitrate.every", 4);
    int at = 0;
    var found = new ArrayList<String>();
    try (var side = new Side("second", "127.0.0.1", second.port())) {
      for (Path file : CaseFile.files(List.of(""))) {
        for (Case todo : CaseFile.read(file).cases()) {
          if (at++ % every != 0) {
            continue;
          }
          for (int version : todo.versions()) {
            CaseRun.onBoth(todo, reference, side, version).differences().stream()
                .map(difference -> todo.file() + ":" + todo.line() + ": " + difference)
                .forEach(found::add);
          }
        }
      }
    }
    assertEquals("", String.join(System.lineSeparator(), found));
  }

  @Test
  void aReplyThatDiffersByOneByteIsFound() throws IOException {
    assertFound("GET k", replacing("GET", "$1\r\nv", "$1\r\nw"));
    assertFound("GET missing", replacing("GET", "$-1", "$0\r\n"));
    assertFound("INCR n", replacing("INCR", ":1", ":2"));
    assertFound("NOSUCH command", replacing("NOSUCH", "'NOSUCH'", "'nosuch'"));
  }

  @Test
  void aReplyOfAnotherTypeIsFound() throws IOException {
    assertFound("SET k v", replacing("SET", "+OK", "$2\r\nOK"));
    assertFound("GET missing", replacing("GET", "_\r\n", "$-1\r\n"), 3);
  }

  @Test
  void aValueThatIsNotWrittenIsFoundInTheState() throws IOException {
    assertFound("key \"k\" of database 0 is missing", changing("SET k v", "SET other v"));
    assertFound("key \"other\" of database 0 should not exist", changing("SET k v", "SET other v"));
    assertFound(
        "key \"k\" of database 0 holds \"w\", expected \"v\"", changing("SET k v", "SET k w"));
    assertFound("key \"other\" of database 4 should not exist", changing("SELECT 3", "SELECT 4"));
  }

  @Test
  void aDeadlineInTheWrongUnitIsFound() throws IOException {
    assertFound("PEXPIRETIME t", changing("SET t x EX 1000", "SET t x PX 1000"));
    assertFound("key \"t\" of database 0 expires at", changing("SET t x EX 1000", "SET t x"));
  }

  @Test
  void aDifferentEncodingIsFound() throws IOException {
    var list = "--- encodings\nRPUSH k a\nSET s 12\n";
    assertEquals(List.of(), differences(list, new Alteration() {}));
    assertFound(list, "is a set, expected a list", changing("RPUSH k a", "SADD k a"), 2);
    assertFound(
        list, "is encoded as int, expected", changing("OBJECT ENCODING k", "OBJECT ENCODING s"), 2);
  }

  @Test
  void aConnectionClosedOrLeftOpenAgainstTheRulesIsFound() throws IOException {
    assertFound("GET missing", closingAt("GET missing"));
    assertFound("(in the end, connection 2)", changing("CLIENT KILL", "CLIENT ID"));
  }

  @Test
  void aReplyTooManyIsFound() throws IOException {
    assertFound("INCR n", replacing("SET", "+OK\r\n", "+OK\r\n+OK\r\n"));
  }

  @Test
  void onlyNamedFieldsAreMasked() throws IOException {
    var hello = "--- hello\n@resp 2\nHELLO 3\nCLIENT INFO\n";
    assertEquals(List.of(), differences(hello, new Alteration() {}));
    assertFound(hello, "HELLO 3", replacing("HELLO", "standalone", "sentinels_"), 2);
    assertFound(hello, "CLIENT INFO", replacing("CLIENT", " db=0", " db=1"), 2);
  }

  @Test
  void aFaultyCaseFileNamesTheLine() {
    var failure =
        assertThrows(
            IllegalArgumentException.class,
            () -> CaseFile.parse("x.cases", List.of("--- one", "GET k", "@sort")));
    assertEquals("x.cases:3: unknown direction @sort", failure.getMessage());
    failure =
        assertThrows(
            IllegalArgumentException.class,
            () -> CaseFile.parse("x.cases", List.of("--- one", "SET \"k")));
    assertEquals("x.cases:2: Invalid argument(s)", failure.getMessage());
  }

  private void assertFound(String expected, Alteration alteration) throws IOException {
    assertFound(CASE, expected, alteration, 2);
  }

  private void assertFound(String expected, Alteration alteration, int version) throws IOException {
    assertFound(CASE, expected, alteration, version);
  }

  private void assertFound(String text, String expected, Alteration alteration, int version)
      throws IOException {
    List<String> found = differences(text, alteration, version);
    assertTrue(
        found.stream()
            .anyMatch(difference ->
                difference.startsWith(expected) || difference.contains(" " + expected)),
        () -> "no difference begins with '" + expected + "': " + found);
  }

  private List<String> differences(String text, Alteration alteration) throws IOException {
    var all = new ArrayList<>(differences(text, alteration, 2));
    all.addAll(differences(text, alteration, 3));
    return all;
  }

  private List<String> differences(String text, Alteration alteration, int version)
      throws IOException {
    var todo = CaseFile.parse("test", text.lines().toList()).cases().getFirst();
    try (var proxy = AlteringProxy.before(second.port(), alteration);
        var side = new Side("altered", "127.0.0.1", proxy.port())) {
      return CaseRun.onBoth(todo, reference, side, version).differences();
    }
  }

  /// Replaces a part of the replies to a command.
  private static Alteration replacing(String command, String part, String by) {
    return new Alteration() {
      @Override
      public Optional<byte[]> reply(List<Bytes> words, byte[] reply) {
        String text = new String(reply, ISO_8859_1);
        boolean meant = words.getFirst().equals(Bytes.of(command));
        return Optional.of((meant ? text.replace(part, by) : text).getBytes(ISO_8859_1));
      }
    };
  }

  /// Sends another command for the commands that begin with the given words.
  private static Alteration changing(String from, String to) {
    List<Bytes> beginning = Words.split(from);
    return new Alteration() {
      @Override
      public List<Bytes> request(List<Bytes> words) {
        boolean meant =
            words.size() >= beginning.size()
                && words.subList(0, beginning.size()).equals(beginning);
        return meant ? Words.split(to) : words;
      }
    };
  }

  private static Alteration closingAt(String command) {
    return new Alteration() {
      @Override
      public Optional<byte[]> reply(List<Bytes> words, byte[] reply) {
        boolean meant = words.equals(Words.split(command));
        return meant ? Optional.empty() : Optional.of(reply);
      }
    };
  }
}
