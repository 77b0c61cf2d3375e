package hitrate.engine.node;

import hitrate.engine.world.Clock;
import java.util.Arrays;

/// What a node counts beside its commands, and its rate of commands per second.
final class NodeCounters {
  private static final int SAMPLES = 16;
  private static final int RECENT_SECONDS = 8;

  private final Clock clock;
  final long startedNanos;
  long accepted;
  long rejected;
  long inputBytes;
  long outputBytes;
  long replicationInputBytes;
  long replicationOutputBytes;
  long reads;
  long writes;
  long sweepNanos;
  long sweepsCutShort;
  final long startedSeconds;
  private final long[] inputs = new long[SAMPLES];
  private final long[] outputs = new long[SAMPLES];
  private long lastInput;
  private long lastOutput;
  private final long[] largestInputs = new long[RECENT_SECONDS];
  private final long[] largestOutputs = new long[RECENT_SECONDS];

  private final long[] rates = new long[SAMPLES];
  private int sample;
  private long lastTotal;
  private long lastNanos;

  NodeCounters(Clock clock) {
    this.clock = clock;
    this.startedNanos = clock.nanos();
    this.startedSeconds = clock.millis() / 1000;
    this.lastNanos = startedNanos;
  }

  long uptimeSeconds() {
    return (clock.nanos() - startedNanos) / 1_000_000_000;
  }

  /// Takes a sample of the command rate; called at every tick of the timer.
  void sample(long totalCommands) {
    long now = clock.nanos();
    long elapsed = now - lastNanos;
    if (elapsed > 0) {
      rates[sample] = Math.max(totalCommands - lastTotal, 0) * 1_000_000_000 / elapsed;
      inputs[sample] = Math.max(inputBytes - lastInput, 0) * 1_000_000_000 / elapsed;
      outputs[sample] = Math.max(outputBytes - lastOutput, 0) * 1_000_000_000 / elapsed;
      sample = (sample + 1) % SAMPLES;
    }
    lastNanos = now;
    lastTotal = totalCommands;
    lastInput = inputBytes;
    lastOutput = outputBytes;
  }

  /// Bytes received per second over the last 16 samples.
  long inputPerSecond() {
    return Arrays.stream(inputs).sum() / SAMPLES;
  }

  /// Bytes sent per second over the last 16 samples.
  long outputPerSecond() {
    return Arrays.stream(outputs).sum() / SAMPLES;
  }

  /// Notes how much a client has sent that is not a whole request yet, and has not taken.
  void buffers(long input, long output) {
    int second = (int) (clock.millis() / 1000 % RECENT_SECONDS);
    largestInputs[second] = Math.max(largestInputs[second], input);
    largestOutputs[second] = Math.max(largestOutputs[second], output);
  }

  /// Begins to forget what was noted eight seconds ago; to be called more than once a second.
  void forgetOldBuffers() {
    int next = (int) ((clock.millis() / 1000 + 1) % RECENT_SECONDS);
    largestInputs[next] = 0;
    largestOutputs[next] = 0;
  }

  /// The most that a client had sent within the last eight seconds, see [#buffers].
  long largestInput() {
    return Arrays.stream(largestInputs).max().orElse(0);
  }

  /// The most that a client had not taken within the last eight seconds.
  long largestOutput() {
    return Arrays.stream(largestOutputs).max().orElse(0);
  }

  /// Commands per second over the last 16 samples.
  long opsPerSecond() {
    return Arrays.stream(rates).sum() / SAMPLES;
  }

  void reset() {
    accepted = 0;
    rejected = 0;
    inputBytes = 0;
    outputBytes = 0;
    reads = 0;
    writes = 0;
    sweepNanos = 0;
    sweepsCutShort = 0;
    lastInput = 0;
    lastOutput = 0;
    Arrays.fill(inputs, 0);
    Arrays.fill(outputs, 0);
    Arrays.fill(rates, 0);
    lastTotal = 0;
  }
}
