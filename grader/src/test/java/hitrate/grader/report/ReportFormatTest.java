package hitrate.grader.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.grader.run.Grader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

/// Each format against its golden file, for one report with every kind of result in it.
class ReportFormatTest {
  private static final Map<String, String> RUNNER =
      Map.of(
          "GITHUB_REPOSITORY_OWNER",
          "caching-101",
          "GITHUB_REPOSITORY",
          "caching-101/d1-strings-anna",
          "GITHUB_SHA",
          "0123456789abcdef",
          "GITHUB_REF_NAME",
          "submission-3");

  private static final GradeReport REPORT =
      report(
          "",
          test("countsUp", "1a", true, "", "", List.of(), "counting\n"),
          test(
              "losesNone",
              "1b",
              false,
              "the key \"views:<home>\" holds 1 & not more",
              "2, whatever the moment",
              List.of("countView (NewsSite.java:21)", "read (Other.java:3)"),
              "a bell \u0007, an emoji \uD83D\uDE80 and half of one \uD83D"),
          TestResult.notRun("asksOnce", "2a", "Redis gets one command.", 1, "it did not run"));

  private static final GradeReport BROKEN =
      report(
          "NewsSite.java:21: ';' expected",
          TestResult.notRun("countsUp", "1a", "Each call adds one.", 2, "it did not run"));

  @ParameterizedTest
  @EnumSource(ReportFormat.class)
  void aReportIsWrittenAsItsGoldenFileHasIt(ReportFormat format) throws IOException {
    assertGolden(format, REPORT, "mixed");
  }

  @ParameterizedTest
  @EnumSource(ReportFormat.class)
  void aSubmissionThatDoesNotCompileIsWrittenAsItsGoldenFileHasIt(ReportFormat format)
      throws IOException {
    assertGolden(format, BROKEN, "broken");
  }

  private static void assertGolden(ReportFormat format, GradeReport report, String name)
      throws IOException {
    var text = render(format, report);
    if (format == ReportFormat.GITHUB) {
      // Golden in readable form; the base64 around it is checked by decoding it.
      var json = new String(Base64.getDecoder().decode(text.strip()), StandardCharsets.UTF_8);
      text = JsonMapper.shared().readTree(json).toPrettyString() + "\n";
    }
    var file = name + "-" + format.name().toLowerCase(Locale.ROOT) + ".txt";
    assertEquals(golden(file), text.replace("\r\n", "\n"), file);
  }

  private static String golden(String file) throws IOException {
    try (var in = ReportFormatTest.class.getResourceAsStream("/golden/" + file)) {
      return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void theXmlIsWellFormedWhateverWasPrinted() throws Exception {
    var xml = render(ReportFormat.JUNIT, REPORT).getBytes(StandardCharsets.UTF_8);
    var document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(xml));
    assertEquals(3, document.getElementsByTagName("testcase").getLength());
    assertEquals(2, document.getElementsByTagName("failure").getLength());
  }

  @Test
  void aFileIsReplacedWhole(@TempDir Path folder) throws IOException {
    var messages = Grader.messages(Locale.ENGLISH);
    ReportFormat.GRADESCOPE.write(BROKEN, messages, Map.of(), folder);
    var file = ReportFormat.GRADESCOPE.write(REPORT, messages, Map.of(), folder);
    assertEquals(folder.resolve("results.json"), file);
    assertEquals(render(ReportFormat.GRADESCOPE, REPORT), Files.readString(file));
    try (var files = Files.list(folder)) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void noTwoFormatsShareAFile() {
    var names =
        List.of(ReportFormat.values()).stream().map(ReportFormat::fileName).distinct().toList();
    assertEquals(ReportFormat.values().length, names.size());
    assertTrue(names.contains("results.json"));
  }

  private static String render(ReportFormat format, GradeReport report) {
    var text = format.render(report, Grader.messages(Locale.ENGLISH), RUNNER);
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  private static GradeReport report(String problem, TestResult... tests) {
    return new GradeReport(
        "d1-strings",
        "Strings",
        "embedded",
        "namespaces",
        Instant.parse("2026-03-01T10:15:30.250Z"),
        Duration.ofMillis(2_345),
        problem,
        List.of(tests));
  }

  private static TestResult test(
      String name,
      String number,
      boolean passed,
      String observed,
      String expected,
      List<String> frames,
      String printed) {
    return new TestResult(
        name,
        number,
        "Sentence " + number + ".",
        2,
        passed,
        observed,
        expected,
        frames,
        printed,
        Duration.ofMillis(120));
  }
}
