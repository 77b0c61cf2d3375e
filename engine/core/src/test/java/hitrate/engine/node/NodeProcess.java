package hitrate.engine.node;

import hitrate.engine.testing.Await;
import hitrate.engine.testing.FreePort;
import hitrate.engine.testing.Interrupts;
import hitrate.engine.testing.NodeCommand;
import hitrate.engine.testing.ShortLife;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A node as a process of its own, as `./lab node` starts it, in an empty folder that goes with it.
final class NodeProcess implements AutoCloseable {
  private final Process process;
  private final Path folder;
  private final BufferedReader output;

  private NodeProcess(Process process, Path folder) {
    this.process = ShortLife.of(process);
    this.folder = folder;
    this.output = process.inputReader();
  }

  /// Starts a node with the arguments of redis-server.
  static NodeProcess start(String... arguments) throws IOException {
    var command = new ArrayList<>(Interrupts.heard());
    command.addAll(NodeCommand.words());
    command.addAll(List.of(arguments));
    Path folder = Files.createTempDirectory("hitrate-node-");
    var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    return new NodeProcess(builder.start(), folder);
  }

  /// A port that nobody listens on now.
  static int freePort() throws IOException {
    return FreePort.find();
  }

  /// The lines that it prints up to one that ends like this, without what stands before the level.
  List<String> linesUpTo(String end) throws IOException {
    var lines = new ArrayList<String>();
    for (var line = output.readLine(); line != null; line = output.readLine()) {
      lines.add(line);
      if (line.endsWith(end)) {
        return lines;
      }
    }
    throw new IOException("it ended before it said " + end + ": " + lines);
  }

  /// All lines until it ends.
  List<String> rest() {
    return output.lines().toList();
  }

  /// Sends it a signal, such as `TERM`.
  void signal(String name) throws Exception {
    Await.end(new ProcessBuilder("kill", "-" + name, "" + process.pid()).start());
  }

  /// Waits for its end and answers its exit status.
  int exitStatus() throws InterruptedException {
    return Await.end(process);
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  @Override
  public void close() throws IOException {
    try {
      process.destroyForcibly().waitFor();
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
    try (var all = Files.list(folder)) {
      for (Path left : all.toList()) {
        Files.deleteIfExists(left);
      }
    }
    Files.deleteIfExists(folder);
  }
}
