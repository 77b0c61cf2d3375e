package hitrate.engine.command.hyperloglog;

import hitrate.engine.command.CommandError;
import hitrate.engine.command.Execution;
import hitrate.engine.command.string.StringCommands;
import hitrate.engine.keyspace.Database;
import hitrate.engine.keyspace.Entry;
import hitrate.engine.keyspace.Key;
import hitrate.engine.keyspace.Kind;
import hitrate.engine.memory.Region;
import hitrate.engine.struct.DenseRegisters;
import hitrate.engine.struct.HyperLogLog;
import hitrate.engine.struct.SparseRegisters;
import java.util.Arrays;

/// What the commands of the family share: how a [HyperLogLog] is found in an entry and put back.
/// One object per node, as it holds the scratch objects.
final class HyperLogLogs {
  private static final long SPARSE_LIMIT = 3000;

  private final SparseRegisters sparse = new SparseRegisters();
  private final byte[] registers = new byte[HyperLogLog.REGISTERS];

  /// The scratch for a sparse one.
  SparseRegisters sparse() {
    return sparse;
  }

  /// A scratch of all registers, a byte each, all 0.
  byte[] noRegisters() {
    Arrays.fill(registers, (byte) 0);
    return registers;
  }

  /// Refuses an entry that is none.
  static void require(Database database, long entry) {
    StringCommands.requireString(database, entry);
    Region region = database.region();
    long at = Entry.valueAt(region, entry);
    if (!HyperLogLog.isOne(region, at, Entry.valueLength(region, entry))) {
      throw CommandError.NOT_A_HYPERLOGLOG;
    }
  }

  /// Makes an entry that a client wrote raw, as every command that may change it does.
  static void makeRaw(Database database, long entry) {
    if (Entry.kind(database.region(), entry) != Kind.STRING_RAW) {
      database.setKind(entry, Kind.STRING_RAW);
    }
  }

  /// A new, empty, sparse one under `key`.
  long create(Key key, Database database) {
    sparse.clear();
    database.put(key, Kind.STRING_RAW, sparse.array(), 0, sparse.length(), Entry.NO_EXPIRY);
    return database.find(key);
  }

  static boolean isDense(Database database, long entry) {
    return HyperLogLog.isDense(database.region(), Entry.valueAt(database.region(), entry));
  }

  /// Loads a sparse one into the scratch.
  SparseRegisters load(Database database, long entry) {
    Region region = database.region();
    sparse.load(region, Entry.valueAt(region, entry), Entry.valueLength(region, entry));
    return sparse;
  }

  /// Stores the scratch; answers the entry.
  long store(Key key, long entry, Database database) {
    Region region = database.region();
    long stored = entry;
    if (Entry.valueLength(region, entry) != sparse.length()) {
      stored = database.resize(key, entry, Kind.STRING_RAW, sparse.length());
    }
    region.write(Entry.valueAt(region, stored), sparse.array(), 0, sparse.length());
    return stored;
  }

  /// Makes a sparse one dense, with the given registers; answers the entry.
  static long makeDense(Key key, long entry, byte[] allRegisters, Database database) {
    long dense = database.resize(key, entry, Kind.STRING_RAW, HyperLogLog.DENSE_LENGTH);
    Region region = database.region();
    long at = Entry.valueAt(region, dense);
    HyperLogLog.markDense(region, at);
    DenseRegisters.write(region, at, allRegisters);
    return dense;
  }

  /// Makes a sparse one dense; answers the entry.
  ///
  /// @throws CommandError when it is corrupted
  long makeDense(Key key, long entry, Database database) {
    byte[] all = noRegisters();
    if (!load(database, entry).mergeInto(all)) {
      throw CommandError.CORRUPTED_HYPERLOGLOG;
    }
    return makeDense(key, entry, all, database);
  }

  /// Raises each of `all` to the register of an entry where that is higher.
  ///
  /// @throws CommandError when it is corrupted
  void mergeInto(byte[] all, Database database, long entry) {
    if (isDense(database, entry)) {
      Region region = database.region();
      DenseRegisters.mergeInto(region, Entry.valueAt(region, entry), all);
    } else if (!load(database, entry).mergeInto(all)) {
      throw CommandError.CORRUPTED_HYPERLOGLOG;
    }
  }

  /// The most bytes that a sparse one may have (`hll-sparse-max-bytes`).
  static long sparseLimit(Execution x) {
    String value = x.server().settings().get("hll-sparse-max-bytes");
    return value == null ? SPARSE_LIMIT : Long.parseLong(value);
  }
}
