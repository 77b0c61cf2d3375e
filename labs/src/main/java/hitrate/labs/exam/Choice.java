package hitrate.labs.exam;

import hitrate.grader.text.Messages;
import hitrate.labs.cli.UserError;
import hitrate.labs.exam.bank.ExamDomain;
import hitrate.labs.exam.bank.Question;
import hitrate.labs.exam.bank.QuestionBank;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Which questions the candidate wants.
///
/// @param domain only this domain, or null
/// @param topic only this curriculum id, or null
/// @param count at most as many, or null for all (75 where the mode is timed)
record Choice(
    Mode mode,
    @Nullable Integer domain,
    @Nullable String topic,
    @Nullable Integer count,
    long seed) {
  private static final int WHOLE_EXAM = 75;

  /// The paper for this choice; empty only where wrong answers are to be repeated and there are
  /// none.
  Paper paper(QuestionBank bank, Set<String> wrong, Messages messages) {
    check(bank, messages);
    var candidates =
        bank.where(question ->
            (domain == null || question.domain().number() == domain)
                && (topic == null || question.topic().equals(topicId(topic)))
                && (mode != Mode.wrong || wrong.contains(question.id())));
    if (candidates.isEmpty() && mode != Mode.wrong) {
      throw new UserError(messages.text("nothing.matches"));
    }
    return Paper.of(mode, seed, draw(candidates));
  }

  private List<Question> draw(List<Question> candidates) {
    int all = candidates.size();
    return mode == Mode.timed
        ? Draw.weighted(candidates, count == null ? WHOLE_EXAM : count, seed)
        : Draw.plain(candidates, count == null ? all : count, seed);
  }

  private void check(QuestionBank bank, Messages messages) {
    if (domain == null && mode == Mode.domain) {
      throw UserError.usage(messages.text("option.domainNeeded"));
    }
    if (domain != null && ExamDomain.of(domain).isEmpty()) {
      throw UserError.usage(messages.text("option.domain"));
    }
    if (count != null && count < 1) {
      throw UserError.usage(messages.text("option.count"));
    }
    Set<String> known =
        bank.questions().stream()
            .map(Question::topic)
            .collect(Collectors.toCollection(TreeSet::new));
    if (topic != null && !known.contains(topicId(topic))) {
      throw UserError.usage(messages.text("option.topic", topic, String.join(", ", known)));
    }
  }

  /// `d1` for `d1` and for the anchor `d1-strings`.
  private static String topicId(String topic) {
    int hyphen = topic.indexOf('-');
    return hyphen < 0 ? topic : topic.substring(0, hyphen);
  }
}
