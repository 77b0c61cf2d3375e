package hitrate.labs.workbook.live;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.node.CacheNode;
import hitrate.engine.node.KeyGlimpse;
import hitrate.engine.node.NodeEvent;
import java.time.Clock;
import java.util.Comparator;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// A [CacheNode] in this JVM.
public final class EmbeddedEngine implements Engine {
  private static final String HOST = "127.0.0.1";

  /// What stands for bytes that are no UTF-8.
  private static final char UNREADABLE = '\ufffd';

  private static final char DELETE = '\u007f';

  private final CopyOnWriteArrayList<Consumer<EngineEvent>> listeners =
      new CopyOnWriteArrayList<>();
  private final Clock clock;
  private final CacheNode node;

  private EmbeddedEngine(int port, Clock clock) {
    this.clock = clock;
    this.node = CacheNode.builder().bind(HOST).port(port).listen(this::pass).start();
  }

  /// Starts an empty node on a loopback port, 0 for a free one.
  ///
  /// @throws java.io.UncheckedIOException when the port is taken
  public static EmbeddedEngine start(int port) {
    return new EmbeddedEngine(port, Clock.systemUTC());
  }

  @Override
  public String host() {
    return node.host();
  }

  @Override
  public int port() {
    return node.port();
  }

  @Override
  public Figures figures() {
    var stats = node.stats();
    return new Figures(
        stats.hits(),
        stats.misses(),
        stats.keys(),
        stats.usedMemory(),
        stats.expired(),
        stats.evicted(),
        stats.connectedClients(),
        stats.opsPerSecond());
  }

  @Override
  public KeyList keys(int limit) {
    var rows =
        node.glimpse(0, limit).stream()
            .map(EmbeddedEngine::row)
            .sorted(Comparator.comparing(KeyList.Row::name))
            .toList();
    return new KeyList(Math.max(rows.size(), node.stats().keys()), rows);
  }

  private static KeyList.Row row(KeyGlimpse key) {
    return new KeyList.Row(
        readable(key.key()),
        key.type(),
        Math.max(0, key.expireAt()),
        key.length(),
        readable(key.beginning()));
  }

  /// Text as it is, other bytes as the console writes them: `\x1b`. A letter that was cut in two at
  /// the end is still text.
  private static String readable(Bytes bytes) {
    var text = bytes.toString();
    int broken = text.indexOf(UNREADABLE);
    boolean isText = broken < 0 || broken == text.length() - 1;
    var letters = isText ? text : new String(bytes.toArray(), ISO_8859_1);
    var shown = new StringBuilder(letters.length());
    for (int at = 0; at < letters.length(); at++) {
      char letter = letters.charAt(at);
      boolean printed = letter >= ' ' && letter != DELETE && (isText || letter < DELETE);
      shown.append(printed ? String.valueOf(letter) : "\\x%02x".formatted((int) letter));
    }
    return shown.toString();
  }

  @Override
  public void listen(Consumer<EngineEvent> listener) {
    listeners.add(listener);
  }

  private void pass(NodeEvent event) {
    switch (event) {
      case NodeEvent.Hit(var database, var key) -> tell(database, EngineEvent.Kind.HIT, "hit", key);
      case NodeEvent.Miss(var database, var key) ->
          tell(database, EngineEvent.Kind.MISS, "miss", key);
      case NodeEvent.Expired(var database, var key) ->
          tell(database, EngineEvent.Kind.EXPIRED, "expired", key);
      case NodeEvent.Evicted(var database, var key) ->
          tell(database, EngineEvent.Kind.EVICTED, "evicted", key);
      case NodeEvent.Changed(var database, var what, var key) ->
          tell(database, EngineEvent.Kind.CHANGED, what, key);
    }
  }

  /// The page shows database 0; that a key is new says nothing more than the change that follows.
  private void tell(int database, EngineEvent.Kind kind, String name, Bytes key) {
    if (database == 0 && !name.equals("new")) {
      var event = new EngineEvent(kind, name, readable(key), clock.millis());
      listeners.forEach(listener -> listener.accept(event));
    }
  }

  @Override
  public void close() {
    node.close();
  }
}
