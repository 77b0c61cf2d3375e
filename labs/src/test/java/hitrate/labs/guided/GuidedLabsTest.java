package hitrate.labs.guided;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.book.transcript.Stage;
import hitrate.book.transcript.Stages;
import hitrate.book.transcript.Transcript;
import hitrate.grader.text.Messages;
import hitrate.grader.text.Paint;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuidedLabsTest {

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();

  @Test
  void everyLabRunsAsItsTextSays() throws Exception {
    var differences = new ArrayList<String>();
    for (Path lab : labs()) {
      GuidedLab read = LabReader.read(lab);
      for (GuidedLab.Step step : read.steps()) {
        try (Stage stage = Stages.fresh();
            StepRunner runner = new StepRunner(read, stage)) {
          for (GuidedLab.Part part : step.parts()) {
            if (part instanceof GuidedLab.Run run) {
              String difference = runner.run(run).difference();
              if (!difference.isEmpty()) {
                differences.add(step.id() + "\n" + difference);
              }
            }
          }
        }
      }
    }
    assertEquals(List.of(), differences);
  }

  @Test
  void everyCommandOfALabSaysWhatComesBack() throws Exception {
    for (Path lab : labs()) {
      for (GuidedLab.Step step : LabReader.read(lab).steps()) {
        for (GuidedLab.Part part : step.parts()) {
          if (part instanceof GuidedLab.Commands(var transcript)) {
            for (var line : transcript.steps()) {
              if (line instanceof Transcript.Command command) {
                assertTrue(!command.expected().isEmpty(), () -> step.id() + ": " + command.text());
              }
            }
          }
        }
      }
    }
  }

  @Test
  void predictionsAreComparedAndThePlaceIsKept() throws Exception {
    GuidedLab lab = smallLab("\"v\"");
    session(lab, "b\nq\n");
    assertTrue(out.toString().contains("You predicted b, and so it is"), out::toString);
    var progress = GuideProgress.load(folder, lab.id());
    assertEquals(1, progress.next(lab));
    assertEquals(1, progress.right(lab));

    session(lab, "x\n\n\n");
    assertTrue(out.toString().contains("Type a letter from a to b"), out::toString);
    assertTrue(out.toString().contains("Predictions that came true: 1 of 1."), out::toString);
    assertEquals(2, GuideProgress.load(folder, lab.id()).next(lab));
  }

  @Test
  void leavingBeforeTheRunLeavesTheStepOpen() throws Exception {
    GuidedLab lab = smallLab("\"v\"");
    session(lab, "q\n");
    assertEquals(0, GuideProgress.load(folder, lab.id()).next(lab));
  }

  @Test
  void aRunThatDiffersFromTheTextIsShown() throws Exception {
    session(smallLab("\"w\""), "a\nq\n");
    assertTrue(out.toString().contains("This run differs from the lab's text:"), out::toString);
    assertTrue(out.toString().contains("- \"w\""), out::toString);
  }

  @Test
  void whatALabCannotHoldIsRefusedWithItsLine() throws IOException {
    Path text = folder.resolve("lab.adoc");
    Files.writeString(text, "= Lab\n\n[#one]\n== One\n\n[quote]\nx\n");
    var refused = assertThrows(LabTextException.class, () -> LabReader.read(folder));
    assertTrue(String.valueOf(refused.getMessage()).contains("lab.adoc:6:"), refused::getMessage);
  }

  @Test
  void aLabFitsANarrowTerminal() throws IOException {
    var messages = Messages.load(GuideCommand.class, "hitrate.labs.guided.messages");
    new Screen(new PrintWriter(out, true), messages, Paint.PLAIN, 40)
        .part(new GuidedLab.Prose("One word follows another. ".repeat(9)));
    assertTrue(out.toString().lines().allMatch(line -> line.length() <= 40), out::toString);
  }

  private void session(GuidedLab lab, String typed) throws IOException, InterruptedException {
    var messages = Messages.load(GuideCommand.class, "hitrate.labs.guided.messages");
    var screen = new Screen(new PrintWriter(out, true), messages, Paint.PLAIN, Screen.WIDEST);
    var progress = GuideProgress.load(folder, lab.id());
    var keyboard = new BufferedReader(new StringReader(typed));
    new GuideSession(lab, Target.named("embedded", false), progress, screen, keyboard)
        .run(progress.next(lab));
  }

  /// A lab of two steps; `said` is what its text expects of the first one's GET.
  private GuidedLab smallLab(String said) throws IOException {
    String step =
        """

        [#%1$s]
        == %1$s

        [.predict%%unbreakable,answer=b]
        .Predict
        ====
        What comes back?

        [loweralpha]
        . nothing
        . the value
        ====

        [transcript]
        ----
        > SET k v
        OK
        > GET k
        %2$s
        ----
        """;
    String text = "= Small\n:description: s\n" + step.formatted("one", said);
    Files.writeString(folder.resolve("lab.adoc"), text + step.formatted("two", "\"v\""));
    return LabReader.read(folder);
  }

  private static List<Path> labs() throws IOException {
    try (var folders = Files.list(Path.of("").toAbsolutePath())) {
      return folders.filter(each -> Files.exists(each.resolve("lab.adoc"))).sorted().toList();
    }
  }
}
