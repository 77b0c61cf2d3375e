package hitrate.labs.exam.export;

import hitrate.labs.exam.bank.QuestionBank;

/// The formats that other programs read.
public enum ExportFormat {
  /// Moodle's plain text format.
  gift {
    @Override
    public String write(QuestionBank bank) {
      return GiftWriter.write(bank.questions());
    }
  },
  /// Moodle's XML format, which carries more.
  moodle {
    @Override
    public String write(QuestionBank bank) {
      return MoodleXmlWriter.write(bank.questions());
    }
  },
  /// Flash cards for Anki: a text file to import.
  anki {
    @Override
    public String write(QuestionBank bank) {
      return AnkiWriter.write(bank.questions());
    }
  };

  /// The whole bank.
  public abstract String write(QuestionBank bank);
}
