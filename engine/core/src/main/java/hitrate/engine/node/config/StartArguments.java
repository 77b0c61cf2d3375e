package hitrate.engine.node.config;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.resp.InlineWords;
import hitrate.engine.world.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reads the arguments of redis-server: an optional configuration file, then parameters as `--name
/// value ...`, which come after the file's and so win over them.
public final class StartArguments {
  /// A directive that was refused, shown as the real server shows it.
  public static final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    Refused(String message) {
      super(message, null, false, false);
    }
  }

  private final Configuration configuration;
  private final Disk disk;
  private int lineNumber;

  public StartArguments(Configuration configuration, Disk disk) {
    this.configuration = configuration;
    this.disk = disk;
  }

  /// Applies the arguments to the configuration.
  ///
  /// @throws Refused with a message to print when one of them is wrong
  public void apply(List<String> arguments) throws Refused {
    int at = 0;
    if (!arguments.isEmpty() && !arguments.getFirst().startsWith("-")) {
      Path file = Path.of(arguments.getFirst()).toAbsolutePath();
      configuration.file(file);
      include(file);
      at = 1;
    }
    while (at < arguments.size()) {
      String word = arguments.get(at);
      if (!word.startsWith("--") || word.length() == 2) {
        throw new Refused("'" + word + "' is not an option: expected --name value");
      }
      var directive = new ArrayList<>(List.of(word.substring(2)));
      for (at++; at < arguments.size() && !arguments.get(at).startsWith("--"); at++) {
        directive.add(arguments.get(at));
      }
      lineNumber++;
      apply(directive, shown(directive));
    }
  }

  /// Applies the text of a configuration file.
  public void applyText(String text) throws Refused {
    lineNumber = 0;
    for (String line : text.lines().toList()) {
      lineNumber++;
      String stripped = line.strip();
      if (!stripped.isEmpty() && !stripped.startsWith("#")) {
        apply(split(stripped), stripped);
      }
    }
  }

  private void include(Path file) throws Refused {
    String text;
    try {
      text = disk.readText(file);
    } catch (IOException failure) {
      throw new Refused("Fatal error, can't open config file '" + file + "': " + why(failure));
    }
    int outer = lineNumber;
    applyText(text);
    lineNumber = outer;
  }

  private static String why(IOException failure) {
    return failure instanceof java.nio.file.NoSuchFileException
        ? "No such file or directory"
        : String.valueOf(failure.getMessage());
  }

  private void apply(List<String> words, String shown) throws Refused {
    try {
      if (words.getFirst().equalsIgnoreCase("include") && words.size() == 2) {
        include(Path.of(words.get(1)));
      } else {
        configuration.directive(words);
      }
    } catch (ParameterError refused) {
      throw refused(shown, refused.reason());
    }
  }

  private List<String> split(String line) throws Refused {
    List<Bytes> words = InlineWords.split(line.getBytes(StandardCharsets.UTF_8));
    if (words == null) {
      throw refused(line, "Unbalanced quotes in configuration line");
    }
    return words.stream().map(Bytes::toString).toList();
  }

  private static String shown(List<String> directive) {
    var line = new StringBuilder(directive.getFirst());
    directive.stream().skip(1).forEach(word -> line.append(" \"").append(word).append('"'));
    return line.toString();
  }

  private Refused refused(String line, String reason) {
    return new Refused(
        """

        *** FATAL CONFIG FILE ERROR (Hitrate, compatible with Redis 7.0.15) ***
        Reading the configuration file, at line %d
        >>> '%s'
        %s\
        """
            .formatted(lineNumber, line, reason));
  }
}
