package hitrate.bench;

import java.io.PrintStream;
import java.util.List;

/// The text that a run writes, in Markdown; every row also goes to who waits for the run.
final class Report {
  private final StringBuilder text = new StringBuilder();
  private final PrintStream progress;

  Report(PrintStream progress) {
    this.progress = progress;
  }

  void text(String more) {
    text.append(more);
  }

  /// Begins a section with a table of these columns.
  void table(String title, String explanation, List<String> columns) {
    text.append("\n## ").append(title).append("\n\n");
    if (!explanation.isEmpty()) {
      text.append(explanation).append("\n\n");
    }
    row(columns);
    text.append("|---".repeat(columns.size())).append("|\n");
  }

  void row(List<String> cells) {
    String row = "| " + String.join(" | ", cells) + " |\n";
    text.append(row);
    progress.print(row);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
