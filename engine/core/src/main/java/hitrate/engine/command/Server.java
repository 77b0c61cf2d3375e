package hitrate.engine.command;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.world.Clock;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The node that a command runs on, as far as commands may see and change it; implemented where the
/// node is put together.
public interface Server {
  /// How many bytes of a message the log shows at most.
  int LONGEST_LINE = 1023;

  CommandTable commands();

  /// All connections, oldest first.
  Collection<? extends Client> clients();

  Settings settings();

  Clock clock();

  /// Up to where values keep their packed form.
  PackingLimits packing();

  /// The longest string, in bytes (`proto-max-bulk-len`).
  long bulkLimit();

  /// The parts of INFO that were asked for, in lower case; empty means the default parts.
  String info(List<String> sections);

  /// Puts requests off until some time, those that only read, too, if so asked; extends the pause
  /// that there is for that reason.
  void pause(PauseReason reason, long endMillis, boolean stopsReadsToo);

  /// Ends the pause for that reason; harmless when there is none.
  void endPause(PauseReason reason);

  /// Sets the statistics that CONFIG RESETSTAT resets back to 0.
  void resetStatistics();

  /// How long the command's calls took, or null when there were none or nobody kept account.
  @Nullable LatencyHistogram latencies(Command command);

  /// The calls that took long.
  SlowLog slowLog();

  /// What DEBUG has to do with the node.
  Debugging debugging();

  /// What held up the node for long.
  LatencyMonitor latencyMonitor();

  /// What the node's memory is used for.
  MemoryFigures memory();

  /// Gives back at once what memory is held and not used.
  void releaseMemory();

  /// True when the default user has a password.
  boolean hasDefaultPassword();

  /// True when there is a user of that name.
  boolean knowsUser(String name);

  /// True when the client's user may make the call.
  boolean allows(Client client, Command command, List<Bytes> words);

  /// True when `sanitize-dump-payload` wants payloads of that client to be looked through.
  default boolean sanitizes(Client client) {
    return false;
  }

  /// Counts packed values, and nodes of such, that were looked through.
  default void sanitized(long packs) {}

  /// So many hexadecimal digits that nobody can guess.
  String secret(int digits);

  /// The version of redis-server whose behaviour this node has.
  String version();

  /// Runs the commands that other commands call.
  NestedCalls nestedCalls();

  /// Called every so often by a command that may run for long. True when the node is to end, and
  /// the command with it.
  ///
  /// @param refusal once the command has run for too long, what other clients get, who are then
  ///   served: they may only call what is meant for such times
  boolean serveOthers(@Nullable CommandError refusal);

  /// What commands are refused with while one runs for too long; null when none does.
  @Nullable CommandError busy();

  /// Writes a line to the node's log at one of the levels `debug`, `verbose`, `notice`, `warning`.
  void log(String level, String message);

  /// Writes bytes to the log up to the first 0, whatever they are and however many: other lines are
  /// text, and cut after [#LONGEST_LINE] bytes.
  default void logBytes(String level, byte[] message) {
    log(level, new String(message, StandardCharsets.UTF_8));
  }

  /// Notes in the log that a command failed by a fault of ours, or for want of memory.
  void fault(Throwable fault);

  /// True while the node follows a primary.
  boolean isReplica();

  /// @throws CommandError when the data may be old and is not to be seen then
  void requireFreshData();

  /// Ends the node soon after the command, or later, if replicas have to get the last changes
  /// first: then false.
  ///
  /// @throws CommandError when the data cannot be saved, and the node goes on
  boolean shutDown(Shutdown how);

  /// True while replicas have to get the last changes before the node ends.
  boolean isEnding();

  /// Has the node not end after all; false when it was not about to.
  boolean abortShutdown();

  /// Makes all data go from the disk, too, if it is saved there now and then; false if it is not.
  boolean saveEmptied();

  /// A parameter, named as somebody typed it, and its new value.
  record Setting(String name, String value) {}

  /// The node's parameters.
  interface Settings {
    /// True when nobody may see in a log what the parameter is set to.
    boolean isSecret(String name);

    /// The value of a parameter as CONFIG GET shows it, or null when there is none of that name.
    @Nullable String get(String name);

    /// All parameters that patterns find, with their values, in the order of CONFIG GET.
    Map<String, String> all();

    /// True when replies are to have the fields that later versions put into them, too.
    boolean hasLaterFields();

    /// Sets all the given parameters or, when one is refused, none.
    ///
    /// @param fromHere whether a client on this machine asks, who may be allowed more
    /// @throws CommandError for a parameter that is unknown, fixed, given twice or out of range
    void set(List<Setting> changes, boolean fromHere);

    /// Writes the parameters that differ from their defaults to the configuration file.
    ///
    /// @param everything whether to write those that do not, too
    /// @throws CommandError when there is no file or it cannot be written
    void rewrite(boolean everything);
  }
}
