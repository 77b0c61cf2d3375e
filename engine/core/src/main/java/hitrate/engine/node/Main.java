package hitrate.engine.node;

import hitrate.engine.memory.Region;
import hitrate.engine.node.config.Configuration;
import hitrate.engine.node.config.StartArguments;
import hitrate.engine.persist.LoadError;
import hitrate.engine.world.Background;
import hitrate.engine.world.Clock;
import hitrate.engine.world.Disk;
import hitrate.engine.world.Entropy;
import hitrate.engine.world.Heap;
import hitrate.engine.world.NativeProcess;
import hitrate.engine.world.OwnProcess;
import hitrate.engine.world.SelectorNetwork;
import hitrate.engine.world.Signals;
import hitrate.engine.world.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// One node in the foreground, started with the arguments of redis-server: an optional
/// configuration file and `--name value` for any parameter.
public final class Main {
  private static final String USAGE =
      """
      Usage: ./lab node [/path/to/redis.conf] [options] [-]
             ./lab node - (read the configuration from standard input)
             ./lab node -v or --version
             ./lab node -h or --help
             ./lab node --check-system (tells what of this system is bad for a node)
             ./lab node --test-memory MEGABYTES

      Options are the parameters of redis.conf with two dashes in front. Examples:
             ./lab node                       (127.0.0.1:6379, data in ./dump.rdb)
             ./lab node --save ''             (nothing kept on disk)
             ./lab node --port 7777
             ./lab node /etc/redis/6379.conf --loglevel verbose
             echo 'requirepass secret' | ./lab node -

      Data encrypted at rest, where K stands for --hitrate-encryption-key-file node.key:
             ./lab node --make-key node.key   (writes a new key, for its owner alone)
             ./lab node K                     (a node that seals what it keeps)
             ./lab node --seal K              (seals what it has kept so far)
             ./lab node --unseal K            (makes it plain again)
             ./lab node --rekey new.key K     (changes from node.key to new.key)
      The last three end when they are done. The node must not run, and is described by the
      options that follow, such as --dir.
      """;

  /// What a node leaves that is to be started again.
  private static final int AGAIN = -1;

  private Main() {}

  public static void main(String[] words) {
    Thread.currentThread().setName("hitrate-node");
    System.exit(run(new ArrayList<>(List.of(words)), System.in, System.out, System.err));
  }

  /// Does what the words ask for; answers the status of the process.
  static int run(List<String> words, InputStream in, PrintStream out, PrintStream err) {
    String first = words.isEmpty() ? "" : words.getFirst();
    if (first.equals("-v") || first.equals("--version")) {
      out.println(
          "Hitrate server v="
              + NodeReport.COMPATIBLE_VERSION
              + " sha=00000000:0 malloc=hitrate-slab bits=64 build=0 hitrate="
              + NodeVersion.TEXT
              + " jvm="
              + Runtime.version());
      return 0;
    }
    if (first.equals("-h") || first.equals("--help")) {
      err.print(USAGE); // as the real server, which takes it for a mistake
      return 1;
    }
    if (words.contains("--sentinel")) {
      err.println("This version of Hitrate is no sentinel: start one of Redis to watch its nodes.");
      return 1;
    }
    try {
      if (Resealing.isAskedFor(words)) {
        return Resealing.run(words, Disk.system(), out, err);
      }
      if (MachineChecks.areAskedFor(words)) {
        return MachineChecks.run(words, Disk.system(), out, err);
      }
      String input = "";
      if (StartArguments.readsInput(words)) {
        firstLog(out).write(NodeLog.Level.WARNING, "Reading config from stdin");
        input = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
      int status;
      do {
        status = serve(words, input, out);
      } while (status == AGAIN);
      return status;
    } catch (StartArguments.Refused refused) {
      err.println(refused.getMessage());
      return 1;
    } catch (StartArguments.Unreadable failure) {
      firstLog(out).write(NodeLog.Level.WARNING, String.valueOf(failure.getMessage()));
      return 1;
    } catch (IOException failure) {
      err.println("The node cannot start: " + failure.getMessage());
      return 1;
    }
  }

  /// Runs a node until it ends.
  ///
  /// @return the status of the process, or [#AGAIN]
  private static int serve(List<String> words, String input, PrintStream out)
      throws IOException, StartArguments.Refused, StartArguments.Unreadable {
    Disk disk = Disk.system();
    var configuration = new Configuration(disk);
    configuration.judgeWith(new StartChecks(disk));
    new StartArguments(configuration, disk).apply(words, input);
    var log = log(configuration, disk, out);
    log.syslog(
        Syslog.of(
            configuration,
            ProcessHandle.current().pid(),
            line -> NativeProcess.send(Syslog.SOCKET, line)));
    if (NativeProcess.isDetached()) {
      NativeProcess.leaveSession();
      return serve(configuration, configuration.dataDisk(), log, Supervisor.NONE);
    }
    var supervisor = Supervisor.find(configuration.value("supervised"), log);
    if (configuration.isOn("daemonize") && !supervisor.isThere()) {
      NativeProcess.startDetached(Main.class, words, input);
      return 0;
    }
    return serve(configuration, configuration.dataDisk(), log, supervisor);
  }

  /// Where lines go before the configuration says where.
  private static NodeLog firstLog(PrintStream out) {
    return new NodeLog(Clock.system(), out, ProcessHandle.current().pid(), "notice");
  }

  private static NodeLog log(Configuration configuration, Disk disk, PrintStream out)
      throws StartArguments.Refused {
    long pid = ProcessHandle.current().pid();
    String level = configuration.value("loglevel");
    String name = configuration.value("logfile");
    if (name.isEmpty()) {
      var log = new NodeLog(Clock.system(), out, pid, level);
      var terminal = Terminal.ofStandardOutput(System.getenv().getOrDefault("TERM", ""));
      var lane = Background.threads().lane("terminal");
      log.statusLine(new StatusLine(out, terminal, lane));
      return log;
    }
    Path file = Path.of(configuration.value("dir")).resolve(name);
    try (var probe = disk.append(file)) {
      probe.flush();
    } catch (IOException failure) {
      throw new StartArguments.Refused("Can't open the log file: " + Disk.reason(failure));
    }
    var target = new PrintStream(new LogFile(disk, file), true, StandardCharsets.UTF_8);
    return new NodeLog(Clock.system(), target, pid, level);
  }

  private static int serve(
      Configuration configuration, Disk disk, NodeLog log, Supervisor supervisor)
      throws IOException {
    Clock clock = Clock.system();
    long pid = ProcessHandle.current().pid();
    if (NativeProcess.isDetached() && configuration.value("pidfile").isEmpty()) {
      configuration.override("pidfile", "/var/run/redis.pid");
    }
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
    log.role(!configuration.value("replicaof").isEmpty());
    log.write(NodeLog.Level.NOTICE, "monotonic clock: System.nanoTime");
    boolean loads =
        configuration.isOn("appendonly")
            || disk.exists(
                Path.of(configuration.value("dir")).resolve(configuration.value("dbfilename")));
    if (loads) {
      prepareMemory();
    }
    OwnProcess process = OwnProcess.own();
    NodeLoop loop;
    try {
      loop =
          new NodeLoop(
              configuration,
              clock,
              Entropy.system(),
              new SelectorNetwork(),
              disk,
              ProcessParameters.placed(Background.threads(), configuration, process),
              log);
    } catch (IllegalArgumentException wrongName) {
      log.write(NodeLog.Level.WARNING, "Fatal error, " + wrongName.getMessage());
      return 1;
    }
    loop.heap().owns(Heap.own());
    loop.process().owns(process);
    loop.ending().supervisor(supervisor);
    followSignals(loop.ending(), log);
    try {
      loop.listeners().open(false);
    } catch (Listeners.Unavailable failure) {
      log.write(NodeLog.Level.WARNING, String.valueOf(failure.getMessage()));
      return 1;
    }
    loop.ending().writePidFile();
    log.write(
        NodeLog.Level.NOTICE,
        "Running mode=standalone, port=" + loop.listeners().shownPort() + ".");
    log.write(NodeLog.Level.WARNING, "Server initialized");
    try {
      refuseModules(configuration, disk);
      loop.declareUsers();
      loop.load();
    } catch (IOException failure) {
      String.valueOf(failure.getMessage())
          .lines()
          .forEach(line -> log.write(NodeLog.Level.WARNING, line));
      return 1;
    } catch (LoadError failure) {
      failure.lines().forEach(line -> log.write(NodeLog.Level.WARNING, line));
      hideProgress(log);
      return 1;
    }
    if (!loop.isStopping()) {
      loop.listeners().announce();
      supervisor.tell("STATUS=Ready to accept connections\n");
      supervisor.tell("READY=1\n");
    }
    if (!loads) { // a node without data is to answer first
      prepareMemory();
    }
    loop.debugging().mayRestart();
    loop.process().placeThisThread();
    loop.run();
    hideProgress(log);
    long pause = loop.debugging().restartMillis();
    if (pause < 0) {
      int signal = loop.debugging().endSignal();
      if (signal != 0) {
        process.end(signal);
      }
      return loop.hasFailed() ? 1 : 0;
    }
    try {
      clock.sleep(Duration.ofMillis(pause));
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
    return AGAIN;
  }

  /// Modules are machine code for the real server, which nothing else can load.
  private static void refuseModules(Configuration configuration, Disk disk) throws IOException {
    for (String module : configuration.modules()) {
      String why =
          disk.exists(Path.of(module))
              ? "this node is no C program that could take it."
              : module + ": cannot open shared object file: No such file or directory";
      throw new IOException(
          "Module %s failed to load: %s\nCan't load module from %s: server aborting"
              .formatted(module, why, module));
    }
    if (configuration.hasModuleParameters()) {
      throw new IOException(
          "Module Configuration detected without loadmodule directive or no ApplyConfig call:"
              + " aborting");
    }
  }

  private static void prepareMemory() {
    Thread.ofPlatform().daemon().name("prepare-memory").start(Region::prepare);
  }

  /// Has signals end the node as they end redis-server; the JVM by itself would end without saving.
  /// A terminal that goes away changes nothing.
  private static void followSignals(Ending ending, NodeLog log) {
    Signals.ignore("HUP");
    Signals.ignore("ALRM"); // nothing sets the alarm, so somebody else sends it
    for (String name : List.of("INT", "TERM")) {
      if (!Signals.handle(name, () -> endBySignal(ending, name, log))) {
        log.write(
            NodeLog.Level.WARNING,
            "This JVM hands no signals on: SIG" + name + " will end it without saving.");
      }
    }
  }

  /// Leaves the terminal as it was.
  private static void hideProgress(NodeLog log) {
    StatusLine line = log.statusLine();
    if (line != null) {
      line.close();
    }
  }

  private static void endBySignal(Ending ending, String name, NodeLog log) {
    int status = ending.signalled(name);
    if (status != Ending.NOT_YET) {
      hideProgress(log);
      Runtime.getRuntime().halt(status);
    }
  }
}
