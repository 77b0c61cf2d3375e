package hitrate.labs.exam.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.labs.exam.ProjectFiles;
import hitrate.labs.exam.bank.QuestionBank;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Holds each writer to a golden file, written for the small bank in `exam-bank`. After a change on
/// purpose run with `-Dgolden.update=true` and read the difference.
class ExportTest {
  private static final Path RESOURCES = ProjectFiles.root().resolve("labs/src/test/resources");

  @ParameterizedTest
  @EnumSource
  void theExportIsTheGoldenFile(ExportFormat format) throws IOException {
    var golden = RESOURCES.resolve("exam-export/bank." + format.name() + ".golden");
    var text = format.write(QuestionBank.load(RESOURCES.resolve("exam-bank")));
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(golden.getParent());
      Files.writeString(golden, text);
    }
    assertEquals(Files.readString(golden), text);
  }

  @Test
  void theWholeBankIsWellFormedXml() throws Exception {
    var xml = ExportFormat.moodle.write(realBank()).getBytes(StandardCharsets.UTF_8);
    var document =
        DocumentBuilderFactory.newDefaultInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(xml));
    var questions = document.getElementsByTagName("idnumber");
    assertEquals(realBank().questions().size(), questions.getLength());
  }

  @Test
  void everyNoteOfTheWholeBankHasFourCells() throws IOException {
    var notes =
        ExportFormat.anki.write(realBank()).lines().filter(line -> !line.startsWith("#")).toList();
    assertEquals(realBank().questions().size(), notes.size());
    for (var note : notes) {
      assertEquals(4, note.split("\t", -1).length, note);
    }
  }

  @Test
  void giftSharesOfRightOptionsMakeAHundred() throws IOException {
    var gift = ExportFormat.gift.write(realBank());
    assertTrue(gift.contains("~%50%"), gift);
    assertTrue(gift.contains("~%-100%"), gift);
    assertEquals(
        realBank().questions().size(), gift.lines().filter(line -> line.equals("}")).count());
  }

  private static QuestionBank realBank() throws IOException {
    return QuestionBank.load(ProjectFiles.bank());
  }
}
