package hitrate.grader.wire;

/// A value that stands for something which stays on the other side or is made there.
public sealed interface Handle {
  /// An object of the grader on which the learner's code may call back; `type` is the functional
  /// interface it gets.
  record Callback(int number, String type) implements Handle {}

  /// A Redis client that the learner's JVM opens for itself, connected to `uri`.
  record Client(String uri) implements Handle {}
}
