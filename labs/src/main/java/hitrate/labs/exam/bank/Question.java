package hitrate.labs.exam.bank;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One question of the bank. Texts are paragraphs, separated by an empty line, with `code` between
/// backticks and nothing else.
///
/// @param id unique in the bank and stable over the years: history, flash cards and links hold it
/// @param topic the curriculum id, such as `d1`
/// @param book the anchor of the section of the book that teaches it; null until there is one
/// @param difficulty 1 recall, 2 apply, 3 weigh several forces against each other
/// @param takeaway the one sentence to keep
public record Question(
    String id,
    String topic,
    ExamDomain domain,
    int difficulty,
    @Nullable String book,
    String stem,
    List<Option> options,
    String takeaway,
    Proof proof) {

  public Question {
    options = List.copyOf(options);
  }

  /// One option.
  ///
  /// @param letter the author's letter, `a` to `f`; what the candidate sees depends on the shuffle
  /// @param why why it is right or, where it is wrong, where the belief in it comes from
  public record Option(String letter, String text, boolean right, String why) {}

  /// The author's letters of the right options, in order.
  public Set<String> rightLetters() {
    var letters = new TreeSet<String>();
    for (var option : options) {
      if (option.right()) {
        letters.add(option.letter());
      }
    }
    return letters;
  }

  /// Whether more than one option is right (the exam's "multiple response").
  public boolean multipleResponse() {
    return rightLetters().size() > 1;
  }

  /// The option with the author's letter.
  public Option option(String letter) {
    return options.stream()
        .filter(option -> option.letter().equals(letter))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(id + " has no option " + letter));
  }
}
