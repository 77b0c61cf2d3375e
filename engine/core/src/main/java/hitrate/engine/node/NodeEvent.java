package hitrate.engine.node;

import hitrate.engine.bytes.Bytes;

/// Something that happened in a node, for live views and tests.
public sealed interface NodeEvent {
  /// A read found its key.
  record Hit(int database, Bytes key) implements NodeEvent {}

  /// A read did not find its key.
  record Miss(int database, Bytes key) implements NodeEvent {}

  /// A key was removed because its time had come.
  record Expired(int database, Bytes key) implements NodeEvent {}

  /// A key was removed to make room.
  record Evicted(int database, Bytes key) implements NodeEvent {}

  /// A command changed a key; `what` is its event name, such as `set`, `del` or `expire`.
  record Changed(int database, String what, Bytes key) implements NodeEvent {}
}
