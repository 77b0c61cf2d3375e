package hitrate.engine.node;

/// A node's figures at one moment.
///
/// @param hits reads that found their key
/// @param misses reads that did not
/// @param keys keys in all databases
/// @param usedMemory bytes of entries and index, what INFO shows as `used_memory`
/// @param evicted keys removed to make room
/// @param expired keys removed because their time had come
/// @param connectedClients open connections
/// @param commandsProcessed commands run since the start
/// @param opsPerSecond commands per second lately
public record NodeStats(
    long hits,
    long misses,
    long keys,
    long usedMemory,
    long evicted,
    long expired,
    int connectedClients,
    long commandsProcessed,
    long opsPerSecond) {

  /// Hits of all reads, 0 to 1; 0 when there were none.
  public double hitRate() {
    long reads = hits + misses;
    return reads == 0 ? 0 : (double) hits / reads;
  }
}
