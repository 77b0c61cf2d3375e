package hitrate.engine.node.config;

import static java.util.stream.Collectors.joining;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/// The parameters whose values have a grammar of their own.
final class SpecialForms {
  private static final String EVENT_CLASSES = "g$lshzxetdn";
  private static final String ALL_CLASSES = "g$lshzxetd";

  private SpecialForms() {}

  /// The name of a file or folder without the way to it.
  static Parameter.Check name(String parameter, String what) {
    return text -> {
      if (text.isEmpty() || text.contains("/") || text.contains("\\")) {
        throw new ParameterError(
            text.isEmpty()
                ? parameter + " can't be empty"
                : parameter + " can't be a path, just a " + what);
      }
      return text;
    };
  }

  /// Classes of keyspace events, in the order in which the real server shows them.
  static String events(String text) throws ParameterError {
    var set = new TreeSet<Character>();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (("A" + EVENT_CLASSES + "KEm").indexOf(c) < 0) {
        throw new ParameterError("Invalid event class character. Use 'Ag$lshzxeKEtmdn'.");
      }
      if (c == 'A') {
        ALL_CLASSES.chars().forEach(all -> set.add((char) all));
      } else {
        set.add(c);
      }
    }
    boolean all = ALL_CLASSES.chars().allMatch(c -> set.contains((char) c));
    var shown = new StringBuilder(all ? "A" : "");
    ((all ? "n" : EVENT_CLASSES) + "KEm")
        .chars()
        .filter(c -> set.contains((char) c))
        .forEach(c -> shown.append((char) c));
    return shown.toString();
  }

  /// `class hard soft seconds` for any of the three classes of clients; others keep their limits.
  static String outputLimits(String text, String current) throws ParameterError {
    Map<String, String> limits = new LinkedHashMap<>();
    String[] known = current.split(" ", -1);
    for (int i = 0; i < known.length; i += 4) {
      limits.put(known[i], String.join(" ", known[i + 1], known[i + 2], known[i + 3]));
    }
    String[] words = text.isEmpty() ? new String[0] : text.split(" ", -1);
    if (words.length % 4 != 0) {
      throw new ParameterError("Wrong number of arguments in buffer limit configuration.");
    }
    for (int i = 0; i < words.length; i += 4) {
      String name = words[i].toLowerCase(Locale.ROOT);
      name = name.equals("replica") ? "slave" : name;
      if (!limits.containsKey(name)) {
        throw new ParameterError("Invalid client class specified in buffer limit configuration.");
      }
      long hard = Parameter.memory(words[i + 1]);
      long soft = Parameter.memory(words[i + 2]);
      int seconds = isWhole(words[i + 3]) ? (int) whole(words[i + 3]) : -1; // cut off as an int is
      if (hard < 0 || soft < 0 || seconds < 0) {
        throw new ParameterError(
            "Error in hard, soft or soft_seconds setting in buffer limit configuration.");
      }
      limits.put(name, hard + " " + soft + " " + seconds);
    }
    var shown = new StringBuilder();
    limits.forEach((name, limit) -> shown.append(' ').append(name).append(' ').append(limit));
    return shown.substring(1);
  }

  /// Percentiles for INFO latencystats.
  static String percentiles(String text) throws ParameterError {
    if (text.isEmpty()) {
      return "";
    }
    var shown = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      double value = number(word);
      if (Double.isNaN(value)) {
        throw new ParameterError("Invalid latency-tracking-info-percentiles parameters");
      }
      if (!(value >= 0 && value <= 100)) {
        throw new ParameterError(
            "latency-tracking-info-percentiles parameters should sit between [0.0,100.0]");
      }
      String digits = String.format(Locale.ROOT, "%.6f", value);
      shown.append(' ').append(digits.replaceAll("\\.?0+$", ""));
    }
    return shown.substring(1);
  }

  /// What C's `strtod` reads from the whole text, not a number for anything else.
  private static double number(String text) {
    if (text.matches("0[xX][0-9a-fA-F]{1,15}")) {
      return Long.parseLong(text.substring(2), 16);
    }
    if (text.matches("[+-]?(inf|infinity)")) {
      return Double.POSITIVE_INFINITY;
    }
    return text.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?")
        ? Double.parseDouble(text)
        : Double.NaN;
  }

  /// Three numbers, each from -2000 to 2000: of a primary, a replica, and a child that saves.
  static String oomScores(String text) throws ParameterError {
    String[] words = text.split(" ", -1);
    if (words.length != 3) {
      throw new ParameterError("wrong number of arguments");
    }
    for (String word : words) {
      if (!isWhole(word) || whole(word) < -2000 || whole(word) > 2000) {
        throw new ParameterError(
            "Invalid oom-score-adj-values, elements must be between -2000 and 2000.");
      }
    }
    return Arrays.stream(words).map(word -> "" + whole(word)).collect(joining(" "));
  }

  /// True for what C's `strtol` reads to its end, which it says of nothing at all, too.
  private static boolean isWhole(String word) {
    return word.matches("\\s*[+-]?\\d+|");
  }

  /// Its number: nothing is 0, and what is too large the largest there is.
  private static long whole(String word) {
    var number = new BigInteger(word.isEmpty() ? "0" : word.strip());
    boolean fits = number.bitLength() < Long.SIZE;
    return fits ? number.longValue() : number.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
  }

  /// Whether scores are applied, and to what they are added: `relative` is another word for `yes`.
  static String oomScoreMode(String text) throws ParameterError {
    var words = List.of("no", "yes", "relative", "absolute");
    String mode = new Parameter.OneOf(words, false).canonical(text);
    return mode.equals("relative") ? "yes" : mode;
  }

  /// Pairs of seconds and changes.
  static String savePoints(String text) throws ParameterError {
    String[] words = text.isEmpty() ? new String[0] : text.split(" ", -1);
    for (int i = 0; i < words.length; i++) {
      boolean isSeconds = i % 2 == 0;
      if (words.length % 2 != 0 || !isWhole(words[i]) || whole(words[i]) < (isSeconds ? 1 : 0)) {
        throw new ParameterError("Invalid save parameters");
      }
      words[i] = "" + (isSeconds ? whole(words[i]) : (int) whole(words[i]));
    }
    return String.join(" ", words);
  }

  /// A file's name without the way to it.
  static String fileName(String text) throws ParameterError {
    if (text.contains("/") || text.contains("\\")) {
      throw new ParameterError("dbfilename can't be a path, just a filename");
    }
    return text;
  }

  /// The slab gives memory back in small steps by itself, in every node: there is nothing to turn
  /// on, and the real server of most systems says so too.
  static String activeDefrag(String text) throws ParameterError {
    String value = new Parameter.YesNo().canonical(text);
    if (value.equals("yes")) {
      throw new ParameterError(
          "Active defragmentation cannot be enabled: it requires a Redis server compiled with a"
              + " modified Jemalloc like the one shipped by default with the Redis source"
              + " distribution");
    }
    return value;
  }

  /// Text with variables in braces, which must leave something to show when there is no title.
  static String processTitle(String text) throws ParameterError {
    String plain = text.replace("{{", "");
    String shown =
        plain
            .replaceAll("\\{(title|server-mode|unixsocket|config-file)}", "")
            .replaceAll("\\{(listen-addr|port|tls-port)}", "0");
    if (shown.contains("{") || shown.replace(" ", "").isEmpty() && plain.equals(text)) {
      throw new ParameterError("template format is invalid or contains unknown variables");
    }
    return text;
  }

  static String hostname(String text) throws ParameterError {
    if (text.length() >= 256) {
      throw new ParameterError("Hostnames must be less than 256 characters");
    }
    if (!text.matches("[A-Za-z0-9.-]*")) {
      throw new ParameterError(
          "Hostnames may only contain alphanumeric characters, hyphens or dots");
    }
    return text;
  }

  /// Ticks per second: taken within 1 to 500 whatever is asked.
  static String hertz(String text) throws ParameterError {
    String number = new Parameter.Whole(0, Integer.MAX_VALUE).canonical(text);
    return Integer.toString(Math.clamp(Integer.parseInt(number), 1, 500));
  }

  /// Whom the node follows: a machine and its port, or nobody.
  static String primary(String text) throws ParameterError {
    String[] words = text.strip().split("\\s+", -1);
    if (text.isBlank() || text.strip().equalsIgnoreCase("no one")) {
      return "";
    }
    if (words.length != 2) {
      throw new ParameterError("wrong number of arguments");
    }
    if (!words[1].matches("\\d{1,5}") || Integer.parseInt(words[1]) > 65535) {
      throw new ParameterError("Invalid master port");
    }
    return words[0] + " " + words[1];
  }

  /// The replication backlog is never smaller than 16 KB.
  static String backlog(String text) throws ParameterError {
    String bytes = new Parameter.Memory(1).canonical(text);
    return Long.toString(Math.max(Long.parseLong(bytes), 16 * 1024));
  }

  /// The bits of `chmod`.
  static String octal(String text) throws ParameterError {
    if (!text.matches("-?[0-7]{0,9}") || text.equals("-")) {
      throw new ParameterError("argument couldn't be parsed as an octal number");
    }
    int mode = text.isEmpty() ? 0 : Integer.parseInt(text, 8);
    if (mode < 0 || mode > 0777) {
      throw new ParameterError("argument must be between 0 and 777 inclusive");
    }
    return Integer.toString(mode, 8);
  }
}
