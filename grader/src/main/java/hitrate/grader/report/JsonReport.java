package hitrate.grader.report;

import hitrate.grader.text.Messages;
import java.util.Map;

/// Everything we know, for scripts.
final class JsonReport implements ReportFormat.Writer {
  @Override
  public String render(GradeReport report, Messages messages, Map<String, String> environment) {
    var root = Json.object();
    root.put("schema", "hitrate/grade/v1");
    root.put("exercise", report.exercise());
    root.put("title", report.title());
    root.put("target", report.target());
    root.put("isolation", report.isolation());
    root.put("started", report.started().toString());
    root.put("seconds", Json.seconds(report.took()));
    root.put("passed", report.passed());
    root.put("score", report.score());
    root.put("maxScore", report.maxScore());
    root.put("problem", report.problem());
    var tests = root.putArray("tests");
    for (var test : report.tests()) {
      var node = tests.addObject();
      node.put("name", test.name());
      node.put("number", test.number());
      node.put("sentence", test.sentence());
      node.put("passed", test.passed());
      node.put("score", test.score());
      node.put("maxScore", test.points());
      node.put("observed", test.observed());
      node.put("expected", test.expected());
      var frames = node.putArray("frames");
      test.frames().forEach(frames::add);
      node.put("printed", test.printed());
      node.put("seconds", Json.seconds(test.took()));
    }
    return Json.text(root);
  }
}
