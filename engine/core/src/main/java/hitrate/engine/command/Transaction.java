package hitrate.engine.command;

import hitrate.engine.keyspace.Key;

/// One client's transaction: the commands that it queues between MULTI and EXEC, and the keys whose
/// change would forbid to run them.
public interface Transaction {
  /// Begins to queue.
  ///
  /// @throws CommandError when it has begun already
  void begin();

  /// Forgets what is queued and watched.
  ///
  /// @throws CommandError when nothing was begun
  void discard();

  /// Runs what is queued and writes the replies, or the reason why it does not.
  ///
  /// @throws CommandError when nothing was begun or a command could not be queued
  void execute(Execution x);

  /// True while what was queued runs: then no command may keep the client waiting.
  boolean isRunning();

  /// Forbids the next EXEC should this key of the selected database change until then.
  ///
  /// @throws CommandError when queueing has begun
  void watch(Key key);

  /// Forgets all watched keys, and that one of them has changed.
  void unwatch();
}
