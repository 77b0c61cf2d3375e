package hitrate.engine.command;

/// What a node's memory is used for, in bytes.
///
/// @param used by keys, index and clients' buffers
/// @param peak the most that was ever used
/// @param startup used before there was any key
/// @param index the tables from keys to entries
/// @param clients what clients have sent and not yet taken
/// @param scripts texts of cached scripts
/// @param held all that the slab and large values have of the machine's memory
/// @param resident what the system counts as the process's, the JVM itself included
/// @param keys their number
public record MemoryFigures(
    long used,
    long peak,
    long startup,
    long index,
    long clients,
    long scripts,
    long held,
    long resident,
    long keys) {

  /// What is not keys and values.
  public long overhead() {
    return startup + index + clients + scripts;
  }

  /// What keys and values take.
  public long dataset() {
    return Math.max(used - overhead(), 0);
  }

  /// The share of keys and values in what came since the start.
  public double datasetPercent() {
    return used <= startup ? 0 : dataset() * 100.0 / (used - startup);
  }

  public double peakPercent() {
    return percent(used, peak);
  }

  /// How much more the slab holds than is used.
  public double fragmentation() {
    return ratio(held, used);
  }

  /// How much more the process has than the slab holds.
  public double overheadRatio() {
    return ratio(resident, held);
  }

  /// How much more the process has than is used.
  public double totalFragmentation() {
    return ratio(resident, used);
  }

  private static double percent(long part, long whole) {
    return whole == 0 ? 0 : part * 100.0 / whole;
  }

  private static double ratio(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
