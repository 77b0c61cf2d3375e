package hitrate.labs.exam;

import hitrate.labs.exam.Score.Marked;
import hitrate.labs.exam.Score.Part;
import hitrate.labs.exam.bank.QuestionBank;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The result of a session on the screen.
final class ResultView {
  private static final int PERCENT = 100;
  private static final int BAR = 20;

  private final Screen screen;
  private final QuestionBank bank;

  ResultView(Screen screen, QuestionBank bank) {
    this.screen = screen;
    this.bank = bank;
  }

  /// The whole result.
  ///
  /// @param exam whether to show the estimate of a scaled score
  void show(Score score, Duration used, boolean exam) {
    var total = score.total();
    screen.gap();
    screen.line(screen.paint().strong(screen.text("result.title")));
    screen.say("result.total", total.right(), total.total(), percent(total), TimedLoop.clock(used));
    if (exam) {
      estimate(score);
    }
    screen.gap();
    domains(score);
    readOn(score);
  }

  private void estimate(Score score) {
    var range = score.estimateRange();
    var verdict = screen.text(score.passed() ? "result.above" : "result.below", Score.PASS);
    screen.paragraphs(
        screen.text("result.estimate", score.estimate(), range[0], range[1])
            + " "
            + (score.passed() ? screen.paint().good(verdict) : screen.paint().bad(verdict)));
    screen.say("result.estimateNote");
  }

  private void domains(Score score) {
    score
        .byDomain()
        .forEach((domain, part) ->
            screen.line(
                "  %d  %s  %2d/%-2d  %s"
                    .formatted(
                        domain.number(),
                        bar(part),
                        part.right(),
                        part.total(),
                        screen.text("domain." + domain.number()))));
  }

  private static String bar(Part part) {
    int filled = part.total() == 0 ? 0 : part.right() * BAR / part.total();
    return "#".repeat(filled) + ".".repeat(BAR - filled);
  }

  /// Where to read on: the sections behind the wrong answers, the worst first.
  private void readOn(Score score) {
    var sections = new LinkedHashMap<String, Integer>();
    score.questions().stream()
        .filter(marked -> !marked.right())
        .forEach(marked -> sections.merge(marked.question().topic(), 1, Integer::sum));
    if (sections.isEmpty()) {
      return;
    }
    screen.gap();
    screen.say("result.readOn");
    sections.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .forEach(entry -> screen.line(topicLine(score, entry.getKey())));
    screen.gap();
    screen.say("result.again");
  }

  private String topicLine(Score score, String topic) {
    var marked =
        score.questions().stream().filter(m -> m.question().topic().equals(topic)).toList();
    List<Marked> right = marked.stream().filter(Marked::right).toList();
    var section = marked.getFirst().question().book();
    return "  %-4s %d/%d  %s%s"
        .formatted(
            topic,
            right.size(),
            marked.size(),
            bank.topicName(topic),
            section == null ? "" : " (" + section + ")");
  }

  private static int percent(Part part) {
    return part.total() == 0 ? 0 : Math.round((float) PERCENT * part.right() / part.total());
  }
}
