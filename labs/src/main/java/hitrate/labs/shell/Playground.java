package hitrate.labs.shell;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.ReplyText;
import hitrate.engine.client.RespClient;
import hitrate.engine.client.Words;
import hitrate.engine.node.CacheNode;
import hitrate.grader.text.Messages;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.List;
import redis.clients.jedis.Jedis;

/// A running node, a Jedis connection to it, and a console in one call each.
///
/// ```java
/// try (var playground = Playground.start()) {
///   playground.redis("SET greeting hello EX 60");
///   playground.stats();
/// }
/// ```
public final class Playground implements AutoCloseable {
  private static final int KILOBYTE = 1024;
  private static final double PERCENT = 100;

  private final CacheNode node;
  private final Jedis jedis;
  private final RespClient console;
  private final PrintStream out;
  private final Messages messages;

  private Playground(CacheNode node, PrintStream out) throws IOException {
    this.node = node;
    this.out = out;
    this.messages = Messages.load(Playground.class, JshellCommand.BUNDLE);
    this.jedis = new Jedis(node.uri());
    this.console = RespClient.connect(node.host(), node.port());
  }

  /// Starts an empty node on a free port of the loopback interface; prints to standard output.
  public static Playground start() {
    return start(System.out);
  }

  /// The same, printing to `out`.
  static Playground start(PrintStream out) {
    var node = CacheNode.start();
    try {
      return new Playground(node, out);
    } catch (IOException e) {
      node.close();
      throw new UncheckedIOException(e);
    }
  }

  /// The node.
  public CacheNode node() {
    return node;
  }

  /// A connection of Jedis to the node.
  public Jedis jedis() {
    return jedis;
  }

  /// Sends a command line, quoted as in redis-cli, and prints the reply as redis-cli does. All
  /// calls share one connection, so `SELECT` and `CLIENT SETNAME` last.
  public void redis(String line) {
    List<Bytes> words;
    try {
      words = Words.split(line);
    } catch (IllegalArgumentException e) {
      out.println(e.getMessage());
      return;
    }
    if (!words.isEmpty()) {
      out.println(ReplyText.render(words, console.call(words)));
    }
  }

  /// Prints what the node has done so far: hits, misses, keys, memory.
  public void stats() {
    var stats = node.stats();
    long lookups = stats.hits() + stats.misses();
    out.println(messages.text("stats.hits", stats.hits()));
    out.println(messages.text("stats.misses", stats.misses()));
    out.println(
        lookups == 0
            ? messages.text("stats.noRate")
            : messages.text("stats.rate", Math.round(PERCENT * stats.hitRate())));
    out.println(messages.text("stats.keys", stats.keys()));
    out.println(messages.text("stats.memory", stats.usedMemory() / KILOBYTE));
  }

  @Override
  public void close() {
    jedis.close();
    console.close();
    node.close();
  }
}
