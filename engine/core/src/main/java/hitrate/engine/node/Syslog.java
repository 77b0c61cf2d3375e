package hitrate.engine.node;

import hitrate.engine.node.config.Configuration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The way of log lines to the system's log (`syslog-enabled`, `syslog-ident`, `syslog-facility`),
/// beside the file or the terminal that they go to as ever.
///
/// Source: RFC 3164, as the C library's `syslog` writes to `/dev/log`.
final class Syslog {
  /// Where the system's log listens.
  static final String SOCKET = "/dev/log";

  private static final int USER = 1;
  private static final int LOCAL0 = 16;
  private static final int[] SEVERITIES = {7, 6, 5, 4}; // debug, info, notice, warning

  private final Predicate<String> send;
  private final String ident;
  private final int facility;
  private final long pid;

  private Syslog(Predicate<String> send, String ident, int facility, long pid) {
    this.send = send;
    this.ident = ident;
    this.facility = facility;
    this.pid = pid;
  }

  /// As configured; null when it is off.
  ///
  /// @param send sends a datagram and tells whether that worked
  static @Nullable Syslog of(Configuration configuration, long pid, Predicate<String> send) {
    if (!configuration.isOn("syslog-enabled")) {
      return null;
    }
    String facility = configuration.value("syslog-facility");
    int number =
        facility.equals("user") ? USER : LOCAL0 + facility.charAt(facility.length() - 1) - '0';
    return new Syslog(send, configuration.value("syslog-ident"), number, pid);
  }

  /// Writes a line; when nobody listens it is lost here, as it is with the C library.
  ///
  /// @param time as in the log: `22 Nov 2026 06:44:32.046`
  void write(NodeLog.Level level, String time, String message) {
    String day = time.charAt(0) == '0' ? " " + time.charAt(1) : time.substring(0, 2);
    int priority = facility * 8 + SEVERITIES[level.ordinal()];
    boolean _ =
        send.test(
            "<%d>%s %s %s %s[%d]: %s"
                .formatted(
                    priority,
                    time.substring(3, 6),
                    day,
                    time.substring(12, 20),
                    ident,
                    pid,
                    message));
  }
}
