package hitrate.labs.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.resp.Reply;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssistantTest {
  private final Assistant assistant =
      new Assistant(ServerDocs.catalog(), Map.of("help", "explains", "clear", "empties"));

  private List<String> words(String line) {
    return assistant.complete(line).stream().map(Assistant.Candidate::word).toList();
  }

  @Nested
  class Hints {
    @ParameterizedTest
    @CsvSource(
        delimiter = ';',
        ignoreLeadingAndTrailingWhitespace = false,
        value = {
          "SET; key value [NX | XX] [GET] [EX seconds | PX milliseconds | KEEPTTL]",
          "SET ;key value [NX | XX] [GET] [EX seconds | PX milliseconds | KEEPTTL]",
          "set k; value [NX | XX] [GET] [EX seconds | PX milliseconds | KEEPTTL]",
          "set k v; [NX | XX] [GET] [EX seconds | PX milliseconds | KEEPTTL]",
          "set k v EX; seconds [NX | XX] [GET]",
          "set k v EX 30; [NX | XX] [GET]",
          "set k v ex 30 nx ;[GET]",
          "set 'two words' v GET; [NX | XX] [EX seconds | PX milliseconds | KEEPTTL]",
          "del; key [key ...]",
          "del a b ;[key ...]",
          "mset; key value [key value ...]",
          "mset a; value [key value ...]",
          "mset a 1 ;[key value ...]",
          "sort k LIMIT; offset count [GET pattern [GET pattern ...]]",
          "sort k limit 0; count [GET pattern [GET pattern ...]]",
          "sort k GET x; [LIMIT offset count] [GET pattern ...]",
          "ping; [message]",
          "config; subcommand",
          "config get; parameter [parameter ...]",
        })
    void showTheArgumentsThatMayStillCome(String line, String hint) {
      assertEquals(hint, assistant.hint(line));
    }

    @ParameterizedTest
    @CsvSource({
      "''",
      "nonsense",
      "'set k v nonsense'",
      "'get k'",
      "'get k more'",
      "'config resetstat'",
      "'config nonsense '"
    })
    void areEmptyWhereNothingSensibleFollows(String line) {
      assertEquals("", assistant.hint(line));
    }

    @Test
    void areEmptyInsideAnOpenQuote() {
      assertEquals("", assistant.hint("set \"a"));
    }
  }

  @Nested
  class Completion {
    @Test
    void offersCommandsAndTheConsolesOwnWords() {
      assertEquals(List.of("SET", "SORT"), words("S"));
      assertEquals(List.of("CONFIG", "clear"), words("C"));
    }

    @Test
    void keepsTheLetterCaseInWhichTheWordWasBegun() {
      assertEquals(List.of("set", "sort"), words("s"));
      assertEquals(List.of("config", "clear"), words("c"));
      assertEquals(List.of("get", "resetstat"), words("config "));
      assertEquals(List.of("GET", "RESETSTAT"), words("CONFIG "));
    }

    @Test
    void offersSubcommandsWithWhatTheyDo() {
      assertEquals(
          List.of(new Assistant.Candidate("RESETSTAT", "Sets counters to 0")),
          assistant.complete("CONFIG R"));
    }

    @Test
    void offersTheLiteralWordsThatMayComeNext() {
      assertEquals(List.of("NX", "XX", "GET", "EX", "PX", "KEEPTTL"), words("SET k v "));
      assertEquals(List.of("ex"), words("set k v e"));
      assertEquals(List.of("GET"), words("SET k v EX 10 NX "));
    }

    @Test
    void offersNothingWhereAValueIsDue() {
      assertTrue(words("SET ").isEmpty());
      assertTrue(words("SET k ").isEmpty());
      assertTrue(words("SET k v EX ").isEmpty());
      assertTrue(words("NONSENSE ").isEmpty());
      assertTrue(words("SET \"k ").isEmpty());
    }

    @Test
    void offersCommandsAndGroupsAfterHelp() {
      assertEquals(List.of("SET", "SORT"), words("help S"));
      assertEquals(List.of("@server", "@string"), words("help @s"));
      assertEquals(List.of("get", "resetstat"), words("help config "));
      assertTrue(words("help set now ").isEmpty());
    }

    @Test
    void offersEveryCommandForAnEmptyLine() {
      assertEquals(9, words("").size());
    }
  }

  @Test
  void aServerWithoutDocumentationGetsNoHelpAndDoesNoHarm() {
    var bare = new Assistant(CommandCatalog.from(new Reply.Error("ERR unknown")), Map.of());
    assertEquals("", bare.hint("SET "));
    assertTrue(bare.complete("SE").isEmpty());
  }
}
