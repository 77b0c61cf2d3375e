package hitrate.engine.command.server;

import hitrate.engine.command.LatencyMonitor;
import hitrate.engine.command.LatencyMonitor.Sample;
import hitrate.engine.command.LatencyMonitor.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What LATENCY GRAPH and LATENCY DOCTOR answer, letter by letter as the real server does.
final class LatencyText {
  private static final int COLUMNS = 80;
  private static final int ROWS = 4;
  private static final String HEIGHTS = "_o#"; // three steps to a row
  private static final long MICROS_PER_MILLI = 1000;

  private static final String DISABLED =
      "I'm sorry, Dave, I can't do that. Latency monitoring is disabled in this Redis instance. You"
          + " may use \"CONFIG SET latency-monitor-threshold <milliseconds>.\" in order to enable"
          + " it. If we weren't in a deep space mission I'd suggest to take a look at"
          + " https://redis.io/topics/latency-monitor.\n";
  private static final String NOTHING =
      "Dave, no latency spike was observed during the lifetime of this Redis instance, not in the"
          + " slightest bit. I honestly think you ought to sit down calmly, take a stress pill, and"
          + " think things over.\n";
  private static final String SPIKES =
      "Dave, I have observed latency spikes in this Redis instance. You don't mind talking about"
          + " it, do you Dave?\n\n";
  private static final String NO_ADVICE =
      "\nWhile there are latency events logged, I'm not able to suggest any easy fix. Please use"
          + " the Redis community to get some help, providing this report in your help request.\n";
  private static final String CHECK =
      "- Check your Slow Log to understand what are the commands you are running which are too slow"
          + " to execute. Please check https://redis.io/commands/slowlog for more information.\n";
  private static final String LARGE_OBJECTS =
      "- Deleting, expiring or evicting (because of maxmemory policy) large objects is a blocking"
          + " operation. If you have very large objects that are often deleted, expired, or"
          + " evicted, try to fragment those objects into multiple smaller objects.\n";

  private LatencyText() {}

  /// The delays of a kind of event as bars, with how long ago they were.
  static String graph(String event, Series series, long nowSeconds) {
    List<Sample> samples = series.samples();
    long high = samples.stream().mapToLong(Sample::millis).max().orElse(0);
    long low = samples.stream().mapToLong(Sample::millis).min().orElse(0);
    var text = new StringBuilder(event);
    text.append(
        " - high %d ms, low %d ms (all time high %d ms)\n".formatted(high, low, series.worst()));
    text.append("-".repeat(COLUMNS)).append('\n');
    for (int from = 0; from < samples.size(); from += COLUMNS) {
      int to = Math.min(from + COLUMNS, samples.size());
      bars(text, samples.subList(from, to), low, Math.max(high - low, 1));
      labels(text, samples.subList(from, to), nowSeconds);
    }
    return text.toString();
  }

  private static void bars(StringBuilder text, List<Sample> samples, long low, long range) {
    int steps = ROWS * HEIGHTS.length();
    for (int row = ROWS - 1; row >= 0; row--) {
      for (Sample sample : samples) {
        int step = (int) Math.min((float) (sample.millis() - low) * steps / range, steps - 1f);
        int within = step - row * HEIGHTS.length();
        text.append(within < 0 ? ' ' : within < HEIGHTS.length() ? HEIGHTS.charAt(within) : '|');
      }
      text.append('\n');
    }
    text.append(" ".repeat(samples.size())).append('\n');
  }

  private static void labels(StringBuilder text, List<Sample> samples, long nowSeconds) {
    List<String> labels =
        samples.stream().map(sample -> age(nowSeconds - sample.seconds())).toList();
    int longest = labels.stream().mapToInt(String::length).max().orElse(0);
    for (int i = 0; i < longest; i++) {
      for (String label : labels) {
        text.append(i < label.length() ? label.charAt(i) : ' ');
      }
      text.append('\n');
    }
  }

  private static String age(long seconds) {
    if (seconds < 60) {
      return seconds + "s";
    } else if (seconds < 3600) {
      return seconds / 60 + "m";
    }
    return seconds < 3600 * 24 ? seconds / 3600 + "h" : seconds / (3600 * 24) + "d";
  }

  /// What was observed, and what might be done about it.
  ///
  /// @param slowerThan the `slowlog-log-slower-than` of now, in microseconds
  static String report(LatencyMonitor monitor, long slowerThan, long nowSeconds) {
    if (monitor.events().isEmpty()) {
      return monitor.thresholdMillis() == 0 ? DISABLED : NOTHING;
    }
    var text = new StringBuilder(SPIKES);
    int number = 1;
    boolean commands = false;
    boolean largeObjects = false;
    for (var event : monitor.events().entrySet()) {
      text.append(number++).append(". ").append(event.getKey()).append(": ");
      describe(text, event.getValue(), nowSeconds);
      boolean isCommand = event.getKey().endsWith("command");
      commands |= isCommand;
      largeObjects |=
          isCommand
              || event.getKey().startsWith("eviction-")
              || event.getKey().equals("expire-cycle");
    }
    List<String> advice = new ArrayList<>();
    if (commands) {
      adviseOnCommands(advice, monitor.thresholdMillis() * MICROS_PER_MILLI, slowerThan);
    }
    if (largeObjects) {
      advice.add(LARGE_OBJECTS);
    }
    if (advice.isEmpty()) {
      return text.append(NO_ADVICE).toString();
    }
    return text.append("\nI have a few advices for you:\n\n").append(String.join("", advice)) + "";
  }

  private static void describe(StringBuilder text, Series series, long nowSeconds) {
    List<Sample> samples = series.samples();
    int count = samples.size();
    long average = samples.stream().mapToLong(Sample::millis).sum() / count;
    long deviation =
        samples.stream().mapToLong(each -> Math.abs(each.millis() - average)).sum() / count;
    long span = nowSeconds - samples.getFirst().seconds();
    text.append(
        String.format(
            Locale.ROOT,
            "%d latency spikes (average %dms, mean deviation %dms, period %.2f sec). Worst all time"
                + " event %dms.\n",
            count,
            average,
            deviation,
            (span == 0 ? 1 : span) / (double) count,
            series.worst()));
  }

  private static void adviseOnCommands(List<String> advice, long thresholdMicros, long slowerThan) {
    if (slowerThan < 0) {
      advice.add(
          ("- There are latency issues with potentially slow commands you are using. Try to"
                  + " enable the Slow Log Redis feature using the command 'CONFIG SET"
                  + " slowlog-log-slower-than %d'. If the Slow log is disabled Redis is not able to"
                  + " log slow commands execution for you.\n")
              .formatted(thresholdMicros));
    } else if (slowerThan > thresholdMicros) {
      advice.add(
          ("- Your current Slow Log configuration only logs events that are slower than your"
                  + " configured latency monitor threshold. Please use 'CONFIG SET"
                  + " slowlog-log-slower-than %d'.\n")
              .formatted(thresholdMicros));
    }
    advice.add(CHECK);
  }
}
