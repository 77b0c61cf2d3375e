package hitrate.labs.exam;

import java.util.List;
import java.util.Map;

/// An unfinished session as it lies in `.lab/exam-saved.json`.
///
/// @param version of this form, to be raised when an older program could not read it
/// @param questions the ids of the paper, in its order
/// @param answers the author's letters by question id
/// @param position the index of the question on the screen
/// @param secondsUsed the time spent
public record SavedExam(
    int version,
    Mode mode,
    long seed,
    List<String> questions,
    Map<String, List<String>> answers,
    List<String> flagged,
    int position,
    long secondsUsed) {
  /// The version written now.
  public static final int VERSION = 1;

  public SavedExam {
    questions = List.copyOf(questions);
    answers = Map.copyOf(answers);
    flagged = List.copyOf(flagged);
  }
}
