package hitrate.labs.exam;

import hitrate.labs.exam.Paper.Item;
import hitrate.labs.exam.bank.Proof;
import hitrate.labs.exam.bank.Question;
import hitrate.labs.exam.bank.QuestionBank;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// A question on the screen, before and after it is answered; and what a candidate may type as its
/// answer.
final class QuestionView {
  private static final Pattern LETTERS = Pattern.compile("[A-Za-z]([\\s,]*[A-Za-z])*");

  private final Screen screen;
  private final QuestionBank bank;

  QuestionView(Screen screen, QuestionBank bank) {
    this.screen = screen;
    this.bank = bank;
  }

  /// Stem and options.
  ///
  /// @param index of the question on the paper, from 0
  void ask(Item item, int index, int total, boolean flagged) {
    var question = item.question();
    screen.gap();
    var head =
        screen.text(
            "head",
            index + 1,
            total,
            question.domain().number(),
            screen.text("domain." + question.domain().number()));
    screen.wrapped("", "", screen.paint().strong(head) + (flagged ? " " + flag() : ""));
    screen.line(screen.paint().faint(bank.topicName(question.topic()) + " · " + question.id()));
    screen.gap();
    screen.paragraphs(question.stem());
    if (question.multipleResponse()) {
      screen.gap();
      screen.say("choose", screen.text("number." + item.lettersToChoose()));
    }
    screen.gap();
    for (var option : item.options()) {
      screen.wrapped(
          "  " + screen.paint().strong(item.shownLetter(option)) + "  ", "     ", option.text());
    }
    screen.gap();
  }

  private String flag() {
    return screen.paint().note(screen.text("flagged"));
  }

  /// The verdict, every option explained, what to keep and where to go on.
  void explain(Item item, Set<String> chosen) {
    var question = item.question();
    screen.gap();
    screen.paragraphs(verdict(item, chosen));
    for (var option : item.options()) {
      screen.gap();
      explain(item, option, chosen.contains(option.letter()));
    }
    screen.gap();
    screen.say("keep", question.takeaway());
    screen.say("proof", question.proof().shows());
    if (question.book() != null) {
      screen.say("read", question.book());
    }
    screen.gap();
  }

  private String verdict(Item item, Set<String> chosen) {
    var right = String.join(", ", item.shownLetters(item.question().rightLetters()));
    if (chosen.equals(item.question().rightLetters())) {
      return screen.paint().good(screen.text("verdict.right")) + " " + right;
    }
    var wrong = screen.paint().bad(screen.text("verdict.wrong"));
    return chosen.isEmpty()
        ? wrong + " " + screen.text("verdict.unanswered", right)
        : wrong
            + " "
            + screen.text("verdict.answer", String.join(", ", item.shownLetters(chosen)), right);
  }

  private void explain(Item item, Question.Option option, boolean chosen) {
    var paint = screen.paint();
    var mark = screen.text(option.right() ? "option.right" : "option.wrong");
    var head =
        "  %s  %s%s"
            .formatted(
                paint.strong(item.shownLetter(option)),
                option.right() ? paint.good(mark) : paint.bad(mark),
                chosen ? " " + screen.text("option.chosen") : "");
    screen.line(head);
    screen.wrapped("     ", "     ", option.text());
    screen.wrapped("     → ", "       ", option.why());
  }

  /// The author's letters for what was typed (`ac`, `A C`, `a, c`), or empty where that is no
  /// answer to this question.
  static Set<String> parse(Item item, String typed) {
    if (!LETTERS.matcher(typed).matches()) {
      return Set.of();
    }
    var chosen = new TreeSet<String>();
    for (char letter : typed.toUpperCase(Locale.ROOT).replaceAll("[\\s,]", "").toCharArray()) {
      if (letter > item.lastLetter()) {
        return Set.of();
      }
      chosen.add(item.options().get(letter - 'A').letter());
    }
    return chosen.size() == item.lettersToChoose() ? chosen : Set.of();
  }

  /// Says what an answer to this question looks like.
  void explainInput(Item item) {
    screen.say(
        "input.expected." + (item.lettersToChoose() == 1 ? "one" : "several"),
        item.lastLetter(),
        screen.text("number." + item.lettersToChoose()));
  }

  /// A word for the kind of a proof, to say what `p` will do.
  static String kindOf(Proof proof) {
    return switch (proof) {
      case Proof.Commands _ -> "commands";
      case Proof.Java _ -> "java";
      case Proof.Test _ -> "test";
      case Proof.Lab _ -> "lab";
    };
  }
}
