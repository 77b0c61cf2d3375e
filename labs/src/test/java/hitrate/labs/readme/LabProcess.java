package hitrate.labs.readme;

import hitrate.engine.testing.Await;
import hitrate.engine.testing.ShortLife;
import hitrate.labs.cli.Lab;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `./lab` in a process of its own, as the launcher starts it, with the classes of this build.
final class LabProcess {
  private LabProcess() {}

  /// What a command line prints.
  ///
  /// @param home the folder that holds `.lab`
  /// @param input typed into it
  static String run(Path home, List<String> words, String input)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+UseSerialGC");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-Dfile.encoding=UTF-8");
    command.add("-Dhitrate.home=" + home);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Lab.class.getName());
    command.addAll(words);
    var builder = new ProcessBuilder(command).redirectErrorStream(true).directory(home.toFile());
    builder.environment().put("HITRATE_LANG", "en");
    var process = ShortLife.of(builder.start());
    try (var in = process.outputWriter(StandardCharsets.UTF_8)) {
      in.write(input);
    }
    var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Await.end(process);
    return printed.replace("\r\n", "\n");
  }
}
