package hitrate.engine.node.config;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/// Parameters as lines of a configuration file, in the form in which the real server writes them.
final class DirectiveLines {
  /// Texts of which an empty one is a value like others; any other text that is empty is unset.
  private static final Set<String> MAY_BE_EMPTY = Set.of("aclfile", "ignore-warnings", "logfile");

  /// Texts with a form of their own.
  private static final Set<String> TEXTS =
      Set.of(
          "appenddirname",
          "appendfilename",
          "cluster-announce-hostname",
          "dbfilename",
          "notify-keyspace-events",
          "proc-title-template");

  private static final Set<String> BYTES = Set.of("repl-backlog-size");
  private static final String[] UNITS = {"gb", "mb", "kb"};

  private final ConfigurationFile file;
  private final boolean all;

  /// @param all whether to write values that are defaults, too
  DirectiveLines(ConfigurationFile file, boolean all) {
    this.file = file;
    this.all = all;
  }

  /// Writes what a parameter is set to.
  void write(Parameter parameter, String value) {
    String name = parameter.name();
    boolean always = all || !value.equals(parameter.initial());
    switch (name) {
      case "save" -> writeSavePoints(value);
      case "client-output-buffer-limit" -> writeOutputLimits(value, parameter.initial());
      // This node's default is not the one of the table, and either may be what the file is for.
      case "bind" -> file.put(name, "bind " + (value.isEmpty() ? "\"\"" : value), true);
      case "dir" -> file.put(name, "dir " + quoted(value), true);
      case "latency-tracking-info-percentiles" ->
          file.put(name, name + " " + (value.isEmpty() ? "\"\"" : value), true);
      case "replicaof" -> {
        if (value.isEmpty()) {
          file.drop(name);
        } else {
          file.put(name, name + " " + value, true);
        }
      }
      default -> {
        boolean isText = parameter.form() instanceof Parameter.Text || TEXTS.contains(name);
        if (isText && value.isEmpty() && isUnset(name)) {
          file.drop(name);
        } else {
          file.put(name, name + " " + (isText ? quoted(value) : plain(parameter, value)), always);
        }
      }
    }
  }

  private static boolean isUnset(String name) {
    return !MAY_BE_EMPTY.contains(name) && !name.equals("notify-keyspace-events");
  }

  private void writeSavePoints(String value) {
    if (value.isEmpty()) {
      file.put("save", "save \"\"", true);
      return;
    }
    String[] words = value.split(" ", -1);
    for (int i = 0; i < words.length; i += 2) {
      file.put("save", "save " + words[i] + " " + words[i + 1], true);
    }
  }

  private void writeOutputLimits(String value, String initial) {
    String[] words = value.split(" ", -1);
    String[] defaults = initial.split(" ", -1);
    for (int i = 0; i < words.length; i += 4) {
      String limits =
          "%s %s %s %s"
              .formatted(
                  words[i].equals("slave") ? "replica" : words[i],
                  bytes(words[i + 1]),
                  bytes(words[i + 2]),
                  words[i + 3]);
      boolean isDefault =
          List.of(words).subList(i, i + 4).equals(List.of(defaults).subList(i, i + 4));
      file.put(
          "client-output-buffer-limit", "client-output-buffer-limit " + limits, all || !isDefault);
    }
  }

  private static String plain(Parameter parameter, String value) {
    boolean isMemory =
        parameter.form() instanceof Parameter.Memory
            || parameter.form() instanceof Parameter.UnsignedMemory
            || parameter.form() instanceof Parameter.MemoryOrPercent
            || BYTES.contains(parameter.name());
    return isMemory && !value.endsWith("%") ? bytes(value) : value;
  }

  /// A number of bytes in the largest unit of which it is a multiple.
  private static String bytes(String number) {
    long bytes = Long.parseUnsignedLong(number);
    for (int i = 0; i < UNITS.length && bytes != 0; i++) {
      long unit = 1L << 10 * (UNITS.length - i);
      if (Long.remainderUnsigned(bytes, unit) == 0) {
        return Long.toUnsignedString(Long.divideUnsigned(bytes, unit)) + UNITS[i];
      }
    }
    return number;
  }

  /// A text between quotes, with an escape for each byte that cannot be printed. A text from a
  /// client has one character for each byte.
  private static String quoted(String text) {
    boolean isBytes = text.chars().allMatch(c -> c < 0x100);
    byte[] bytes = text.getBytes(isBytes ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    var shown = new StringBuilder("\"");
    for (byte b : bytes) {
      switch (b) {
        case '\\', '"' -> shown.append('\\').append((char) b);
        case '\n' -> shown.append("\\n");
        case '\r' -> shown.append("\\r");
        case '\t' -> shown.append("\\t");
        case 7 -> shown.append("\\a");
        case '\b' -> shown.append("\\b");
        default -> {
          boolean isPrinted = b >= ' ' && b < 127;
          shown.append(isPrinted ? String.valueOf((char) b) : "\\x%02x".formatted(b));
        }
      }
    }
    return shown.append('"').toString();
  }
}
