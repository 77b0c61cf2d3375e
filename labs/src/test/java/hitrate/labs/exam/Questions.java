package hitrate.labs.exam;

import hitrate.labs.exam.bank.ExamDomain;
import hitrate.labs.exam.bank.Proof;
import hitrate.labs.exam.bank.Question;
import java.util.ArrayList;
import java.util.List;

/// Small questions for tests.
final class Questions {
  private Questions() {}

  /// A question whose right options are the first letters of `abcde`.
  static Question question(String id, ExamDomain domain, int rightOptions) {
    var options = new ArrayList<Question.Option>();
    for (var letter : (rightOptions == 1 ? "abcd" : "abcde").split("")) {
      boolean right = options.size() < rightOptions;
      options.add(
          new Question.Option(letter, "Option " + letter + ".", right, "Why " + letter + "."));
    }
    return new Question(
        id,
        id.substring(0, id.indexOf('-')),
        domain,
        1,
        "some-section",
        "The stem of " + id + ".",
        options,
        "The takeaway.",
        new Proof.Commands("What it shows.", "> PING\nPONG"));
  }

  /// So many questions of a domain.
  static List<Question> many(ExamDomain domain, int count) {
    var questions = new ArrayList<Question>();
    for (int i = 0; i < count; i++) {
      questions.add(question("d%d-q%d".formatted(domain.number(), i), domain, 1));
    }
    return questions;
  }
}
