package hitrate.engine.command;

/// Properties of a command that the dispatcher acts on and COMMAND INFO reports, in the order in
/// which the real server lists them.
public enum CommandFlag {
  WRITE,
  READONLY,
  DENYOOM,
  MODULE,
  ADMIN,
  PUBSUB,
  NOSCRIPT,
  BLOCKING,
  LOADING,
  STALE,
  SKIP_MONITOR,
  SKIP_SLOWLOG,
  ASKING,
  FAST,
  NO_AUTH,
  /// Is no write, and yet replicas may have to do the same: never shown.
  MAY_REPLICATE,
  NO_MANDATORY_KEYS,
  NO_ASYNC_LOADING,
  NO_MULTI,
  MOVABLEKEYS,
  ALLOW_BUSY;

  /// True for a flag that COMMAND INFO shows.
  public boolean isShown() {
    return this != MAY_REPLICATE;
  }

  /// The flag's name on the wire.
  public String wireName() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
