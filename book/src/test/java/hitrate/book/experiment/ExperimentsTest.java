package hitrate.book.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentsTest {

  private static final Path RUNS = Path.of("en/runs");

  @TempDir private Path folder;

  @Test
  void everyExperimentHasANameOfItsOwnAndASentence() {
    var names = new HashSet<String>();
    for (Experiment experiment : Experiments.all()) {
      assertTrue(names.add(experiment.name()), experiment::name);
      assertFalse(experiment.summary().isBlank(), experiment::name);
    }
  }

  @Test
  void anUnknownNameListsTheKnownOnes() {
    var refused = assertThrows(IllegalArgumentException.class, () -> Experiments.named("nope"));
    assertTrue(String.valueOf(refused.getMessage()).contains("ladder"), refused::getMessage);
  }

  @Test
  void whatRunsOnSimulatedTimePrintsTheSameTwice() throws Exception {
    for (String name : List.of("arithmetic", "cold-start")) {
      Experiment experiment = Experiments.named(name);
      assertEquals(experiment.run(), experiment.run());
    }
  }

  @Test
  void theSecondWaveOfAColdStartIsThere() throws Exception {
    Map<String, String> figures = Experiments.named("cold-start").run().figures();
    double first = queries(figures, 1);
    double tenth = queries(figures, 10);
    double eleventh = queries(figures, 11);
    assertTrue(first > 10 * tenth, figures::toString);
    assertTrue(eleventh > 5 * tenth, figures::toString);
    assertTrue(eleventh < first, figures::toString);
  }

  @Test
  void everyMeasurementHasARecordForTheBookToQuote() throws Exception {
    for (Experiment experiment : Experiments.all()) {
      Path record = RUNS.resolve(experiment.name() + ".txt");
      assertEquals(!experiment.repeatable(), Files.exists(record), record::toString);
      if (!experiment.repeatable()) {
        assertFalse(Findings.read(record).figures().isEmpty(), record::toString);
      }
    }
  }

  @Test
  void theRecordedLadderSupportsWhatTheChapterSays() throws Exception {
    var figures = Findings.read(RUNS.resolve("ladder.txt")).figures();
    double maps = number(figures, "get-maps");
    assertTrue(maps >= 100 && maps < 2_000, "a map is hundreds of times quicker than a GET");
    double row = number(figures, "row-gets");
    assertTrue(row > 1.1 && row < 10, "one row costs a few GETs");
    assertTrue(number(figures, "report-gets") > 500, "a report costs very many");
    double toTheMap = maps * number(figures, "map-gets");
    assertEquals(1, toTheMap, 0.1, "both ratios are of the same two times");
  }

  @Test
  void theRecordedRoundTripsSupportWhatTheChapterSays() throws Exception {
    var figures = Findings.read(RUNS.resolve("round-trips.txt")).figures();
    double mget = number(figures, "mget-faster");
    double pipeline = number(figures, "pipeline-faster");
    assertTrue(pipeline > 3, "a pipeline is several times faster than one by one");
    assertTrue(mget > 1.2 * pipeline, "MGET is ahead of the pipeline");
  }

  @Test
  void findingsSurviveBeingWrittenAndRead() throws Exception {
    var findings = new Findings(List.of("a  1 µs", ""), Map.of("get", "1 µs", "row", "2 µs"));
    Path file = folder.resolve("runs/x.txt");
    findings.write(file);
    assertEquals(findings, Findings.read(file));
  }

  @Test
  void figuresHaveTwoDigitsAndAUnit() {
    assertEquals("34 ns", Figures.time(34.4));
    assertEquals("1.3 µs", Figures.time(1_290));
    assertEquals("120 ms", Figures.time(123_456_789));
    assertEquals("0.0031", Figures.ratio(0.00309));
    assertEquals("10", Figures.ratio(9.99));
    assertEquals("6,300", Figures.ratio(6_349));
    assertEquals("1,000", Figures.ratio(999.6));
  }

  private static double queries(Map<String, String> figures, int minute) {
    return number(figures, "queries-" + minute);
  }

  private static double number(Map<String, String> figures, String name) {
    return Double.parseDouble(figures.getOrDefault(name, "").replace(",", ""));
  }
}
