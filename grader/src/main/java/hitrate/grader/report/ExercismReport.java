package hitrate.grader.report;

import hitrate.grader.exercise.Task;
import hitrate.grader.text.Messages;
import java.util.Map;

/// The `results.json` of an Exercism test runner, version 3. Source:
/// https://exercism.org/docs/building/tooling/test-runners/interface
final class ExercismReport implements ReportFormat.Writer {
  private static final int MAX_MESSAGE = 65_535;
  private static final int MAX_OUTPUT = 500;

  @Override
  public String render(GradeReport report, Messages messages, Map<String, String> environment) {
    var root = Json.object();
    root.put("version", 3);
    boolean error = !report.problem().isEmpty();
    root.put("status", error ? "error" : report.passed() ? "pass" : "fail");
    root.put("message", error ? cut(report.problem(), MAX_MESSAGE) : null);
    var tests = root.putArray("tests");
    if (error) {
      return Json.text(root);
    }
    for (var test : report.tests()) {
      var node = tests.addObject();
      node.put("name", Explanation.name(test));
      node.put("status", test.passed() ? "pass" : "fail");
      node.put("message", test.passed() ? null : cut(Explanation.of(test, messages), MAX_MESSAGE));
      node.put("output", test.printed().isEmpty() ? null : cut(test.printed(), MAX_OUTPUT));
      node.put("test_code", test.sentence());
      node.put("task_id", Integer.parseInt(Task.partOf(test.number())));
    }
    return Json.text(root);
  }

  private static String cut(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length - 3) + "...";
  }
}
