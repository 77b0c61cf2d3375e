package hitrate.labs.workbook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Remembers in `.lab/first-steps-done` that the learner has been through the first steps.
///
/// A folder that cannot be written costs the memory, not the workbook.
final class StepsMemory {
  private final Path mark;

  /// The memory in `state`, the folder `.lab`.
  StepsMemory(Path state) {
    this.mark = state.resolve("first-steps-done");
  }

  boolean complete() {
    return Files.exists(mark);
  }

  void remember(boolean complete) {
    try {
      if (complete) {
        Files.createDirectories(mark.getParent());
        Files.writeString(mark, "");
      } else {
        Files.deleteIfExists(mark);
      }
    } catch (IOException unwritable) {
      // The steps start anew next time.
    }
  }
}
