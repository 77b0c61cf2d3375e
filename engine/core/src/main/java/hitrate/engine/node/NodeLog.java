package hitrate.engine.node;

import hitrate.engine.world.Clock;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/// The node's log, line for line in the form of redis-server's: `pid:role date time level message`.
final class NodeLog {
  /// How much a line matters, with the sign that marks it.
  enum Level {
    DEBUG('.'),
    VERBOSE('-'),
    NOTICE('*'),
    WARNING('#');

    private final char sign;

    Level(char sign) {
      this.sign = sign;
    }
  }

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd MMM yyyy HH:mm:ss.SSS", Locale.ENGLISH);

  private final Clock clock;
  private final PrintStream out;
  private final long pid;
  private volatile Level least;

  /// @param level one of `debug`, `verbose`, `notice` and `warning`
  NodeLog(Clock clock, PrintStream out, long pid, String level) {
    this.clock = clock;
    this.out = out;
    this.pid = pid;
    this.least = level(level);
  }

  /// A log that nobody reads, for nodes inside tests.
  static NodeLog silent(Clock clock) {
    return new NodeLog(
        clock,
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
        0,
        "warning");
  }

  /// Lines below this level are left out from here on.
  void level(Level newLeast) {
    least = newLeast;
  }

  static Level level(String name) {
    return Level.values()[List.of("debug", "verbose", "notice", "warning").indexOf(name)];
  }

  void write(Level level, String message) {
    if (level.compareTo(least) >= 0) {
      String time =
          TIME.format(Instant.ofEpochMilli(clock.millis()).atZone(ZoneId.systemDefault()));
      out.println(pid + ":M " + time + " " + level.sign + " " + message);
      out.flush();
    }
  }
}
