package hitrate.engine.persist;

import hitrate.engine.world.Dialer;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Connections to the nodes that keys migrate to. They stay open for ten seconds after their last
/// use, as keys often go one after the other.
public final class MigrationLines {
  private static final int MOST = 64;
  private static final long IDLE_MILLIS = 10_000;

  /// One of them.
  static final class Target {
    private final Dialer.Line line;
    private final byte[] input = new byte[4096];
    private int at;
    private int end;
    private long lastUsed;
    private long database = -1; // the one that is selected there, -1 for not known

    private Target(Dialer.Line line) {
      this.line = line;
    }

    long database() {
      return database;
    }

    void database(long selected) {
      database = selected;
    }

    void write(byte[] bytes, int timeoutMillis) throws IOException {
      line.write(bytes, bytes.length, timeoutMillis);
    }

    /// The next line of the answer, without its end.
    String answer(int timeoutMillis) throws IOException {
      var text = new StringBuilder();
      while (true) {
        if (at == end) {
          end = Math.max(line.read(input, timeoutMillis), 0);
          at = 0;
          if (end == 0) {
            throw new EOFException("the other side closed the connection");
          }
        }
        char c = (char) (input[at++] & 0xff);
        if (c == '\n') {
          return text.toString().stripTrailing();
        }
        text.append(c);
      }
    }
  }

  private final Dialer dialer;
  private final Map<String, Target> open = new LinkedHashMap<>();

  public MigrationLines(Dialer dialer) {
    this.dialer = dialer;
  }

  /// How many are open.
  public int size() {
    return open.size();
  }

  /// Closes those that nobody has used for some time.
  public void closeIdle(long nowMillis) {
    if (!open.isEmpty()) {
      for (var one : new ArrayList<>(open.entrySet())) {
        if (nowMillis - one.getValue().lastUsed > IDLE_MILLIS) {
          close(one.getKey());
        }
      }
    }
  }

  static String name(String host, int port) {
    return host + ":" + port;
  }

  /// The connection to a node, a new one if there is none.
  Target to(String host, int port, int timeoutMillis, long nowMillis) throws IOException {
    String name = name(host, port);
    Target known = open.get(name);
    if (known == null) {
      if (open.size() == MOST) {
        close(open.keySet().iterator().next());
      }
      known = new Target(dialer.dial(host, port, timeoutMillis));
      open.put(name, known);
    }
    known.lastUsed = nowMillis;
    return known;
  }

  /// Closes the connection to a node; harmless when there is none.
  void close(String name) {
    @Nullable Target gone = open.remove(name);
    if (gone != null) {
      gone.line.close();
    }
  }

  /// Bytes of a text as they go out.
  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
