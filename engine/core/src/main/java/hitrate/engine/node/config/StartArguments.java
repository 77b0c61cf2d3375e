package hitrate.engine.node.config;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.bytes.Glob;
import hitrate.engine.bytes.Quoted;
import hitrate.engine.resp.InlineWords;
import hitrate.engine.world.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reads the arguments of redis-server: an optional configuration file, a `-` for more of it from
/// standard input, and parameters as `--name value ...`. All that is one text, in this order: what
/// comes later wins, and errors tell the line of it.
public final class StartArguments {
  /// A directive that was refused, shown as the real server shows it.
  public static final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    /// @param what is wrong
    public Refused(String what) {
      super("\n*** FATAL CONFIG FILE ERROR (Redis 7.0.15) ***\n" + what, null, false, false);
    }
  }

  /// A file that cannot be read.
  public static final class Unreadable extends IOException {
    private static final long serialVersionUID = 1;

    Unreadable(Path file, IOException failure) {
      super("Fatal error, can't open config file '" + file + "': " + Disk.reason(failure), failure);
    }
  }

  private static final String INPUT = "-";
  private static final int DEEPEST = 100;

  private final Configuration configuration;
  private final Disk disk;
  private int depth; // of files that include others

  public StartArguments(Configuration configuration, Disk disk) {
    this.configuration = configuration;
    this.disk = disk;
  }

  /// True when some of the configuration comes from standard input.
  public static boolean readsInput(List<String> arguments) {
    return !arguments.isEmpty()
        && (arguments.getFirst().equals(INPUT) || arguments.getLast().equals(INPUT));
  }

  /// Applies the arguments to the configuration.
  ///
  /// @param input what standard input had, if the arguments ask for it
  /// @throws Refused with a message to print when one of them is wrong
  public void apply(List<String> arguments, String input) throws Refused, Unreadable {
    List<String> words = arguments;
    String text = "";
    if (!words.isEmpty() && !words.getFirst().startsWith("-")) {
      Path file = Path.of(words.getFirst()).toAbsolutePath();
      configuration.file(file);
      text = read(file);
      words = words.subList(1, words.size());
    }
    if (!words.isEmpty() && words.getLast().equals(INPUT)) {
      words = words.subList(0, words.size() - 1);
    }
    if (words == arguments && !words.isEmpty() && words.getFirst().equals(INPUT)) {
      words = words.subList(1, words.size());
    }
    applyText(text + input + "\n" + lines(words));
  }

  /// The options as lines of a file. A word that begins with two dashes is the next option's name,
  /// unless the option before it has no value yet; `--save` alone stands for no save points.
  private static String lines(List<String> words) {
    var text = new StringBuilder();
    boolean isComplete = true;
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (!isComplete || !word.startsWith("--")) {
        text.append(Quoted.of(bytes(word))).append(' ');
        isComplete = true;
        continue;
      }
      text.append(text.isEmpty() ? "" : "\n").append(word.substring(2)).append(' ');
      boolean isLast = i == words.size() - 1;
      isComplete = word.strip().contains(" ");
      if (word.equalsIgnoreCase("--save") && (isLast || words.get(i + 1).startsWith("--"))) {
        text.append("\"\"");
        isComplete = true;
      }
    }
    return text.toString();
  }

  private void applyText(String text) throws Refused, Unreadable {
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      String stripped = line.strip();
      if (stripped.isEmpty() || stripped.startsWith("#")) {
        continue;
      }
      try {
        apply(split(stripped));
      } catch (ParameterError refused) {
        throw refused(number, stripped, refused.reason());
      }
    }
  }

  private void apply(List<String> words) throws ParameterError, Refused, Unreadable {
    if (words.isEmpty()) {
      return;
    }
    if (words.getFirst().equalsIgnoreCase("include") && words.size() == 2) {
      include(Path.of(words.get(1)));
    } else {
      configuration.directive(words);
    }
  }

  /// Reads a file, or all those that the path matches when it is a pattern.
  private void include(Path file) throws ParameterError, Refused, Unreadable {
    if (depth == DEEPEST) {
      throw new ParameterError("Files include each other without an end");
    }
    depth++;
    for (Path found : isPattern(file) ? matching(file.toAbsolutePath()) : List.of(file)) {
      applyText(read(found));
    }
    depth--;
  }

  private static boolean isPattern(Path path) {
    return path.toString().matches(".*[*?\\[].*");
  }

  /// What there is that matches, part by part.
  private List<Path> matching(Path pattern) {
    List<Path> found = List.of(Path.of("/"));
    for (Path part : pattern) {
      var next = new ArrayList<Path>();
      for (Path folder : found) {
        if (isPattern(part)) {
          next.addAll(matching(folder, part.toString()));
        } else if (disk.exists(folder.resolve(part))) {
          next.add(folder.resolve(part));
        }
      }
      found = next;
    }
    return found;
  }

  private List<Path> matching(Path folder, String part) {
    var pattern = new Glob(bytes(part), false);
    try {
      return disk.list(folder).stream()
          .filter(found -> {
            String name = String.valueOf(found.getFileName());
            return !name.startsWith(".") && pattern.matches(bytes(name));
          })
          .sorted()
          .toList();
    } catch (IOException noFolder) {
      return List.of();
    }
  }

  private static Bytes bytes(String text) {
    return Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8));
  }

  /// A file's text; a folder has none, as for the real server.
  private String read(Path file) throws Unreadable {
    try {
      return disk.readText(file);
    } catch (IOException failure) {
      if (Disk.reason(failure).equals("Is a directory")) {
        return "";
      }
      throw new Unreadable(file, failure);
    }
  }

  private static List<String> split(String line) throws ParameterError {
    List<Bytes> words = InlineWords.split(line.getBytes(StandardCharsets.UTF_8));
    if (words == null) {
      throw new ParameterError("Unbalanced quotes in configuration line");
    }
    return words.stream().map(Bytes::toString).toList();
  }

  private static Refused refused(int number, String line, String reason) {
    return new Refused(
        "Reading the configuration file, at line %d\n>>> '%s'\n%s".formatted(number, line, reason));
  }
}
