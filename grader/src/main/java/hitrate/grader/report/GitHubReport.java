package hitrate.grader.report;

import hitrate.grader.text.Messages;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/// What the reporter action of GitHub Classroom's time reads: a JSON object in base64.
final class GitHubReport implements ReportFormat.Writer {
  @Override
  public String render(GradeReport report, Messages messages, Map<String, String> environment) {
    var root = Json.object();
    root.put("version", 1);
    boolean error = !report.problem().isEmpty();
    root.put("status", error ? "error" : report.passed() ? "pass" : "fail");
    root.put("max_score", report.maxScore());
    var tests = root.putArray("tests");
    for (var test : report.tests()) {
      var node = tests.addObject();
      node.put("name", Explanation.name(test));
      node.put("status", test.passed() ? "pass" : error ? "error" : "fail");
      node.put("score", test.score());
      node.put("message", error ? report.problem() : Explanation.of(test, messages));
      node.put("test_code", test.sentence());
      node.put("filename", Explanation.file(test));
      node.put("line_no", Explanation.line(test));
      node.put("duration", Json.seconds(test.took()));
    }
    var json = Json.compact(root).getBytes(StandardCharsets.UTF_8);
    return Base64.getEncoder().encodeToString(json) + "\n";
  }
}
