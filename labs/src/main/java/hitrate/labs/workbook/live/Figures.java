package hitrate.labs.workbook.live;

/// The counters of an engine at one moment, since its start or the last `CONFIG RESETSTAT`.
///
/// `usedMemory` is in bytes, `opsPerSecond` the recent rate of commands.
public record Figures(
    long hits,
    long misses,
    long keys,
    long usedMemory,
    long expired,
    long evicted,
    int clients,
    long opsPerSecond) {}
