package hitrate.engine.node;

import hitrate.engine.testing.FreePort;
import hitrate.engine.testing.NodeCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A node as a process of its own, as `./lab node` starts it, in an empty folder that goes with it.
final class NodeProcess implements AutoCloseable {
  private static final int LONGEST_LIFE_SECONDS = 180;

  private final Process process;
  private final Path folder;
  private final BufferedReader output;

  private NodeProcess(Process process, Path folder) {
    this.process = process;
    this.folder = folder;
    this.output = process.inputReader();
    CompletableFuture.delayedExecutor(LONGEST_LIFE_SECONDS, TimeUnit.SECONDS)
        .execute(process::destroyForcibly); // or who reads a line that never comes waits for ever
  }

  /// Starts a node with the arguments of redis-server.
  static NodeProcess start(String... arguments) throws IOException {
    var command = new ArrayList<>(hearingInterrupts());
    command.addAll(NodeCommand.words());
    command.addAll(List.of(arguments));
    Path folder = Files.createTempDirectory("hitrate-node-");
    var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    return new NodeProcess(builder.start(), folder);
  }

  /// What stands before a command so that it hears INT: a build that a script has sent into the
  /// background is deaf to it, and so would be all that it starts.
  static List<String> hearingInterrupts() throws IOException {
    Path status = Path.of("/proc/self/status");
    List<String> lines = Files.exists(status) ? Files.readAllLines(status) : List.of();
    boolean isDeaf =
        lines.stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
    return isDeaf ? List.of("env", "--default-signal=INT") : List.of();
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
    new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor();
  }

  /// Waits for its end and answers its exit status.
  int exitStatus() throws InterruptedException {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError("it has not ended within 60 s");
    }
    return process.exitValue();
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    try {
      process.waitFor();
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
