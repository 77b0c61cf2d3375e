package hitrate.grader.report;

import hitrate.grader.text.Messages;
import java.util.Map;

/// Classroom 50's `result.json`. What only the runner knows comes from its environment variables
/// and is empty elsewhere.
final class Classroom50Report implements ReportFormat.Writer {
  @Override
  public String render(GradeReport report, Messages messages, Map<String, String> environment) {
    var root = Json.object();
    root.put("schema", "classroom50/result/v1");
    root.put("classroom", environment.getOrDefault("GITHUB_REPOSITORY_OWNER", ""));
    root.put("assignment", report.exercise());
    root.put("submission", environment.getOrDefault("GITHUB_REPOSITORY", ""));
    root.put("commit", environment.getOrDefault("GITHUB_SHA", ""));
    root.put("release", environment.getOrDefault("GITHUB_REF_NAME", ""));
    root.put("review", "");
    root.put("datetime", report.started().toString());
    root.put("score", report.score());
    root.put("max-score", report.maxScore());
    var tests = root.putArray("tests");
    for (var test : report.tests()) {
      var node = tests.addObject();
      node.put("test-name", Explanation.name(test));
      node.put("passed", test.passed());
      node.put("score", test.score());
      node.put("max-score", test.points());
    }
    return Json.text(root);
  }
}
