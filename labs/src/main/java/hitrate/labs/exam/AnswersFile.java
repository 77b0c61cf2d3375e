package hitrate.labs.exam;

import hitrate.grader.text.Messages;
import hitrate.labs.cli.UserError;
import hitrate.labs.exam.bank.Question;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Answers given in a file, for scripts: a line `question-id: a c` for each, with the letters that
/// the question file uses, which no shuffle changes. Empty lines and lines that begin with `#` are
/// skipped.
final class AnswersFile {
  private AnswersFile() {}

  /// The letters by question id.
  ///
  /// @throws UserError for a line that is none, an id that is not asked, a letter that is no option
  static Map<String, Set<String>> read(Path file, Collection<Question> asked, Messages messages)
      throws IOException {
    Map<String, Question> questions =
        asked.stream().collect(Collectors.toMap(Question::id, question -> question));
    var answers = new LinkedHashMap<String, Set<String>>();
    int number = 0;
    for (var line : lines(file, messages)) {
      number++;
      var text = line.strip();
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      }
      int colon = text.indexOf(':');
      var question = colon < 0 ? null : questions.get(text.substring(0, colon).strip());
      if (question == null) {
        var key = colon < 0 ? "answers.form" : "answers.unknown";
        throw UserError.usage(messages.text(key, file, number, text));
      }
      var letters = letters(text.substring(colon + 1));
      if (!question.options().stream()
          .map(Question.Option::letter)
          .collect(Collectors.toSet())
          .containsAll(letters)) {
        throw UserError.usage(messages.text("answers.letter", file, number, question.id()));
      }
      answers.put(question.id(), letters);
    }
    return answers;
  }

  private static java.util.List<String> lines(Path file, Messages messages) throws IOException {
    try {
      return Files.readAllLines(file);
    } catch (NoSuchFileException e) {
      throw UserError.usage(messages.text("answers.missing", file));
    }
  }

  private static Set<String> letters(String text) {
    return Arrays.stream(text.strip().split("[\\s,]+"))
        .filter(letter -> !letter.isEmpty())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
