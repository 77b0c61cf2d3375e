package hitrate.grader.run;

import hitrate.grader.graded.GradedFailure;
import hitrate.grader.isolation.Failure;
import hitrate.grader.isolation.SubmissionFailure;
import hitrate.grader.text.Messages;
import java.util.List;
import java.util.Locale;

/// Puts into words why a test failed.
///
/// @param observed what was observed
/// @param expected what was expected; empty where the sentence of the task says it all
/// @param frames where in the learner's code
record FailureText(String observed, String expected, List<String> frames) {
  private static final int MAX_TEXT = 1_000;

  static FailureText of(Throwable thrown, Messages messages) {
    return switch (reason(thrown)) {
      case GradedFailure failure ->
          new FailureText(clean(failure.observed()), clean(failure.expected()), List.of());
      case SubmissionFailure failure -> of(failure.failure(), messages);
      default ->
          new FailureText(messages.text("failure.grader", clean(line(thrown))), "", List.of());
    };
  }

  /// JUnit wraps what goes wrong before a test method is entered.
  private static Throwable reason(Throwable thrown) {
    for (var each = thrown; each != null; each = each.getCause()) {
      if (each instanceof SubmissionFailure) {
        return each;
      }
    }
    return thrown;
  }

  static FailureText of(Failure failure, Messages messages) {
    List<String> frames =
        switch (failure) {
          case Failure.Threw threw -> threw.frames();
          case Failure.TookTooLong late -> late.frames();
          default -> List.of();
        };
    var where = frames.stream().map(FailureText::clean).toList();
    return new FailureText(clean(words(failure, messages)), expected(failure, messages), where);
  }

  private static String words(Failure failure, Messages messages) {
    return switch (failure) {
      case Failure.NoClass it -> messages.text("failure.noClass", it.type());
      case Failure.NoConstructor it -> messages.text("failure.noConstructor", it.signature());
      case Failure.NoMethod it -> messages.text("failure.noMethod", it.signature());
      case Failure.NotLinked it -> messages.text("failure.notLinked", it.detail());
      case Failure.WrongType it -> messages.text("failure.wrongType", it.method(), it.returned());
      case Failure.TooLarge it -> messages.text("failure.tooLarge", it.method(), it.limitBytes());
      case Failure.Threw it -> threw(it, messages);
      case Failure.TookTooLong it -> tooLong(it, messages);
      case Failure.NoTimeLeft it -> messages.text("failure.noTimeLeft", it.limit().toSeconds());
      case Failure.UsedTooMuchCpu it -> messages.text("failure.cpu", it.limit().toSeconds());
      case Failure.OutOfMemory it -> messages.text("failure.memory", it.limitMegabytes());
      case Failure.TooMuchMemory it -> messages.text("failure.resident", it.limitMegabytes());
      case Failure.PrintedTooMuch it -> messages.text("failure.printed", it.limitBytes());
      case Failure.TooManyThreads it -> messages.text("failure.threads", it.limit());
      case Failure.StartedProcesses _ -> messages.text("failure.processes");
      case Failure.Exited it -> messages.text("failure.exited", it.exitCode());
      case Failure.Killed it -> messages.text("failure.killed", it.signal());
      case Failure.BrokeChannel _ -> messages.text("failure.channel");
      case Failure.NotStarted it -> messages.text("failure.notStarted", it.detail());
    };
  }

  private static String threw(Failure.Threw threw, Messages messages) {
    var simple = threw.type().substring(threw.type().lastIndexOf('.') + 1);
    return switch (threw.type()) {
      case "java.lang.UnsupportedOperationException" ->
          messages.text("failure.unwritten", threw.method());
      case "java.lang.StackOverflowError" -> messages.text("failure.stack", threw.method());
      default ->
          threw.text().isEmpty()
              ? messages.text("failure.threw", threw.method(), simple)
              : messages.text("failure.threwText", threw.method(), simple, threw.text());
    };
  }

  private static String tooLong(Failure.TookTooLong late, Messages messages) {
    var state = late.state().toLowerCase(Locale.ROOT);
    var key = "failure.tooLong." + state;
    return messages.text(
        messages.has(key) ? key : "failure.tooLong", late.method(), late.limit().toSeconds());
  }

  private static String expected(Failure failure, Messages messages) {
    return failure instanceof Failure.WrongType wrong
        ? messages.text("failure.wrongType.expected", wrong.expected())
        : "";
  }

  private static String line(Throwable thrown) {
    return thrown.getClass().getSimpleName() + ": " + thrown.getMessage();
  }

  /// Texts from the learner's side may hold anything: control characters go, length is bounded.
  static String clean(String text) {
    var cut = text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) + "..." : text;
    return cut.replaceAll("[\\p{Cntrl}&&[^\\n\\t]]", "?");
  }
}
