package hitrate.engine.command.hyperloglog;

import static hitrate.engine.command.Category.HYPERLOGLOG;
import static hitrate.engine.command.CommandFlag.DENYOOM;
import static hitrate.engine.command.CommandFlag.FAST;
import static hitrate.engine.command.CommandFlag.MAY_REPLICATE;
import static hitrate.engine.command.CommandFlag.READONLY;
import static hitrate.engine.command.CommandFlag.WRITE;
import static hitrate.engine.command.KeySpec.Flag.ACCESS;
import static hitrate.engine.command.KeySpec.Flag.INSERT;
import static hitrate.engine.command.KeySpec.Flag.RO;
import static hitrate.engine.command.KeySpec.Flag.RW;

import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.KeySpec;
import hitrate.engine.keyspace.Database;
import hitrate.engine.keyspace.Entry;
import hitrate.engine.keyspace.Key;
import hitrate.engine.memory.Region;
import hitrate.engine.struct.CardinalityEstimate;
import hitrate.engine.struct.DenseRegisters;
import hitrate.engine.struct.HyperLogLog;
import hitrate.engine.struct.SparseRegisters;
import hitrate.engine.struct.SparseRegisters.Outcome;
import java.util.List;

/// PFADD, PFCOUNT, PFMERGE.
public final class HyperLogLogCommands {
  private static final int RANKS = 64;

  private final HyperLogLogs values = new HyperLogLogs();

  private HyperLogLogCommands() {}

  /// The family's table.
  public static List<Command> commands() {
    var family = new HyperLogLogCommands();
    return List.of(
        Command.named("pfadd")
            .arity(-2)
            .flags(WRITE, DENYOOM, FAST)
            .categories(HYPERLOGLOG)
            .keys(KeySpec.key(1, RW, INSERT))
            .runs(family::add),
        Command.named("pfcount")
            .arity(-2)
            .flags(READONLY, MAY_REPLICATE)
            .categories(HYPERLOGLOG)
            .keys(
                KeySpec.from(1, 1, RW, ACCESS)
                    .noting(
                        "RW because it may change the internal representation of the key, and"
                            + " propagate to replicas"))
            .runs(family::count),
        Command.named("pfmerge")
            .arity(-2)
            .flags(WRITE, DENYOOM)
            .categories(HYPERLOGLOG)
            .keys(KeySpec.key(1, RW, ACCESS, INSERT), KeySpec.from(2, 1, RO, ACCESS))
            .runs(family::merge));
  }

  private Effect add(Args args, Execution x) {
    Database database = x.database();
    Region region = database.region();
    Key key = args.key(1);
    long entry = database.modify(key);
    int changes = entry == 0 ? 1 : 0;
    if (entry == 0) {
      entry = values.create(key, database);
    } else {
      HyperLogLogs.require(database, entry);
      HyperLogLogs.makeRaw(database, entry);
    }
    int word = 2;
    if (!HyperLogLogs.isDense(database, entry)) {
      SparseRegisters sparse = values.load(database, entry);
      Outcome outcome = Outcome.SAME;
      int raised = 0;
      long limit = HyperLogLogs.sparseLimit(x);
      for (; word < args.count(); word++) {
        long hash = hash(args, word);
        outcome = sparse.raise(HyperLogLog.index(hash), HyperLogLog.rank(hash), limit);
        if (outcome == Outcome.FULL || outcome == Outcome.CORRUPTED) {
          break;
        }
        raised += outcome == Outcome.CHANGED ? 1 : 0;
      }
      if (raised > 0) {
        entry = values.store(key, entry, database);
        changes += raised;
      }
      if (outcome == Outcome.CORRUPTED) {
        throw CommandError.CORRUPTED_HYPERLOGLOG;
      } else if (outcome == Outcome.FULL) {
        entry = values.makeDense(key, entry, database);
      }
    }
    long at = Entry.valueAt(region, entry);
    for (; word < args.count(); word++) {
      long hash = hash(args, word);
      int index = HyperLogLog.index(hash);
      changes += DenseRegisters.raise(region, at, index, HyperLogLog.rank(hash)) ? 1 : 0;
    }
    if (changes == 0) {
      x.reply().integer(0);
      return Effect.NONE;
    }
    HyperLogLog.outdate(region, at);
    x.changed("pfadd", key);
    x.counts(changes);
    x.reply().integer(1);
    return Effect.VERBATIM;
  }

  private static long hash(Args args, int word) {
    return HyperLogLog.hash(args.array(), args.start(word), args.length(word));
  }

  private Effect count(Args args, Execution x) {
    if (args.count() > 2) {
      x.reply().integer(countUnion(args, x));
      return Effect.NONE;
    }
    Database database = x.database();
    Key key = args.key(1);
    long entry = database.read(key);
    if (entry == 0) {
      x.reply().integer(0);
      return Effect.NONE;
    }
    HyperLogLogs.require(database, entry);
    HyperLogLogs.makeRaw(database, entry);
    Region region = database.region();
    long at = Entry.valueAt(region, entry);
    if (HyperLogLog.hasEstimate(region, at)) {
      x.reply().integer(HyperLogLog.estimate(region, at));
      return Effect.NONE;
    }
    var counts = new int[RANKS];
    if (HyperLogLogs.isDense(database, entry)) {
      DenseRegisters.count(region, at, counts);
    } else if (!values.load(database, entry).count(counts)) {
      throw CommandError.CORRUPTED_HYPERLOGLOG;
    }
    long estimate = CardinalityEstimate.of(counts);
    database.beforeChange(entry);
    HyperLogLog.estimate(region, at, estimate);
    x.reply().integer(estimate);
    return Effect.VERBATIM;
  }

  private long countUnion(Args args, Execution x) {
    Database database = x.database();
    byte[] union = values.noRegisters();
    for (int i = 1; i < args.count(); i++) {
      long entry = database.read(args.passingKey(i));
      if (entry != 0) {
        HyperLogLogs.require(database, entry);
        values.mergeInto(union, database, entry);
      }
    }
    var counts = new int[RANKS];
    for (byte rank : union) {
      counts[rank]++;
    }
    return CardinalityEstimate.of(counts);
  }

  /// Merges the keys and the destination into the destination, which is dense if one of them is.
  private Effect merge(Args args, Execution x) {
    Database database = x.database();
    byte[] union = values.noRegisters();
    boolean dense = false;
    for (int i = 1; i < args.count(); i++) {
      long entry = database.read(args.passingKey(i));
      if (entry != 0) {
        HyperLogLogs.require(database, entry);
        dense |= HyperLogLogs.isDense(database, entry);
        values.mergeInto(union, database, entry);
      }
    }
    Key key = args.key(1);
    long entry = database.modify(key);
    if (entry == 0) {
      entry = values.create(key, database);
    } else {
      HyperLogLogs.makeRaw(database, entry);
    }
    Region region = database.region();
    if (HyperLogLogs.isDense(database, entry)) {
      DenseRegisters.write(region, Entry.valueAt(region, entry), union);
    } else if (dense) {
      entry = HyperLogLogs.makeDense(key, entry, union, database);
    } else {
      entry = mergeSparse(key, entry, union, x);
    }
    HyperLogLog.outdate(region, Entry.valueAt(region, entry));
    x.changed("pfadd", key);
    x.reply().ok();
    return Effect.VERBATIM;
  }

  private long mergeSparse(Key key, long entry, byte[] union, Execution x) {
    SparseRegisters sparse = values.load(x.database(), entry);
    long limit = HyperLogLogs.sparseLimit(x);
    for (int i = 0; i < union.length; i++) {
      if (union[i] != 0 && sparse.raise(i, union[i], limit) == Outcome.FULL) {
        return HyperLogLogs.makeDense(key, entry, union, x.database());
      }
    }
    return values.store(key, entry, x.database());
  }
}
