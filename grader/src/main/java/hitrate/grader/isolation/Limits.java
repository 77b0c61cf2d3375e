package hitrate.grader.isolation;

import java.time.Duration;

/// What a test may use of the machine.
///
/// @param total time on the clock for all tests of a run; none begins after it
/// @param wall time on the clock for one test, from its start to its end
/// @param cpu processor time of all threads and processes of the learner together
/// @param heapMegabytes Java heap of the learner's JVM
/// @param residentMegabytes memory of the learner's processes in all; Linux only
/// @param outputBytes text printed to standard output and error in one test
/// @param threads threads of the learner's JVM at once, its own among them; Linux only
/// @param processes processes that the learner's code may have running beside its JVM
public record Limits(
    Duration total,
    Duration wall,
    Duration cpu,
    int heapMegabytes,
    int residentMegabytes,
    int outputBytes,
    int threads,
    int processes) {
  /// Generous for every exercise here: 2 minutes in all; for a test 10 s, 8 s of processor time,
  /// 128 MB heap, 1 MB of text, 256 threads.
  public static final Limits STANDARD =
      new Limits(
          Duration.ofMinutes(2),
          Duration.ofSeconds(10),
          Duration.ofSeconds(8),
          128,
          640,
          1 << 20,
          256,
          0);

  /// The same with another limit for all tests together.
  public Limits withTotal(Duration limit) {
    return new Limits(
        limit, wall, cpu, heapMegabytes, residentMegabytes, outputBytes, threads, processes);
  }

  /// The same with another limit on the clock for one test.
  public Limits withWall(Duration limit) {
    return new Limits(
        total, limit, cpu, heapMegabytes, residentMegabytes, outputBytes, threads, processes);
  }

  /// The same with another limit of processor time.
  public Limits withCpu(Duration limit) {
    return new Limits(
        total, wall, limit, heapMegabytes, residentMegabytes, outputBytes, threads, processes);
  }
}
