package hitrate.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Runs redis-benchmark, which is on every machine that has redis-server's tools.
final class LoadTool {
  private LoadTool() {}

  /// One load: the kind of request, a name that redis-benchmark knows or a whole command; how many
  /// are sent ahead of their answers; how large values are.
  record Load(String test, int pipeline, int valueBytes, int keys, int requests, int clients) {
    String title() {
      return isCommand()
          ? "%s, pipeline %d".formatted(test, pipeline)
          : "%s, pipeline %d, %d B".formatted(test.toUpperCase(Locale.ROOT), pipeline, valueBytes);
    }

    private boolean isCommand() {
      return test.contains(" ");
    }
  }

  /// Runs the load and answers its requests per second.
  static double run(int port, Load load) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.addAll(
        List.of(
            "redis-benchmark",
            "-h",
            "127.0.0.1",
            "-p",
            Integer.toString(port),
            "-P",
            Integer.toString(load.pipeline()),
            "-d",
            Integer.toString(load.valueBytes()),
            "-r",
            Integer.toString(load.keys()),
            "-n",
            Integer.toString(load.requests()),
            "-c",
            Integer.toString(load.clients()),
            "--csv"));
    command.addAll(load.isCommand() ? List.of(load.test().split(" ")) : List.of("-t", load.test()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("redis-benchmark failed: " + output);
    }
    for (String line : output.lines().toList()) {
      String[] cells = line.replace("\"", "").split(",", -1);
      if (cells[0].equalsIgnoreCase(load.test())) {
        return Double.parseDouble(cells[1]);
      }
    }
    throw new IOException("redis-benchmark printed no figures: " + output);
  }
}
