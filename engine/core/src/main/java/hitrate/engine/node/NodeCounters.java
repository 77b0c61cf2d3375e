package hitrate.engine.node;

import hitrate.engine.world.Clock;
import java.util.Arrays;
import java.util.List;

/// What a node counts beside its commands, and its rate of commands per second.
final class NodeCounters {
  private static final int RECENT_SECONDS = 8;

  private final Clock clock;
  final long startedNanos;
  long accepted;
  long rejected;

  /// Bytes from clients and to them.
  final Flow input = new Flow();

  final Flow output = new Flow();

  /// Bytes from the primary that this node follows, and to its replicas.
  final Flow replicationInput = new Flow();

  final Flow replicationOutput = new Flow();
  private final Flow commands = new Flow();
  long reads;
  long writes;
  long sweepNanos;
  long replySharesShrunk;
  long replySharesGrown;
  long sweepsCutShort;
  long packsSanitized;
  final long startedSeconds;
  private final long[] largestInputs = new long[RECENT_SECONDS];
  private final long[] largestOutputs = new long[RECENT_SECONDS];
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

  /// Takes a sample of all rates; called at every tick of the timer.
  void sample(long totalCommands) {
    long now = clock.nanos();
    long elapsed = now - lastNanos;
    lastNanos = now;
    commands.sample(totalCommands, elapsed);
    flows().forEach(flow -> flow.sample(elapsed));
  }

  private List<Flow> flows() {
    return List.of(input, output, replicationInput, replicationOutput);
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
    return commands.perSecond();
  }

  void reset() {
    accepted = 0;
    rejected = 0;
    reads = 0;
    writes = 0;
    sweepNanos = 0;
    replySharesShrunk = 0;
    replySharesGrown = 0;
    sweepsCutShort = 0;
    packsSanitized = 0;
    commands.reset();
    flows().forEach(Flow::reset);
  }
}
