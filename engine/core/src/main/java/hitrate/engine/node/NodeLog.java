package hitrate.engine.node;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Server;
import hitrate.engine.world.Clock;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;

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

  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

  private final Clock clock;
  private final PrintStream out;
  private final long pid;
  private volatile char role = 'C';
  private volatile Level least;
  private volatile @Nullable Syslog syslog;
  private volatile @Nullable StatusLine statusLine;

  /// @param level one of `debug`, `verbose`, `notice` and `warning`
  NodeLog(Clock clock, PrintStream out, long pid, String level) {
    this.clock = clock;
    this.out = out;
    this.pid = pid;
    this.least = level(level);
  }

  /// The process becomes a node, or a replica, or a primary again: lines are marked accordingly.
  /// Until then they are marked as those of a child, as by the real server.
  void role(boolean isReplica) {
    role = isReplica ? 'S' : 'M';
  }

  /// Whether lines of that level are written at all.
  boolean shows(Level level) {
    return level.compareTo(least) >= 0;
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

  /// Writes a line, cut where the real server cuts it.
  void write(Level level, String message) {
    if (shows(level)) {
      byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
      write(level, bytes, Math.min(bytes.length, Server.LONGEST_LINE));
    }
  }

  /// Writes a line of bytes that need not be text, up to the first 0.
  void writeBytes(Level level, byte[] message) {
    if (shows(level)) {
      int end = 0;
      while (end < message.length && message[end] != 0) {
        end++;
      }
      write(level, message, end);
    }
  }

  private void write(Level level, byte[] message, int length) {
    String time = localTime(clock.millis());
    var line = new ByteArrayOutputStream(64 + length);
    line.writeBytes(Bytes.of(pid + ":" + role + " " + time + " " + level.sign + " ").toArray());
    line.write(message, 0, length);
    print(line);
    Syslog system = syslog;
    if (system != null) {
      system.write(level, time, new String(message, 0, length, StandardCharsets.UTF_8));
    }
  }

  /// Has lines go to the system's log, too; null for not.
  void syslog(@Nullable Syslog newSyslog) {
    syslog = newSyslog;
  }

  /// Has lines appear above one that shows progress.
  void statusLine(StatusLine newLine) {
    statusLine = newLine;
  }

  /// The line of a terminal that shows progress; null without one.
  @Nullable StatusLine statusLine() {
    return statusLine;
  }

  /// A line on a signal, which is in the log whatever the level.
  void writeFromSignal(String message) {
    print(pid + ":signal-handler (" + clock.millis() / 1000 + ") " + message);
  }

  /// Writes text as it is, whatever the level: a report of many lines.
  void text(String text) {
    text.lines().forEach(this::print);
  }

  private void print(String text) {
    var line = new ByteArrayOutputStream(text.length() + 1);
    line.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    print(line);
  }

  private void print(ByteArrayOutputStream line) {
    line.write('\n');
    StatusLine below = statusLine;
    if (below == null) {
      out.writeBytes(line.toByteArray());
      out.flush();
    } else {
      below.logAbove(line.toByteArray());
    }
  }

  /// Such as `22 Nov 2026 06:44:32.046`. By hand, because the first use of a `DateTimeFormatter`
  /// and of `ZoneId.systemDefault()` loads locales and rules for 60 ms, a quarter of a node's
  /// start.
  private static String localTime(long millis) {
    long local = millis + TimeZone.getDefault().getOffset(millis);
    var time =
        LocalDateTime.ofEpochSecond(
            Math.floorDiv(local, 1000), Math.floorMod(local, 1000) * 1_000_000, ZoneOffset.UTC);
    int month = time.getMonthValue() * 3;
    var text = new StringBuilder();
    twoDigits(text, time.getDayOfMonth()).append(' ');
    text.append(MONTHS, month - 3, month).append(' ').append(time.getYear()).append(' ');
    twoDigits(text, time.getHour()).append(':');
    twoDigits(text, time.getMinute()).append(':');
    twoDigits(text, time.getSecond()).append('.');
    int millisOfSecond = time.getNano() / 1_000_000;
    text.append(millisOfSecond / 100);
    return twoDigits(text, millisOfSecond % 100).toString();
  }

  private static StringBuilder twoDigits(StringBuilder text, int number) {
    return text.append(number / 10).append(number % 10);
  }
}
