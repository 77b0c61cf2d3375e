package hitrate.engine.node;

import hitrate.engine.keyspace.KeyspaceDigest;
import hitrate.engine.node.config.Configuration;
import hitrate.engine.node.config.ParameterError;
import hitrate.engine.persist.LoadError;
import hitrate.engine.testing.Choices;
import hitrate.engine.world.Clock;
import hitrate.engine.world.Disk;
import hitrate.engine.world.Entropy;
import hitrate.engine.world.VirtualClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/// A whole node without sockets, threads and real time: a test drives its loop turn by turn, says
/// when work in the background gets done, and may end it at any moment.
final class SimNode implements AutoCloseable {
  static final String FOLDER = "/sim";

  private final VirtualClock clock;
  private final ScriptedNetwork network;
  private final List<ArrayDeque<Runnable>> background = new ArrayList<>();
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final NodeLoop loop;

  /// Starts a node on that disk, with settings given as name and value by turns.
  SimNode(Disk disk, VirtualClock clock, String... settings) throws LoadError {
    this(new ScriptedNetwork(), disk, clock, settings);
  }

  /// The same on a network that others may be on, too.
  SimNode(ScriptedNetwork network, Disk disk, VirtualClock clock, String... settings)
      throws LoadError {
    this(network, disk, clock, clock, settings);
  }

  /// Starts a node that takes its time: each look at the clock finds it two milliseconds on.
  static SimNode hesitant(Disk disk, VirtualClock clock, String... settings) throws LoadError {
    return new SimNode(new ScriptedNetwork(), disk, clock, new HesitantClock(clock), settings);
  }

  /// Starts a node that looks at another clock than its log does.
  static SimNode lookingAt(Clock seen, Disk disk, String... settings) throws LoadError {
    var ofLog = VirtualClock.startingAt(Instant.EPOCH);
    return new SimNode(new ScriptedNetwork(), disk, ofLog, seen, settings);
  }

  private SimNode(
      ScriptedNetwork network, Disk disk, VirtualClock clock, Clock seen, String... settings)
      throws LoadError {
    this.network = network;
    this.clock = clock;
    var configuration = new Configuration(disk);
    configuration.override("dir", FOLDER);
    for (int i = 0; i < settings.length; i += 2) {
      try {
        configuration.directive(List.of(settings[i], settings[i + 1]));
      } catch (ParameterError wrong) {
        throw new IllegalArgumentException(wrong);
      }
    }
    loop =
        new NodeLoop(
            configuration,
            seen,
            Entropy.seeded(1),
            network,
            disk,
            this::lane,
            new NodeLog(clock, new PrintStream(log, true, StandardCharsets.UTF_8), 1, "notice"));
    try {
      loop.listeners().open(true);
      loop.load();
    } catch (Listeners.Unavailable impossible) {
      throw new IllegalStateException(impossible);
    } catch (LoadError | RuntimeException | Error failure) {
      loop.close();
      throw failure;
    }
  }

  ScriptedNetwork.Peer connect() {
    return network.connect();
  }

  /// One turn of the loop; false once the node has ended.
  boolean step() {
    if (loop.isStopping()) {
      return false;
    }
    try {
      loop.step(0);
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    return !loop.isStopping();
  }

  /// Lets time pass, and the timers run.
  boolean pass(Duration time) {
    clock.advance(time);
    return step();
  }

  private Executor lane(String name) {
    var tasks = new ArrayDeque<Runnable>();
    background.add(tasks);
    return tasks::add;
  }

  /// Does one piece of the work that waits in one of the lanes in the background.
  void workInBackground(Choices choices) {
    var lanes = background.stream().filter(lane -> !lane.isEmpty()).toList();
    if (!lanes.isEmpty()) {
      choices.of(lanes).remove().run();
    }
  }

  /// Does all of it, and what it leads to.
  void finishBackground() {
    for (var lane : background) {
      while (!lane.isEmpty()) {
        lane.remove().run();
      }
    }
  }

  /// Lets everything that is going on come to its end.
  void settle() {
    for (int i = 0; i < 5; i++) {
      finishBackground();
      step();
    }
  }

  /// Sends one command and answers the reply, its line ends shown as spaces.
  String call(String... words) {
    var peer = connect();
    var request = new StringBuilder("*" + words.length + "\r\n");
    for (String word : words) {
      request.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
    }
    peer.sendsRaw(request.toString());
    step();
    return peer.received();
  }

  boolean hasFailed() {
    return loop.hasFailed();
  }

  /// What all keys are.
  String digest() {
    return KeyspaceDigest.of(loop.keyspace());
  }

  String log() {
    return log.toString(StandardCharsets.UTF_8);
  }

  /// Gives back its memory, without a word to the disk: as when the power goes.
  void vanish() {
    loop.keyspace().close();
  }

  private static final class HesitantClock implements Clock {
    private static final long NANOS = 2_000_000;

    private final VirtualClock clock;
    private long hesitated;

    HesitantClock(VirtualClock clock) {
      this.clock = clock;
    }

    @Override
    public long micros() {
      return clock.micros();
    }

    @Override
    public long nanos() {
      hesitated += NANOS;
      return clock.nanos() + hesitated;
    }

    @Override
    public void sleep(Duration time) throws InterruptedException {
      clock.sleep(time);
    }
  }

  /// Ends it as SHUTDOWN does.
  @Override
  public void close() {
    loop.close();
  }
}
