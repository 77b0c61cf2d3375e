package hitrate.labs.exam;

import hitrate.labs.exam.bank.ExamDomain;
import hitrate.labs.exam.bank.Question;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the answers are worth: a question counts when exactly its right options were chosen, an
/// unanswered one is wrong, nothing is subtracted.
public record Score(List<Marked> questions) {
  /// The scaled score that passes.
  public static final int PASS = 750;

  private static final int LOWEST = 100;
  private static final int HIGHEST = 1000;

  /// Of 100 candidates with the same knowledge, this quantile leaves 90 inside the range.
  private static final double Z90 = 1.645;

  public Score {
    questions = List.copyOf(questions);
  }

  /// A question and the author's letters that were chosen.
  public record Marked(Question question, Set<String> chosen) {
    public Marked {
      chosen = Set.copyOf(chosen);
    }

    /// Whether exactly the right options were chosen.
    public boolean right() {
      return chosen.equals(question.rightLetters());
    }

    /// Whether anything was chosen.
    public boolean answered() {
      return !chosen.isEmpty();
    }
  }

  /// Right answers and all questions of a part of the paper.
  public record Part(int right, int total) {
    private Part plus(boolean isRight) {
      return new Part(right + (isRight ? 1 : 0), total + 1);
    }
  }

  /// Marks the answers of a paper; a question without an answer is unanswered.
  public static Score of(Collection<Question> questions, Map<String, Set<String>> answers) {
    return new Score(
        questions.stream()
            .map(q -> new Marked(q, answers.getOrDefault(q.id(), Set.of())))
            .toList());
  }

  /// All right answers and all questions.
  public Part total() {
    var part = new Part(0, 0);
    for (var marked : questions) {
      part = part.plus(marked.right());
    }
    return part;
  }

  /// The same for each domain that was asked about.
  public Map<ExamDomain, Part> byDomain() {
    var parts = new EnumMap<ExamDomain, Part>(ExamDomain.class);
    for (var marked : questions) {
      var domain = marked.question().domain();
      parts.put(domain, parts.getOrDefault(domain, new Part(0, 0)).plus(marked.right()));
    }
    return parts;
  }

  /// The share of right answers on the exam's scale of 100 to 1000, as if the scale were a straight
  /// line. AWS publishes no formula: this is an estimate and must be called one.
  public int estimate() {
    var total = total();
    return total.total() == 0 ? LOWEST : scaled((double) total.right() / total.total());
  }

  /// Where the estimate would fall nine times of ten if the same candidate sat many papers of this
  /// length: the Wilson interval of the share, on the same scale.
  public int[] estimateRange() {
    var total = total();
    int n = Math.max(1, total.total());
    double share = (double) total.right() / n;
    double z2n = Z90 * Z90 / n;
    double middle = (share + z2n / 2) / (1 + z2n);
    double half = Z90 / (1 + z2n) * Math.sqrt(share * (1 - share) / n + z2n / (4.0 * n));
    return new int[] {scaled(middle - half), scaled(middle + half)};
  }

  /// Whether the estimate reaches the pass mark.
  public boolean passed() {
    return estimate() >= PASS;
  }

  private static int scaled(double share) {
    return (int) Math.round(LOWEST + (HIGHEST - LOWEST) * Math.clamp(share, 0, 1));
  }
}
