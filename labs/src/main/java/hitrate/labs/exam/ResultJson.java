package hitrate.labs.exam;

import hitrate.labs.exam.bank.QuestionBank;
import java.time.Duration;
import java.util.TreeSet;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The result of a session for scripts. Letters are the author's, which no shuffle changes.
final class ResultJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private ResultJson() {}

  /// The result as a JSON object, indented.
  static String write(Paper paper, Score score, Duration used) {
    var total = score.total();
    var range = score.estimateRange();
    var result = NODES.objectNode();
    result.put("schema", "hitrate/exam-result/v1");
    result.put("mode", paper.mode().name());
    result.put("seed", paper.seed());
    result.put("secondsAllowed", paper.timeAllowed().toSeconds());
    result.put("secondsUsed", used.toSeconds());
    result.put("right", total.right());
    result.put("total", total.total());
    var estimate = result.putObject("estimate");
    estimate.put("scaled", score.estimate());
    estimate.put("low", range[0]);
    estimate.put("high", range[1]);
    estimate.put("pass", Score.PASS);
    estimate.put("passed", score.passed());
    domains(score, result.putArray("domains"));
    var questions = result.putArray("questions");
    score.questions().forEach(marked -> questions.add(question(marked)));
    return result.toPrettyString();
  }

  /// A timed exam that was left to be continued: how far it has come, and nothing that is right.
  static String unfinished(ExamSession session) {
    var state = NODES.objectNode();
    state.put("schema", "hitrate/exam-unfinished/v1");
    state.put("mode", session.paper().mode().name());
    state.put("seed", session.paper().seed());
    state.put("secondsLeft", session.left().toSeconds());
    state.put("answered", session.answered());
    state.put("total", session.paper().size());
    return state.toPrettyString();
  }

  /// What the bank asks about, without the answers.
  static String questions(QuestionBank bank) {
    var list = NODES.objectNode();
    list.put("schema", "hitrate/exam-questions/v1");
    var questions = list.putArray("questions");
    for (var question : bank.questions()) {
      questions
          .addObject()
          .put("id", question.id())
          .put("topic", question.topic())
          .put("domain", question.domain().number());
    }
    return list.toPrettyString();
  }

  private static void domains(Score score, ArrayNode domains) {
    score
        .byDomain()
        .forEach((domain, part) ->
            domains
                .addObject()
                .put("domain", domain.number())
                .put("right", part.right())
                .put("total", part.total()));
  }

  private static ObjectNode question(Score.Marked marked) {
    var question = marked.question();
    var node = NODES.objectNode();
    node.put("id", question.id());
    node.put("topic", question.topic());
    node.put("domain", question.domain().number());
    var chosen = node.putArray("chosen");
    new TreeSet<>(marked.chosen()).forEach(chosen::add);
    var right = node.putArray("right");
    question.rightLetters().forEach(right::add);
    node.put("correct", marked.right());
    return node;
  }
}
