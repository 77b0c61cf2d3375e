package hitrate.engine.keyspace;

/// Hears of changes before the command that makes them has ended; what the node itself needs, where
/// a [KeyspaceListener] is for onlookers. Must not change the keyspace.
public interface KeyspaceObserver {
  /// Something was done to a key, for instance `set`, `del` or `expired`; the key is only good
  /// during the call.
  void changed(int database, String event, Key key);

  /// The same, where those who watch the key or keep it in a cache have heard of a change already.
  void announced(int database, String event, Key key);

  /// A key has come into being, with a value of that [Kind]; not readable yet.
  void created(int database, int kind, Key key);

  /// A stream is about to leave its key: it is removed, replaced by something else or moved.
  void streamLeaves(int database, Key key);

  /// A read did not find its key.
  void missed(int database, Key key);

  /// All keys of a database are about to go.
  void emptying(Database database);

  /// One or all databases were emptied because somebody asked for it.
  void flushed();

  /// Two databases are about to exchange their keys.
  void swapping(Database one, Database other);
}
