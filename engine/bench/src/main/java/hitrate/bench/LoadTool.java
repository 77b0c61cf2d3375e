package hitrate.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Runs redis-benchmark, which is on every machine that has redis-server's tools.
final class LoadTool {
  private LoadTool() {}

  /// One load: the kind of request, how many are sent ahead of their answers, how large values are.
  record Load(String test, int pipeline, int valueBytes, int keys, int requests, int clients) {
    String title() {
      return "%s, pipeline %d, %d B"
          .formatted(test.toUpperCase(java.util.Locale.ROOT), pipeline, valueBytes);
    }
  }

  /// Runs the load and answers its requests per second.
  static double run(int port, Load load) throws IOException, InterruptedException {
    var command =
        List.of(
            "redis-benchmark",
            "-h",
            "127.0.0.1",
            "-p",
            Integer.toString(port),
            "-t",
            load.test(),
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
            "--csv");
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
