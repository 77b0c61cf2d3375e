package hitrate.grader.isolation;

import java.time.Duration;
import java.util.List;

/// Why a call of the learner's code gave no answer.
public sealed interface Failure {
  /// The learner's class is not there.
  record NoClass(String type) implements Failure {}

  /// The class has no constructor with these parameters.
  record NoConstructor(String signature) implements Failure {}

  /// The class has no method with this name and these parameters.
  record NoMethod(String signature) implements Failure {}

  /// The class needs another one that is not there.
  record NotLinked(String detail) implements Failure {}

  /// The method returned something of another type than it declares in the exercise.
  record WrongType(String method, String expected, String returned) implements Failure {}

  /// The method returned more than fits into a message.
  record TooLarge(String method, int limitBytes) implements Failure {}

  /// The method threw; `frames` are the learner's own, innermost first.
  record Threw(String method, String type, String text, List<String> frames) implements Failure {
    public Threw {
      frames = List.copyOf(frames);
    }
  }

  /// The time was up; `state` is what the thread was doing, `frames` where.
  record TookTooLong(String method, Duration limit, String state, List<String> frames)
      implements Failure {
    public TookTooLong {
      frames = List.copyOf(frames);
    }
  }

  /// The test could not begin: the time for all tests was used up.
  record NoTimeLeft(Duration limit) implements Failure {}

  /// The processor time was used up.
  record UsedTooMuchCpu(Duration limit) implements Failure {}

  /// The Java heap, or another memory of the JVM, was used up.
  record OutOfMemory(int limitMegabytes) implements Failure {}

  /// The learner's processes together took more memory of the machine than they may.
  record TooMuchMemory(int limitMegabytes) implements Failure {}

  /// More text was printed than allowed.
  record PrintedTooMuch(int limitBytes) implements Failure {}

  /// More threads were running at once than allowed.
  record TooManyThreads(int limit) implements Failure {}

  /// Other processes were started.
  record StartedProcesses() implements Failure {}

  /// The learner's code ended its JVM.
  record Exited(int exitCode) implements Failure {}

  /// The learner's JVM was killed or crashed with this signal.
  record Killed(int signal) implements Failure {}

  /// Something wrote to, or closed, the pipe to the grader.
  record BrokeChannel() implements Failure {}

  /// The JVM never came up; `detail` is what it printed.
  record NotStarted(String detail) implements Failure {}
}
