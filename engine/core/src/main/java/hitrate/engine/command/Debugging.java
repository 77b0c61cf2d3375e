package hitrate.engine.command;

import hitrate.engine.bytes.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What DEBUG does to a node: switches that tests of clients and of this engine flip, and events
/// that they bring about.
public abstract class Debugging {
  /// For how long the most that a client got at once decides about its share of the replies' room.
  public static final long DEFAULT_REPLY_PEAK_MILLIS = 5_000;

  private boolean pausesTimers;
  private boolean allowsAnyCommandInScripts;
  private boolean ignoresChecksums;
  private long flushDelayMicros;
  private long replyPeakMillis = DEFAULT_REPLY_PEAK_MILLIS;
  private boolean keepsReplyShares;

  /// True while nothing happens by itself, such as the removal of expired keys.
  public boolean pausesTimers() {
    return pausesTimers;
  }

  public void pausesTimers(boolean yes) {
    pausesTimers = yes;
  }

  /// True while scripts may call commands that are not meant for them.
  public boolean allowsAnyCommandInScripts() {
    return allowsAnyCommandInScripts;
  }

  public void allowsAnyCommandInScripts(boolean yes) {
    allowsAnyCommandInScripts = yes;
  }

  /// True while RESTORE believes any payload.
  public boolean ignoresChecksums() {
    return ignoresChecksums;
  }

  public void ignoresChecksums(boolean yes) {
    ignoresChecksums = yes;
  }

  /// For how long the node waits before it writes to the append-only file.
  public long flushDelayMicros() {
    return flushDelayMicros;
  }

  public void flushDelayMicros(long micros) {
    flushDelayMicros = micros;
  }

  /// For how long the most that a client got at once counts; negative for ever.
  public long replyPeakMillis() {
    return replyPeakMillis;
  }

  public void replyPeakMillis(long millis) {
    replyPeakMillis = millis;
  }

  /// True while clients' shares of the room for replies stay as they are.
  public boolean keepsReplyShares() {
    return keepsReplyShares;
  }

  public void keepsReplyShares(boolean yes) {
    keepsReplyShares = yes;
  }

  /// How many clients keep how much memory, a line for each class of size; null while nobody keeps
  /// account of it (`maxmemory-clients`).
  public abstract @Nullable String clientMemory();

  /// Gives the history of changes another name, so that replicas cannot go on with theirs.
  public abstract void changeReplicationId();

  /// Empties the keyspace and reads what has been recorded in the append-only file.
  public abstract void loadAppendOnlyFile();

  /// Saves the data, forgets it and loads it again, each as asked for.
  ///
  /// @param merges whether keys that are loaded replace those of the same name; else those are a
  ///   fault of the file
  /// @throws CommandError when it cannot be saved, or there is nothing to load
  public abstract void reload(boolean saves, boolean empties, boolean merges);

  /// Sends replicas a command that changed nothing here.
  public abstract void replicate(List<Bytes> words);

  /// Has the client debug the script of its EVAL. Its connection serves nothing else from here on.
  ///
  /// @throws CommandError when that cannot be done with this client
  public abstract void debugScript(Client client, List<Bytes> words);

  /// Ends the node as a crash would: nothing is saved and nobody gets a reply.
  ///
  /// @param client who asks for it
  /// @param words what it has sent
  public abstract void crash(String how, Client client, List<Bytes> words);

  /// Ends the node and has it start again a while later.
  ///
  /// @param orderly whether configuration and data are saved before
  /// @return false when it cannot, and goes on
  public abstract boolean restart(boolean orderly, long delayMillis);
}
