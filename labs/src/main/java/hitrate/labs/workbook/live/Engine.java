package hitrate.labs.workbook.live;

import java.util.function.Consumer;

/// The cache engine behind the workbook, as much of it as the page shows.
///
/// Looking must not disturb what is looked at: no method here counts as a hit, a miss or a command.
public interface Engine extends AutoCloseable {
  /// The loopback address it listens on.
  String host();

  /// The port it listens on.
  int port();

  /// The counters as they are now.
  Figures figures();

  /// At most `limit` keys of database 0, in alphabetical order, and how many there are in all.
  KeyList keys(int limit);

  /// Tells `listener` of every event from here on, on the engine's own thread: it must be quick.
  void listen(Consumer<EngineEvent> listener);

  @Override
  void close();
}
