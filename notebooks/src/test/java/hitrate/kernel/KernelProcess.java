package hitrate.kernel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A kernel in a process of its own, as Jupyter runs it.
final class KernelProcess implements AutoCloseable {
  final Process process;
  final KernelClient client;
  final Path log;

  private KernelProcess(Process process, KernelClient client, Path log) {
    this.process = process;
    this.client = client;
    this.log = log;
  }

  static KernelProcess start(Path folder, Map<String, String> environment) throws IOException {
    var connection = folder.resolve("connection.json");
    var file = KernelClient.freePorts(connection);
    var log = folder.resolve("kernel.log");
    var builder = new ProcessBuilder(command(connection)).redirectErrorStream(true);
    builder.environment().putAll(environment);
    builder.redirectOutput(log.toFile());
    return new KernelProcess(builder.start(), new KernelClient(file), log);
  }

  static List<String> command(Path connectionFile) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Main.class.getName(), connectionFile.toString()));
    return command;
  }

  @Override
  public void close() {
    client.close();
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
