package hitrate.engine.differential;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.keyspace.ImageCopy;
import hitrate.engine.session.BareNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Each single command of all cases, run while an image of the keys before it is taken: one that
/// changes a value without having it saved first is found here.
class CasesDuringImageTest {
  private static final Instant START = Instant.ofEpochSecond(1_700_000_000);

  @TestFactory
  Stream<DynamicTest> noCommandChangesTheImageOfTheKeysBeforeIt() throws IOException {
    return CaseFile.files(List.of("")).stream()
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> run(file)));
  }

  private static void run(Path file) throws IOException {
    for (CaseFile.Case one : CaseFile.read(file).cases()) {
      try (var node = new BareNode(START, 1)) {
        var database = 0;
        for (CaseFile.Step step : one.steps()) {
          List<Bytes> words = words(step);
          if (isSelect(words)) {
            database = Math.clamp(number(words.get(1)), 0, BareNode.DATABASES - 1);
          } else if (!words.isEmpty()) {
            run(node, database, words, one.file() + ":" + one.line() + " " + step.text());
          }
        }
      }
    }
  }

  private static void run(BareNode node, int database, List<Bytes> words, String what) {
    try (var image = new ImageCopy(node.keyspace())) {
      node.call(database, words);
      node.keyspace().snapshots().step(() -> true);
      image.check(what);
    }
  }

  private static boolean isSelect(List<Bytes> words) {
    return words.size() == 2 && words.getFirst().toString().equalsIgnoreCase("select");
  }

  private static int number(Bytes word) {
    return word.toString().matches("\\d{1,4}") ? Integer.parseInt(word.toString()) : 0;
  }

  private static List<Bytes> words(CaseFile.Step step) {
    return switch (step) {
      case CaseFile.Step.Command command -> command.words();
      case CaseFile.Step.Let let -> let.words();
      case CaseFile.Step.Send send -> send.words();
      default -> List.of();
    };
  }
}
