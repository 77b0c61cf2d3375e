package hitrate.engine.node;

import hitrate.engine.node.config.Configuration;
import hitrate.engine.node.config.ParameterError;
import hitrate.engine.world.Background;
import hitrate.engine.world.Disk;
import hitrate.engine.world.OwnProcess;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// The parameters on the process itself: how soon the kernel ends it when memory runs out
/// (`oom-score-adj`), what it is called in the system's lists (`proc-title-template`), and which
/// processors its threads use (`server_cpulist` and its like).
///
/// They change nothing for a node that shares its process with others.
final class ProcessParameters {
  private static final int LEAST_SCORE = -1000;
  private static final int MOST_SCORE = 1000;
  private static final int LONGEST_TITLE = 255;

  /// Which list is for which lane of work.
  private static final Map<String, String> LISTS =
      Map.of(
          "rdb-save",
          "bgsave_cpulist",
          "replica-image",
          "bgsave_cpulist",
          "aof-base",
          "aof_rewrite_cpulist");

  private final Configuration configuration;
  private final NodeLog log;
  private OwnProcess process = OwnProcess.SHARED;
  private boolean isReplica;
  private boolean isScoreOurs; // and no longer the one that the process came with
  private int firstScore;

  ProcessParameters(Configuration configuration, NodeLog log) {
    this.configuration = configuration;
    this.log = log;
    configuration.watch("oom-score-adj", changed -> applyScore());
    configuration.watch(
        "oom-score-adj-values",
        changed -> {
          warnOfFallingScores();
          applyScore();
        });
    for (String part : List.of("proc-title-template", "port", "tls-port", "bind")) {
      configuration.watch(part, changed -> applyTitle());
    }
  }

  /// Says that the process is this node's alone; until then it is left as it is.
  void owns(OwnProcess ours) {
    process = ours;
    applyTitle();
    if (!configuration.value("oom-score-adj").equals("no")) {
      try {
        applyScore();
      } catch (ParameterError told) {
        // the log has it, and the node starts
      }
    }
  }

  /// The node has become a replica, or is none any more.
  void role(boolean nowReplica) {
    boolean isChanged = isReplica != nowReplica;
    isReplica = nowReplica;
    if (isChanged && isScoreOurs) {
      try {
        applyScore();
      } catch (ParameterError told) {
        // the log has it
      }
    }
  }

  private void applyScore() throws ParameterError {
    if (process == OwnProcess.SHARED) {
      return;
    }
    String mode = configuration.value("oom-score-adj");
    if (mode.equals("no") && !isScoreOurs) {
      return;
    }
    try {
      int score;
      if (mode.equals("no")) {
        score = firstScore;
        isScoreOurs = false;
      } else {
        if (!isScoreOurs) {
          firstScore = process.memoryScore();
          isScoreOurs = true;
        }
        score = scores()[isReplica ? 1 : 0];
        score += mode.equals("absolute") ? 0 : firstScore;
      }
      process.memoryScore(Math.clamp(score, LEAST_SCORE, MOST_SCORE));
    } catch (IOException refused) {
      log.write(NodeLog.Level.WARNING, "Unable to write oom_score_adj: " + Disk.reason(refused));
      throw new ParameterError("Failed to set current oom_score_adj. Check server logs.");
    }
  }

  /// Without privileges a process can raise its score and not lower it, as a replica has to that
  /// becomes a primary.
  private void warnOfFallingScores() {
    int[] scores = scores();
    if (scores[1] < scores[0] || scores[2] < scores[1]) {
      log.write(
          NodeLog.Level.WARNING,
          "The oom-score-adj-values configuration may not work for non-privileged processes! Please"
              + " consult the documentation.");
    }
  }

  private int[] scores() {
    String[] words = configuration.value("oom-score-adj-values").split(" ", -1);
    return Arrays.stream(words).mapToInt(Integer::parseInt).toArray();
  }

  private void applyTitle() {
    if (process != OwnProcess.SHARED && configuration.isOn("set-proc-title")) {
      process.title(title());
    }
  }

  /// What `proc-title-template` comes to.
  String title() {
    String socket = configuration.value("unixsocket");
    String port = configuration.value("port");
    String tlsPort = configuration.value("tls-port");
    String address = configuration.bindAddresses().stream().findFirst().orElse("*");
    String shownPort = port.equals("0") ? tlsPort : port;
    boolean isAtFile = shownPort.equals("0") && !socket.isEmpty();
    Map<String, String> variables =
        Map.of(
            "title",
            "hitrate-node",
            "listen-addr",
            isAtFile ? "unixsocket:" + socket : address + ":" + shownPort,
            "server-mode",
            "",
            "port",
            port,
            "tls-port",
            tlsPort,
            "unixsocket",
            socket,
            "config-file",
            configuration.fileName().isEmpty() ? "-" : configuration.fileName());
    var text = new StringBuilder();
    String template = configuration.value("proc-title-template");
    int i = 0;
    while (i < template.length()) {
      int end = template.indexOf('}', i);
      if (template.charAt(i) != '{' || end < 0) {
        text.append(template.charAt(i++));
      } else if (template.startsWith("{{", i)) {
        text.append('{');
        i += 2;
      } else {
        text.append(variables.getOrDefault(template.substring(i + 1, end), ""));
        i = end + 1;
      }
    }
    return text.substring(0, Math.min(text.length(), LONGEST_TITLE)).stripTrailing();
  }

  /// Has the calling thread, which is the node's, use the processors of `server_cpulist`.
  void placeThisThread() {
    BitSet wanted = OwnProcess.processors(configuration.value("server_cpulist"));
    if (!wanted.isEmpty()) {
      process.runOn(wanted);
    }
  }

  /// Has each lane of work use the processors of its list, and those that write images give way to
  /// the node's thread, whom a client waits for.
  static Background placed(Background lanes, Configuration configuration, OwnProcess process) {
    boolean isAny =
        Arrays.asList("server_cpulist", "bio_cpulist", "bgsave_cpulist", "aof_rewrite_cpulist")
            .stream()
            .anyMatch(list -> !configuration.value(list).isEmpty());
    BitSet all = isAny ? process.processors() : new BitSet();
    return name -> {
      boolean isOfImages = LISTS.containsKey(name);
      if (!isAny && !isOfImages) {
        return lanes.lane(name);
      }
      String list = configuration.value(LISTS.getOrDefault(name, "bio_cpulist"));
      BitSet wanted = OwnProcess.processors(list);
      // a thread begins where the one runs that started it, so it may have to be told to use all
      return new PlacedLane(lanes.lane(name), process, wanted.isEmpty() ? all : wanted, isOfImages);
    };
  }

  /// A lane whose thread, of which there is one at a time, is placed with the first task it gets.
  private static final class PlacedLane implements Executor {
    private final Executor lane;
    private final OwnProcess process;
    private final BitSet processors; // none where it need not be told
    private final boolean givesWay;
    private @Nullable Thread placed; // touched by the lane's threads alone

    PlacedLane(Executor lane, OwnProcess process, BitSet processors, boolean givesWay) {
      this.lane = lane;
      this.process = process;
      this.processors = processors;
      this.givesWay = givesWay;
    }

    @Override
    public void execute(Runnable task) {
      lane.execute(() -> {
        if (placed != Thread.currentThread()) {
          process.runOn(processors);
          if (givesWay) {
            process.giveWay();
          }
          placed = Thread.currentThread();
        }
        task.run();
      });
    }
  }
}
