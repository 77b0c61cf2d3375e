package hitrate.book.transcript;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TranscriptRunnerTest {

  private final Stage stage = Stages.fresh();
  private final TranscriptRunner runner = new TranscriptRunner(stage);

  @AfterEach
  void close() {
    runner.close();
    stage.close();
  }

  @Test
  void commandsWithoutOutputAreFilledInByTheRun() throws Exception {
    var run = runner.runAndCheck(Transcript.parse("> SET k v\n> GET k"));
    assertEquals(List.of("> SET k v", "OK", "> GET k", "\"v\""), run.lines());
  }

  @Test
  void aPauseMovesTheClockAndCostsNoTime() throws Exception {
    var run = runner.runAndCheck(Transcript.parse("> SET k v EX 3599\n~ 1 h\n> GET k\n(nil)"));
    assertEquals("~ 1 h", run.lines().get(2));
  }

  @Test
  void aDifferenceShowsTheTextAndTheRun() {
    var transcript = Transcript.parse("> SET k v\nOK\n> GET k\n\"w\"");
    var difference = assertThrows(TranscriptException.class, () -> runner.runAndCheck(transcript));
    assertEquals(3, difference.line());
    assertTrue(String.valueOf(difference.getMessage()).contains("- \"w\""), difference::getMessage);
    assertTrue(String.valueOf(difference.getMessage()).contains("+ \"v\""), difference::getMessage);
  }

  @Test
  void anErrorNobodyExpectsIsADifference() {
    var transcript = Transcript.parse("> SET k v EX nothing");
    var difference = assertThrows(TranscriptException.class, () -> runner.runAndCheck(transcript));
    assertTrue(
        String.valueOf(difference.getMessage()).contains("does not expect"),
        difference::getMessage);
  }

  @Test
  void anErrorThatTheTextExpectsIsFine() throws Exception {
    runner.runAndCheck(
        Transcript.parse(
            "> SET k v EX nothing\n(error) ERR value is not an integer or out of range"));
  }

  @Test
  void unbalancedQuotesAreTheAuthorsMistake() {
    var transcript = Transcript.parse("> GET \"k");
    assertThrows(TranscriptException.class, () -> runner.run(transcript));
  }

  @Test
  void clientsStayConnectedFromOneTranscriptToTheNext() throws Exception {
    runner.runAndCheck(Transcript.parse("app-1> SET k v"));
    runner.runAndCheck(Transcript.parse("app-2> GET k\n\"v\""));
  }
}
