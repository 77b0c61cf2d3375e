package hitrate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/// What is compared, and how long.
///
/// @param ours the command that starts our node
/// @param peer the command that starts the other server
/// @param keys how many keys each server is filled with
/// @param clients connections of a load
/// @param pairs turns of each load, at least 5 for a figure worth quoting
/// @param seconds how long one turn is to take, roughly
record Plan(
    List<String> ours, List<String> peer, int keys, int clients, int pairs, double seconds) {
  static final List<String> NAMES = List.of("hitrate", "peer");

  List<List<String>> commands() {
    return List.of(ours, peer);
  }

  /// What was measured, where and how.
  String heading() {
    return "# Side by side\n\nMachine: %s.\nOurs: `%s`. Peer: `%s`.\n%s"
        .formatted(
            Machine.describe(),
            shown(ours),
            shown(peer),
            "%,d keys of 16 bytes, %d clients, %d pairs.\n".formatted(keys, clients, pairs));
  }

  /// A command as a reader would type it: where on this machine the launcher lies tells nothing.
  private static String shown(List<String> command) {
    return String.join(" ", command).replaceFirst("^/\\S*/lab(?= |$)", "./lab");
  }

  /// Runs the parts one after the other, in a folder that goes afterwards.
  void run(List<Part> parts, Report report) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("hitrate-bench");
    try {
      for (String name : NAMES) {
        Files.createDirectory(folder.resolve(name));
      }
      for (Part part : parts) {
        part.run(folder, report);
      }
    } finally {
      remove(folder);
    }
  }

  private static void remove(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
