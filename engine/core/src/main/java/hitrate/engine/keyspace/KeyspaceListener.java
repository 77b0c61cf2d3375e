package hitrate.engine.keyspace;

import hitrate.engine.bytes.Bytes;

/// Is told what happens to keys. All calls come on the node's thread; a listener must not change
/// the keyspace.
public interface KeyspaceListener {
  /// A key was removed because its time had come.
  void expired(int database, Bytes key);

  /// A key was removed to make room.
  void evicted(int database, Bytes key);

  /// A command did something to a key, for instance `set`, `del` or `expire`.
  void changed(int database, String event, Bytes key);

  /// A read found its key.
  void hit(int database, Bytes key);

  /// A read did not find its key.
  void missed(int database, Bytes key);
}
