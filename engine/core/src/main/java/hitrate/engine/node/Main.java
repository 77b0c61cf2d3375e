package hitrate.engine.node;

import hitrate.engine.memory.Region;
import hitrate.engine.node.config.Configuration;
import hitrate.engine.node.config.StartArguments;
import hitrate.engine.persist.LoadError;
import hitrate.engine.world.Background;
import hitrate.engine.world.Clock;
import hitrate.engine.world.Disk;
import hitrate.engine.world.Entropy;
import hitrate.engine.world.SelectorNetwork;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// One node in the foreground, started with the arguments of redis-server: an optional
/// configuration file and `--name value` for any parameter.
public final class Main {
  private static final String USAGE =
      """
      Usage: ./lab node [/path/to/redis.conf] [options] [-]
             ./lab node - (read the configuration from standard input)
             ./lab node -v or --version
             ./lab node -h or --help

      Options are the parameters of redis.conf with two dashes in front. Examples:
             ./lab node                       (127.0.0.1:6379, data in ./dump.rdb)
             ./lab node --save ''             (nothing kept on disk)
             ./lab node --port 7777
             ./lab node /etc/redis/6379.conf --loglevel verbose
             echo 'requirepass secret' | ./lab node -
      """;

  private Main() {}

  public static void main(String[] words) {
    Thread.currentThread().setName("hitrate-node");
    System.exit(run(new ArrayList<>(List.of(words)), System.in, System.out, System.err));
  }

  private static int run(List<String> words, InputStream in, PrintStream out, PrintStream err) {
    String first = words.isEmpty() ? "" : words.getFirst();
    if (words.size() == 1 && (first.equals("-v") || first.equals("--version"))) {
      out.println(
          "Hitrate server v="
              + NodeVersion.TEXT
              + " redis="
              + NodeReport.COMPATIBLE_VERSION
              + " jvm="
              + Runtime.version()
              + " bits=64");
      return 0;
    }
    if (words.size() == 1 && (first.equals("-h") || first.equals("--help"))) {
      out.print(USAGE);
      return 0;
    }
    Disk disk = Disk.system();
    var configuration = new Configuration(disk);
    try {
      var arguments = new StartArguments(configuration, disk);
      boolean fromInput = words.remove("-");
      arguments.apply(words);
      if (fromInput) {
        arguments.applyText(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
      return serve(configuration, configuration.dataDisk(), logTarget(configuration, disk, out));
    } catch (StartArguments.Refused refused) {
      err.println(refused.getMessage());
      return 1;
    } catch (IOException failure) {
      err.println("The node cannot start: " + failure.getMessage());
      return 1;
    }
  }

  private static PrintStream logTarget(Configuration configuration, Disk disk, PrintStream out)
      throws IOException {
    String file = configuration.value("logfile");
    return file.isEmpty()
        ? out
        : new PrintStream(disk.append(Path.of(file)), true, StandardCharsets.UTF_8);
  }

  private static int serve(Configuration configuration, Disk disk, PrintStream out)
      throws IOException {
    Clock clock = Clock.system();
    long pid = ProcessHandle.current().pid();
    var log = new NodeLog(clock, out, pid, configuration.value("loglevel"));
    log.write(NodeLog.Level.WARNING, "oO0OoO0OoO0Oo Hitrate is starting oO0OoO0OoO0Oo");
    log.write(
        NodeLog.Level.WARNING,
        "Hitrate version="
            + NodeVersion.TEXT
            + ", compatible with Redis version="
            + NodeReport.COMPATIBLE_VERSION
            + ", bits=64, jvm="
            + Runtime.version()
            + ", pid="
            + pid
            + ", just started");
    log.write(NodeLog.Level.WARNING, "Configuration loaded");
    NodeLoop loop;
    try {
      loop =
          new NodeLoop(
              configuration,
              clock,
              Entropy.system(),
              new SelectorNetwork(),
              disk,
              Background.threads(),
              log);
    } catch (IllegalArgumentException wrongName) {
      log.write(NodeLog.Level.WARNING, "Fatal error, " + wrongName.getMessage());
      return 1;
    }
    loop.declareUsers();
    try {
      loop.listeners().open(false);
    } catch (Listeners.Unavailable failure) {
      log.write(NodeLog.Level.WARNING, String.valueOf(failure.getMessage()));
      return 1;
    }
    log.write(
        NodeLog.Level.NOTICE,
        "Running mode=standalone, port=" + loop.listeners().shownPort() + ".");
    log.write(NodeLog.Level.WARNING, "Server initialized");
    var ended = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> endBySignal(loop, ended, log)));
    try {
      loop.load();
    } catch (LoadError failure) {
      failure.lines().forEach(line -> log.write(NodeLog.Level.WARNING, line));
      ended.countDown();
      return 1;
    }
    if (!loop.isStopping()) {
      loop.listeners().announce();
    }
    Thread.ofPlatform().daemon().name("prepare-memory").start(Region::prepare);
    try {
      loop.run();
    } finally {
      ended.countDown();
    }
    return loop.hasFailed() ? 1 : 0;
  }

  /// A signal arrived (or the loop has ended by itself): ends cleanly, with status 0 as the real
  /// server does, where the JVM alone would end with 128 + the signal's number. The JVM ends in any
  /// case, even if the data could not be saved, where the real server goes on.
  ///
  /// It waits for the loop's end and not for its thread's: that thread goes on to `System.exit`,
  /// which in turn waits for this one.
  private static void endBySignal(NodeLoop loop, CountDownLatch ended, NodeLog log) {
    if (ended.getCount() > 0 && !loop.isStopping()) {
      log.write(NodeLog.Level.WARNING, "Received a signal to end, shutting down");
      loop.endOrderly();
      try {
        ended.await(); // saving takes as long as it takes
      } catch (InterruptedException hurried) {
        Thread.currentThread().interrupt();
      }
      Runtime.getRuntime().halt(0);
    }
  }
}
