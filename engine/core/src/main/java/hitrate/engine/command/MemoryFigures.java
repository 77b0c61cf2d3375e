package hitrate.engine.command;

/// What a node's memory is used for, in bytes.
///
/// @param used by keys, their index and what there is beside them
/// @param peak the most that was ever used
/// @param startup used before there was any key
/// @param index the tables from keys to entries
/// @param beside what is used for other than keys
/// @param held used, and what the slab has of the machine's memory beyond what it uses
/// @param resident what the system counts as the process's, the JVM itself included
/// @param keys their number
public record MemoryFigures(
    long used,
    long peak,
    long startup,
    long index,
    Beside beside,
    long held,
    long resident,
    long keys) {

  /// What a node keeps beside its keys, in bytes.
  ///
  /// @param history the end of what replicas were sent, for those that come back
  /// @param replicas what they have not taken yet
  /// @param clients what the others have sent, and not yet taken
  /// @param appendOnlyFile what is on its way to that file
  /// @param scripts the scripts that are known
  /// @param libraries the libraries of functions
  public record Beside(
      long history,
      long replicas,
      long clients,
      long appendOnlyFile,
      long scripts,
      long libraries) {
    public static final Beside NOTHING = new Beside(0, 0, 0, 0, 0, 0);

    public long sum() {
      return history + replicas + clients + appendOnlyFile + scripts + libraries;
    }

    /// What no key has to go for: an eviction adds to it, so that one would lead to the next.
    public long spared() {
      return replicas + appendOnlyFile;
    }
  }

  /// What is not keys and values.
  public long overhead() {
    return startup + index + beside.sum();
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
