package hitrate.book.experiment;

/// A run whose figures the book quotes.
public interface Experiment {

  /// The word after `./lab book run`.
  String name();

  /// What it shows, in one sentence.
  String summary();

  /// Whether two runs print the same: true on simulated time and seeded chance, false for what
  /// measures the machine.
  boolean repeatable();

  /// Runs it.
  Findings run() throws Exception;
}
