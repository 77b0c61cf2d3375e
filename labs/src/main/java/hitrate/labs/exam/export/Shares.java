package hitrate.labs.exam.export;

import hitrate.labs.exam.bank.Question;

/// What one right option of several is worth in Moodle, which knows only certain percentages.
final class Shares {
  private Shares() {}

  static String of(Question question) {
    return switch (question.rightLetters().size()) {
      case 1 -> "100";
      case 2 -> "50";
      case 3 -> "33.33333";
      case 4 -> "25";
      default -> "20";
    };
  }
}
