package hitrate.labs.exam.export;

import hitrate.labs.exam.bank.Question;
import java.util.Collection;

/// Moodle's GIFT format. One right option is `=`, a wrong one `~`; where several are right, each
/// gives its share of the points and each wrong one takes all of them, the nearest that GIFT comes
/// to all or nothing.
final class GiftWriter {
  private static final String SPECIAL = "([\\\\~=#{}:])";

  private GiftWriter() {}

  static String write(Collection<Question> questions) {
    var gift = new StringBuilder();
    for (var question : questions) {
      gift.append("// ").append(question.id()).append('\n');
      gift.append("$CATEGORY: hitrate/").append(question.topic()).append("\n\n");
      gift.append("::").append(question.id()).append("::[html]");
      gift.append(escape(Html.paragraphs(question.stem()))).append(" {\n");
      question.options().forEach(option -> append(gift, question, option));
      gift.append("####").append(escape(Html.paragraphs(question.takeaway()))).append("\n}\n\n");
    }
    return gift.toString();
  }

  private static void append(StringBuilder gift, Question question, Question.Option option) {
    gift.append("  ").append(mark(question, option));
    gift.append(escape(Html.inline(option.text())));
    gift.append(" #").append(escape(Html.inline(option.why()))).append('\n');
  }

  private static String mark(Question question, Question.Option option) {
    if (!question.multipleResponse()) {
      return option.right() ? "=" : "~";
    }
    return option.right() ? "~%" + Shares.of(question) + "%" : "~%-100%";
  }

  private static String escape(String text) {
    return text.replaceAll(SPECIAL, "\\\\$1");
  }
}
