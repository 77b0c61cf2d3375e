package hitrate.engine.node;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Client;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Debugging;
import hitrate.engine.command.Shutdown;
import hitrate.engine.node.config.Configuration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// DEBUG as far as it concerns the whole node.
final class NodeDebugging extends Debugging {
  private static final int ABORT = 6;
  private static final int SEGMENTATION_FAULT = 11;

  private final NodeLoop loop;
  private final Configuration configuration;
  private boolean mayRestart;
  private long restartMillis = -1;
  private int endSignal;

  NodeDebugging(NodeLoop loop, Configuration configuration) {
    this.loop = loop;
    this.configuration = configuration;
  }

  /// Says that whoever runs the node starts it again when asked to, see [#restartMillis].
  void mayRestart() {
    mayRestart = true;
  }

  /// After how many milliseconds the node that has ended is to be started again; negative for
  /// never.
  long restartMillis() {
    return restartMillis;
  }

  /// The signal by which the process is to end, as one that has crashed; 0 for none.
  int endSignal() {
    return endSignal;
  }

  @Override
  public @Nullable String clientMemory() {
    return loop.clientMemory().describe();
  }

  @Override
  public void changeReplicationId() {
    loop.replication().replicas().changeName();
  }

  @Override
  public void loadAppendOnlyFile() {
    loop.persistence().loadAppendOnlyFile();
  }

  @Override
  public void reload(boolean saves, boolean empties, boolean merges) {
    loop.persistence().reload(saves, empties, merges);
  }

  @Override
  public void replicate(List<Bytes> words) {
    loop.replication().replicas().say(words);
  }

  @Override
  public void debugScript(Client client, List<Bytes> words) {
    for (Connection each : loop.connections().all()) {
      if (each.state().id() == client.id() && !client.transaction().isRunning()) {
        each.endsAsLine();
        loop.submit(() -> ScriptSession.begin(loop, each, words));
        return;
      }
    }
    throw CommandError.of("ERR Scripts cannot be debugged here");
  }

  @Override
  public void crash(String how, Client client, List<Bytes> words) {
    boolean isSignal = how.equals("SEGFAULT");
    if (!isSignal || configuration.isOn("crash-log-enabled")) {
      loop.crashReport().write("Crashing by DEBUG " + how, client, words);
    }
    if (isSignal) {
      endSignal = SEGMENTATION_FAULT;
    } else if (!configuration.isOn("use-exit-on-panic")) {
      endSignal = ABORT;
    }
    loop.fail();
  }

  @Override
  public boolean restart(boolean orderly, long delayMillis) {
    if (!mayRestart) {
      loop.log("Can't restart: this node is part of another program");
      return false;
    }
    if (orderly && !configuration.fileName().isEmpty()) {
      try {
        configuration.rewrite(false);
      } catch (CommandError failure) {
        loop.log("Can't restart: configuration rewrite process failed: " + failure.reply());
        return false;
      }
    }
    if (orderly && !loop.ending().endNow(Shutdown.DEFAULT)) {
      loop.log("Can't restart: error preparing for shutdown");
      return false;
    }
    restartMillis = delayMillis;
    loop.stop();
    return true;
  }
}
