package hitrate.grader.run;

import hitrate.grader.exercise.Task;
import hitrate.grader.graded.Graded;
import hitrate.grader.graded.SentenceOrder;
import hitrate.grader.graded.Workshop;
import hitrate.grader.report.TestResult;
import hitrate.grader.text.Messages;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/// Keeps the results of a run. Every test is in it from the start, as failed; only a success that
/// JUnit reports for it can change that.
final class Collector implements TestExecutionListener {
  private final Map<String, TestResult> results = new LinkedHashMap<>();
  private final Map<String, Long> startedNanos = new LinkedHashMap<>();
  private final Messages messages;
  private final Consumer<TestResult> finished;
  private Optional<Workshop> workshop = Optional.empty();

  Collector(Class<?> tests, Task task, Messages messages, Consumer<TestResult> finished) {
    this.messages = messages;
    this.finished = finished;
    for (var method : methods(tests)) {
      var graded = method.getAnnotation(Graded.class);
      var sentence = task.sentence(graded.sentence());
      var reason = messages.text("failure.notRun");
      results.put(
          method.getName(),
          TestResult.notRun(
              method.getName(), graded.sentence(), sentence, graded.points(), reason));
    }
  }

  /// The graded tests of a class in the order of the task.
  static List<Method> methods(Class<?> tests) {
    return Arrays.stream(tests.getDeclaredMethods())
        .filter(method -> method.isAnnotationPresent(Graded.class))
        .sorted(SentenceOrder.COMPARATOR)
        .toList();
  }

  /// Where to ask for what the learner's code printed.
  void attach(Workshop source) {
    workshop = Optional.of(source);
  }

  /// All results with the same reason for not having run.
  void allNotRun(String reason) {
    results.replaceAll(
        (name, old) -> TestResult.notRun(name, old.number(), old.sentence(), old.points(), reason));
  }

  List<TestResult> results() {
    return List.copyOf(results.values());
  }

  @Override
  public void executionStarted(TestIdentifier test) {
    startedNanos.put(test.getUniqueId(), System.nanoTime());
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    var name = nameOf(test);
    var old = name.map(results::get);
    if (old.isEmpty()) {
      return;
    }
    long nanos =
        System.nanoTime() - startedNanos.getOrDefault(test.getUniqueId(), System.nanoTime());
    var now = judged(old.get(), result, Duration.ofNanos(nanos));
    results.put(now.name(), now);
    finished.accept(now);
  }

  private TestResult judged(TestResult old, TestExecutionResult result, Duration took) {
    boolean passed = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
    var failure =
        passed
            ? new FailureText("", "", List.of())
            : result
                .getThrowable()
                .map(thrown -> FailureText.of(thrown, messages))
                .orElse(new FailureText(messages.text("failure.notRun"), "", List.of()));
    var printed =
        workshop.map(source -> FailureText.clean(source.printedIn(old.name()))).orElse("");
    return new TestResult(
        old.name(),
        old.number(),
        old.sentence(),
        old.points(),
        passed,
        failure.observed(),
        failure.expected(),
        failure.frames(),
        printed,
        took);
  }

  private static Optional<String> nameOf(TestIdentifier test) {
    return test.isTest()
        ? test.getSource()
            .filter(MethodSource.class::isInstance)
            .map(source -> ((MethodSource) source).getMethodName())
        : Optional.empty();
  }
}
