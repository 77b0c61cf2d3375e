package hitrate.bench;

import hitrate.engine.client.RespClient;
import hitrate.engine.resp.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/// A server under load: a process of its own on a free loopback port.
final class ServerProcess implements AutoCloseable {
  private static final long PAUSE_NANOS = 1_000_000;
  private static final Duration START_LIMIT = Duration.ofSeconds(20);

  private final String name;
  private final Process process;
  private final int port;
  private final Duration started;

  private ServerProcess(String name, Process process, int port, Duration started) {
    this.name = name;
    this.process = process;
    this.port = port;
    this.started = started;
  }

  /// Starts `command --port P` and waits until it answers PING.
  static ServerProcess start(String name, List<String> command, Path folder) throws IOException {
    int port = freePort();
    var words = new ArrayList<>(command);
    words.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1", "--save", ""));
    long begun = System.nanoTime();
    Process process =
        new ProcessBuilder(words)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(folder.resolve(name + ".log").toFile()))
            .start();
    while (System.nanoTime() - begun < START_LIMIT.toNanos() && process.isAlive()) {
      try (var client = RespClient.connect("127.0.0.1", port)) {
        if (client.call("PING").equals(new Reply.Simple("PONG"))) {
          return new ServerProcess(
              name, process, port, Duration.ofNanos(System.nanoTime() - begun));
        }
      } catch (IOException | UncheckedIOException notYet) {
        // it does not listen yet
      }
      LockSupport.parkNanos(PAUSE_NANOS); // who asks without a pause takes a core from the server
    }
    process.destroyForcibly();
    throw new IOException(name + " did not start; see its log in " + folder);
  }

  /// A port that nobody listens on now, and none that the system gives to connections: one of those
  /// might get it before the server does.
  private static int freePort() throws IOException {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
      try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (BindException taken) {
        // the next one, then
      }
    }
  }

  String name() {
    return name;
  }

  int port() {
    return port;
  }

  /// From the start of the process to the first PONG.
  Duration timeToFirstPong() {
    return started;
  }

  /// Processor time used so far, in microseconds, user and system together.
  long cpuMicros() throws IOException {
    String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10_000;
  }

  /// Resident memory in bytes.
  long residentBytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
      }
    }
    return 0;
  }

  /// Memory that the server and its children hold together, in bytes: a page that a child has from
  /// its parent counts once, until one of the two has written to it.
  long privateBytesOfAll() {
    long sum = privateBytes(process.pid());
    for (ProcessHandle child : process.children().toList()) {
      sum += privateBytes(child.pid());
    }
    return sum;
  }

  private static long privateBytes(long pid) {
    long kilobytes = 0;
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
        if (line.startsWith("Pss_Anon:")) {
          kilobytes += Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    } catch (IOException ended) { // a child that is done, be it that it is still listed
      return 0;
    }
    return kilobytes * 1024;
  }

  /// The number behind a field of INFO memory.
  long memoryField(String field) throws IOException {
    try (var client = RespClient.connect("127.0.0.1", port)) {
      if (client.call("INFO", "memory") instanceof Reply.Bulk(var text)) {
        for (String line : text.toString().split("\r\n", -1)) {
          if (line.startsWith(field + ":")) {
            return Long.parseLong(line.substring(field.length() + 1));
          }
        }
      }
      throw new IOException(name + " does not report " + field);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
