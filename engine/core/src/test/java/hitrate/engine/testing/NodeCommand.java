package hitrate.engine.testing;

import static java.util.stream.Collectors.joining;

import hitrate.engine.node.Main;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What starts a node as a process of its own.
public final class NodeCommand {
  private NodeCommand() {}

  /// The words in front of the node's arguments, with a JVM that is soon ready rather than fast.
  ///
  /// @param options more options of that JVM
  public static List<String> words(String... options) {
    var words = new ArrayList<String>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    words.add("--enable-native-access=ALL-UNNAMED");
    words.addAll(List.of(options));
    words.addAll(List.of("-cp", classes(), Main.class.getName()));
    return words;
  }

  /// The node's own classes, and the only library that it needs: Lua.
  private static String classes() {
    Path own = Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    String lua =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(path -> path.contains("lua51-platform"))
            .collect(joining(File.pathSeparator));
    return own + (lua.isEmpty() ? "" : File.pathSeparator + lua);
  }
}
