package hitrate.labs.exam;

import hitrate.grader.text.Messages;
import hitrate.labs.cli.Home;
import hitrate.labs.cli.UserError;
import hitrate.labs.exam.bank.QuestionBank;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where the bank is and where progress is kept.
///
/// @param home the root of the project
public record ExamFiles(Path home) {
  private static final String BANK = "book/exam";

  /// The project that the launcher names in [Home#PROPERTY], otherwise the one around `start`.
  static ExamFiles find(Path start, Messages messages) {
    var named = System.getProperty(Home.PROPERTY);
    if (named != null) {
      return new ExamFiles(Path.of(named));
    }
    for (Path folder = start.toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.isDirectory(folder.resolve(BANK))) {
        return new ExamFiles(folder);
      }
    }
    throw new UserError(messages.text("bank.missing", BANK));
  }

  /// The questions in the user's language, English where there are none.
  QuestionBank bank(Messages messages) throws IOException {
    var translated = home.resolve(BANK).resolve(messages.locale().getLanguage());
    return QuestionBank.load(
        Files.isDirectory(translated) ? translated : home.resolve(BANK).resolve("en"));
  }

  /// The unfinished session.
  StateFile<SavedExam> saved(Messages messages) {
    return stateFile("exam-saved.json", SavedExam.class, messages);
  }

  /// The history.
  StateFile<History> history(Messages messages) {
    return stateFile("exam-history.json", History.class, messages);
  }

  private <T> StateFile<T> stateFile(String name, Class<T> type, Messages messages) {
    var file = new Home(home).state().resolve(name);
    return new StateFile<>(file, type, messages.text("state.damaged", file));
  }
}
