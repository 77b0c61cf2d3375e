package hitrate.labs.exam;

import hitrate.labs.exam.bank.ExamDomain;
import hitrate.labs.exam.bank.Question;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/// Draws the questions of a session, so that the same seed always draws the same ones.
final class Draw {
  private Draw() {}

  /// At most `count` of the candidates in random order, the domains in the proportions of the exam
  /// as far as the candidates allow.
  static List<Question> weighted(List<Question> candidates, int count, long seed) {
    var random = new Random(seed);
    var stocks = new ArrayList<Stock>();
    for (var domain : ExamDomain.values()) {
      var questions = candidates.stream().filter(q -> q.domain() == domain).toList();
      stocks.add(new Stock(domain, shuffled(questions, random)));
    }
    var drawn = new ArrayList<Question>();
    while (drawn.size() < Math.min(count, candidates.size())) {
      drawn.add(mostBehind(stocks).next());
    }
    return shuffled(drawn, random);
  }

  /// The questions of one domain, given out one by one.
  private static final class Stock {
    private final ExamDomain domain;
    private final List<Question> questions;
    private int given;

    Stock(ExamDomain domain, List<Question> questions) {
      this.domain = domain;
      this.questions = questions;
    }

    boolean isEmpty() {
      return given == questions.size();
    }

    Question next() {
      return questions.get(given++);
    }

    /// The method of Sainte-Laguë, which divides a weight by 1, 3, 5, ...: the highest is next.
    double claim() {
      return domain.weight() / (2.0 * given + 1);
    }
  }

  private static Stock mostBehind(List<Stock> stocks) {
    return stocks.stream()
        .filter(stock -> !stock.isEmpty())
        .max(Comparator.comparingDouble(Stock::claim))
        .orElseThrow();
  }

  /// At most `count` of the candidates in random order.
  static List<Question> plain(List<Question> candidates, int count, long seed) {
    var shuffled = shuffled(candidates, new Random(seed));
    return shuffled.subList(0, Math.min(count, shuffled.size()));
  }

  private static List<Question> shuffled(List<Question> questions, Random random) {
    var copy = new ArrayList<>(questions);
    Collections.shuffle(copy, random);
    return copy;
  }
}
