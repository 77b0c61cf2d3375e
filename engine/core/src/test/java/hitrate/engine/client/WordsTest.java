package hitrate.engine.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.testing.FakeServer;
import hitrate.engine.testing.RealPrograms;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// A typed line splits as the real redis-cli splits it.
class WordsTest {

  private static final List<String> LINES =
      List.of(
          "SET k v",
          "  SET \t k   v  ",
          "SET k \"two words\"",
          "SET k 'two words'",
          "SET k \"\"",
          "SET k ''",
          "SET k \"a\\n\\r\\t\\b\\a\\\"\\\\\\q\"",
          "SET k \"\\x00\\xff\\xAb\\xg1\\x1\\x\"",
          "SET k '\\n\\x41\\'\\\\'",
          "SET k a\\nb",
          "SET k pre\"fix ed\"",
          "SET k pre'fix ed'",
          "SET k \"it's\" 'say \"so\"'",
          "SET k café",
          "SET k \"a\"b",
          "SET k 'a'b",
          "SET k \"a\"\"b\"",
          "SET k \"a",
          "SET k 'a",
          "SET k a\"",
          "SET k \"a\\",
          "SET k \"\\x4",
          "SET k 'a\\'");

  @TestFactory
  Stream<DynamicTest> everyLineSplitsAsInRedisCli() {
    return LINES.stream()
        .map(line -> DynamicTest.dynamicTest(line, () -> splitsAsInRedisCli(line)));
  }

  private static void splitsAsInRedisCli(String line) throws Exception {
    try (var server = FakeServer.answering(WordsTest::echo)) {
      var run =
          RealPrograms.run(line + "\n", "redis-cli", "--raw", "-p", "" + server.port()).output();
      assertEquals(run, splitOrComplaint(line) + "\n");
    }
  }

  private static byte[] echo(List<Bytes> command) {
    return ("+" + command.stream().map(Words::quote).collect(joining(" ")) + "\r\n")
        .getBytes(UTF_8);
  }

  private static String splitOrComplaint(String line) {
    try {
      return Words.split(line).stream().map(Words::quote).collect(joining(" "));
    } catch (IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void aQuotedWordSplitsBackIntoItself() {
    var random = new Random(1);
    for (int i = 0; i < 2_000; i++) {
      var bytes = new byte[random.nextInt(20)];
      random.nextBytes(bytes);
      var word = Bytes.wrap(bytes);
      assertEquals(List.of(word), Words.split(Words.quote(word)));
    }
  }

  @Test
  void anEmptyLineHasNoWords() {
    assertEquals(List.of(), Words.split(""));
    assertEquals(List.of(), Words.split(" \t "));
  }

  @Test
  void unbalancedQuotesAreRefusedInTheWordsOfRedisCli() {
    var refusal = assertThrows(IllegalArgumentException.class, () -> Words.split("GET \"k"));
    assertEquals("Invalid argument(s)", refusal.getMessage());
  }
}
