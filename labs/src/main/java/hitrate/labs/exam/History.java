package hitrate.labs.exam;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// What was answered in all sessions so far, as it lies in `.lab/exam-history.json`.
///
/// @param version of this form
/// @param questions what is known of each question, by id
/// @param exams the timed exams handed in, oldest first
public record History(int version, Map<String, Seen> questions, List<Exam> exams) {
  /// Nothing answered yet.
  public static final History EMPTY = new History(1, Map.of(), List.of());

  public History {
    questions = new LinkedHashMap<>(questions);
    exams = List.copyOf(exams);
  }

  /// How often a question was asked and answered rightly, and how it went the last time.
  public record Seen(int asked, int right, boolean lastRight, Instant lastAsked) {}

  /// A timed exam that was handed in.
  public record Exam(Instant at, long seed, int right, int total, int estimate) {}

  /// This history and one answer more.
  public History with(String questionId, boolean right, Instant now) {
    var more = new LinkedHashMap<>(questions);
    var before = questions.getOrDefault(questionId, new Seen(0, 0, false, now));
    more.put(
        questionId, new Seen(before.asked() + 1, before.right() + (right ? 1 : 0), right, now));
    return new History(version, more, exams);
  }

  /// This history and one timed exam more, with its answers.
  public History with(Score score, long seed, Instant now) {
    var history = this;
    for (var marked : score.questions()) {
      history = history.with(marked.question().id(), marked.right(), now);
    }
    var list = new ArrayList<>(exams);
    var total = score.total();
    list.add(new Exam(now, seed, total.right(), total.total(), score.estimate()));
    return new History(version, history.questions, list);
  }

  /// The ids of the questions whose latest answer was wrong.
  public Set<String> wrong() {
    return questions.entrySet().stream()
        .filter(entry -> !entry.getValue().lastRight())
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }
}
