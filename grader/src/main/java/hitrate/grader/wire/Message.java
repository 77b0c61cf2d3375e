package hitrate.grader.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One message between the grader and the learner's JVM.
///
/// The grader sends the [ToChild] ones, the learner's JVM the [ToGrader] ones. `call` numbers
/// belong to the grader, `question` numbers to the learner's JVM; several may be under way at once.
public sealed interface Message {
  /// What the grader asks of the learner's JVM.
  sealed interface ToChild extends Message {}

  /// What the learner's JVM answers. The grader believes none of it: it is only what the learner's
  /// code is observed to say.
  sealed interface ToGrader extends Message {}

  /// Forget every object and class of before and load the learner's classes afresh from this
  /// folder. Answered by [Ready].
  record Load(String classes) implements ToChild {}

  /// Make object number `object` of class `type` with the constructor of these parameter types.
  record Create(
      int call,
      int object,
      String type,
      List<String> parameterTypes,
      List<@Nullable Object> arguments)
      implements ToChild {}

  /// Call a method of an object made before.
  record Call(
      int call,
      int object,
      String method,
      List<String> parameterTypes,
      List<@Nullable Object> arguments)
      implements ToChild {}

  /// The answer to [Ask].
  record Answer(int question, @Nullable Object value) implements ToChild {}

  /// [Ask] ended with an exception; the learner's code gets an `IllegalStateException` with this
  /// text.
  record AnswerFailed(int question, String text) implements ToChild {}

  /// Where is this call now? Answered by [At].
  record Where(int call) implements ToChild {}

  /// Print this mark, which no earlier print of the learner's code can follow, where that code
  /// prints.
  record Mark(String text) implements ToChild {}

  /// The JVM is up, or has loaded afresh; `strays` names the learner's threads of before that still
  /// run.
  record Ready(List<String> strays) implements ToGrader {}

  /// A call returned.
  record Returned(int call, @Nullable Object value) implements ToGrader {}

  /// A call ended with an exception of the learner's code; `frames` are the learner's own stack
  /// frames as `file:line`, innermost first.
  record Threw(int call, String type, String text, List<String> frames) implements ToGrader {}

  /// A call could not be made or its value not be sent; `detail` names what.
  record Unusable(int call, Fault fault, String detail) implements ToGrader {}

  /// The learner's code calls back on an object of the grader.
  record Ask(int question, int callback, String method, List<@Nullable Object> arguments)
      implements ToGrader {}

  /// The answer to [Where]: the state of the thread and the learner's frames.
  record At(int call, String state, List<String> frames) implements ToGrader {}

  /// Why a call could not be made.
  enum Fault {
    /// The class file is not there.
    NO_CLASS,
    /// The class has no such constructor.
    NO_CONSTRUCTOR,
    /// The class has no such method.
    NO_METHOD,
    /// The class is there and cannot be linked: something it needs is missing.
    NOT_LINKED,
    /// The returned value is of a type that cannot cross the pipe.
    VALUE_TYPE,
    /// The returned value is larger than a frame.
    VALUE_SIZE
  }
}
