package hitrate.engine.command;

/// Why requests are put off. Each reason begins and ends for itself.
public enum PauseReason {
  /// CLIENT PAUSE.
  CLIENT,
  /// The node is about to end and its replicas are to get what they have not got yet.
  SHUTDOWN,
  /// A replica is to take the node's place.
  FAILOVER
}
