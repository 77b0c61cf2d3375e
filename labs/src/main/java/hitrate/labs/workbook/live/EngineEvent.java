package hitrate.labs.workbook.live;

/// Something that happened to a key of database 0.
///
/// `name` is the engine's own word for a change (`set`, `expire`, `del`, `incrby`), as in keyspace
/// notifications.
public record EngineEvent(Kind kind, String name, String key, long atMillis) {
  /// The kinds that the page tells apart.
  public enum Kind {
    /// A read found its key.
    HIT,
    /// A read did not find its key.
    MISS,
    /// A command changed the key.
    CHANGED,
    /// The key's lifetime was over.
    EXPIRED,
    /// The key had to go to free memory.
    EVICTED
  }
}
