package hitrate.engine.testing;

import hitrate.engine.node.Main;
import java.nio.file.Path;
import java.util.ArrayList;
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

  private static String classes() {
    return Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().getPath())
        .toString();
  }
}
