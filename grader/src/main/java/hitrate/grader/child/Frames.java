package hitrate.grader.child;

import java.util.Arrays;
import java.util.List;

/// What of an exception or a thread is the learner's own.
final class Frames {
  /// The name of the class loader that holds the learner's classes.
  static final String LOADER_NAME = "exercise";

  private static final int MAX_FRAMES = 5;
  private static final int MAX_TEXT = 2_000;

  private Frames() {}

  /// The learner's frames of a stack as `method (File.java:12)`, innermost first, at most five.
  static List<String> of(StackTraceElement[] stack) {
    return Arrays.stream(stack)
        .filter(frame -> LOADER_NAME.equals(frame.getClassLoaderName()))
        .limit(MAX_FRAMES)
        .map(f -> f.getMethodName() + " (" + f.getFileName() + ":" + f.getLineNumber() + ")")
        .toList();
  }

  /// The names of the threads that run the learner's code now.
  static List<String> threadsWithin() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(entry -> !of(entry.getValue()).isEmpty())
        .map(entry -> entry.getKey().getName())
        .toList();
  }

  /// The message of an exception, cut short; empty when it has none or fails to say.
  static String textOf(Throwable thrown) {
    try {
      var text = thrown.getMessage();
      return text == null ? "" : text.substring(0, Math.min(text.length(), MAX_TEXT));
    } catch (RuntimeException e) {
      return "";
    }
  }
}
