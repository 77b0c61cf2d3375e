package hitrate.labs.exam;

import hitrate.labs.exam.bank.Question;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/// The questions of one session in the order they are asked, each with its options in the order
/// they are shown. The same seed gives the same paper; a question's options are shuffled by seed
/// and id alone, so that they stand in the same order whatever else is on the paper.
public record Paper(Mode mode, long seed, List<Item> items) {
  /// The exam gives 180 minutes for 75 questions; a shorter paper gets its share.
  private static final int SECONDS_A_QUESTION = 180 * 60 / 75;

  public Paper {
    items = List.copyOf(items);
  }

  /// The paper of these questions, in this order.
  public static Paper of(Mode mode, long seed, List<Question> questions) {
    return new Paper(mode, seed, questions.stream().map(q -> Item.shuffled(q, seed)).toList());
  }

  /// The time that the exam would give for this many questions.
  public Duration timeAllowed() {
    return Duration.ofSeconds((long) SECONDS_A_QUESTION * items.size());
  }

  /// How many questions there are.
  public int size() {
    return items.size();
  }

  /// A question with its options as the candidate sees them.
  public record Item(Question question, List<Question.Option> options) {
    public Item {
      options = List.copyOf(options);
    }

    static Item shuffled(Question question, long seed) {
      var options = new ArrayList<>(question.options());
      Collections.shuffle(options, new Random(seed * 31 + question.id().hashCode()));
      return new Item(question, options);
    }

    /// The letter, `A` first, under which an option is shown.
    public String shownLetter(Question.Option option) {
      return String.valueOf((char) ('A' + options.indexOf(option)));
    }

    /// Author's letters as the letters shown, in alphabetical order.
    public Set<String> shownLetters(Set<String> authorLetters) {
      var shown = new TreeSet<String>();
      authorLetters.forEach(letter -> shown.add(shownLetter(question.option(letter))));
      return shown;
    }

    /// The last letter that a candidate can choose.
    public char lastLetter() {
      return (char) ('A' + options.size() - 1);
    }

    /// How many letters make a complete answer.
    public int lettersToChoose() {
      return question.rightLetters().size();
    }
  }
}
