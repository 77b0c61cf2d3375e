package hitrate.grader.report;

import hitrate.grader.text.Messages;
import java.util.Map;

/// Gradescope's `results.json`. Source:
/// https://gradescope-autograders.readthedocs.io/en/latest/specs/
final class GradescopeReport implements ReportFormat.Writer {
  @Override
  public String render(GradeReport report, Messages messages, Map<String, String> environment) {
    var root = Json.object();
    root.put("score", report.score());
    root.put("execution_time", Json.seconds(report.took()));
    if (!report.problem().isEmpty()) {
      root.put("output", report.problem());
    }
    root.put("output_format", "text");
    root.put("test_output_format", "text");
    root.put("test_name_format", "text");
    root.put("visibility", "visible");
    root.put("stdout_visibility", "hidden");
    var extra = root.putObject("extra_data");
    extra.put("exercise", report.exercise());
    extra.put("target", report.target());
    extra.put("isolation", report.isolation());
    var tests = root.putArray("tests");
    for (var test : report.tests()) {
      var node = tests.addObject();
      node.put("score", test.score());
      node.put("max_score", test.points());
      node.put("status", test.passed() ? "passed" : "failed");
      node.put("name", test.name());
      node.put("name_format", "text");
      node.put("number", test.number());
      node.put("output", Explanation.of(test, messages));
      node.put("output_format", "text");
      node.putArray("tags").add(report.exercise());
      node.put("visibility", "visible");
    }
    return Json.text(root);
  }
}
