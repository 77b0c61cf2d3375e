package hitrate.bench;

import java.util.List;
import java.util.Locale;

/// One kind of request, as redis-benchmark sends it.
///
/// @param title how the table names it
/// @param words the request, with `__rand_int__` in the place of a random number of twelve digits;
///   or one word, the name of a test that redis-benchmark knows
/// @param range the random numbers are below this
/// @param data what the server holds before
/// @param clients connections; 0 for as many as the plan says
/// @param goals what the throughput is to be, by pipeline; and the processor time
record Workload(String title, List<String> words, int range, Data data, int clients, Goals goals) {

  /// The goals of a workload at one pipeline.
  record Wanted(Goal throughput, Goal cpu) {
    static final Wanted NOTHING = new Wanted(Goal.NONE, Goal.NONE);
  }

  /// The goals of a workload.
  @FunctionalInterface
  interface Goals {
    Wanted at(int pipeline);
  }

  /// A workload out of words a user gave: a name, or a whole command.
  static Workload named(String test, int keys, int valueBytes) {
    boolean command = test.contains(" ");
    String title = command ? test : test.toUpperCase(Locale.ROOT) + ", " + valueBytes + " B";
    return new Workload(
        title, List.of(test.split(" ")), keys, Data.KEYS, 0, pipeline -> Wanted.NOTHING);
  }

  boolean isCommand() {
    return words.size() > 1;
  }
}
