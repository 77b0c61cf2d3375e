package hitrate.engine.node;

import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.persist.LoadError;
import hitrate.engine.testing.Choices;
import hitrate.engine.world.SimDisk;
import hitrate.engine.world.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// Nodes on one simulated network with one clock. A seed says how bytes arrive in pieces and when
/// work in the background gets done.
final class SimGroup implements AutoCloseable {
  private final Choices choices;
  private final VirtualClock clock = VirtualClock.startingAt(Instant.ofEpochSecond(1_700_000_000));
  private final Map<Integer, SimNetwork> networks = new HashMap<>();
  private final List<SimNode> nodes = new ArrayList<>();

  SimGroup(Choices choices) {
    this.choices = choices;
  }

  /// Starts a node on that port, with more settings given as name and value by turns.
  SimNode start(int port, String... settings) throws LoadError {
    return start(new SimDisk(), port, settings);
  }

  /// The same with a disk that the test may break.
  SimNode start(SimDisk disk, int port, String... settings) throws LoadError {
    var all = Stream.concat(Stream.of("port", "" + port), Stream.of(settings));
    var node =
        new SimNode(
            new SimNetwork(port, networks, choices), disk, clock, all.toArray(String[]::new));
    nodes.add(node);
    return node;
  }

  List<SimNode> nodes() {
    return nodes;
  }

  /// What connects the node on that port with the others.
  SimNetwork network(int port) {
    return Objects.requireNonNull(networks.get(port));
  }

  List<SimNetwork> networks() {
    return List.copyOf(networks.values());
  }

  long millis() {
    return clock.millis();
  }

  /// Lets time pass and each node have a turn.
  void turn(Duration time) {
    clock.advance(time);
    for (SimNode node : nodes) {
      assertTrue(node.step(), node::log);
      node.workInBackground(choices);
    }
  }

  @Override
  public void close() {
    nodes.forEach(SimNode::close);
  }
}
