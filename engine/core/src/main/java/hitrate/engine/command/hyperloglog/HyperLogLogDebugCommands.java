package hitrate.engine.command.hyperloglog;

import static hitrate.engine.command.Category.HYPERLOGLOG;
import static hitrate.engine.command.CommandFlag.ADMIN;
import static hitrate.engine.command.CommandFlag.DENYOOM;
import static hitrate.engine.command.CommandFlag.WRITE;
import static hitrate.engine.command.KeySpec.Flag.ACCESS;
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
import hitrate.engine.struct.DenseRegisters;
import hitrate.engine.struct.HyperLogLog;
import java.util.List;

/// PFDEBUG, which shows what is inside, and PFSELFTEST.
public final class HyperLogLogDebugCommands {
  private final HyperLogLogs values = new HyperLogLogs();

  private HyperLogLogDebugCommands() {}

  /// Both commands' declarations.
  public static List<Command> commands() {
    var family = new HyperLogLogDebugCommands();
    return List.of(
        Command.named("pfdebug")
            .arity(3)
            .flags(WRITE, DENYOOM, ADMIN)
            .categories(HYPERLOGLOG)
            .keys(KeySpec.key(2, RW, ACCESS))
            .runs(family::debug),
        Command.named("pfselftest")
            .arity(1)
            .flags(ADMIN)
            .categories(HYPERLOGLOG)
            .runs(HyperLogLogDebugCommands::selfTest));
  }

  private Effect debug(Args args, Execution x) {
    Database database = x.database();
    Key key = args.key(2);
    long entry = database.modify(key);
    if (entry == 0) {
      throw CommandError.of("ERR The specified key does not exist");
    }
    HyperLogLogs.require(database, entry);
    HyperLogLogs.makeRaw(database, entry);
    boolean dense = HyperLogLogs.isDense(database, entry);
    if (args.is(1, "GETREG")) {
      if (!dense) {
        entry = values.makeDense(key, entry, database);
      }
      replyWithRegisters(entry, x);
      return dense ? Effect.NONE : Effect.VERBATIM;
    } else if (args.is(1, "TODENSE")) {
      if (!dense) {
        values.makeDense(key, entry, database);
      }
      x.reply().integer(dense ? 0 : 1);
      return dense ? Effect.NONE : Effect.VERBATIM;
    } else if (args.is(1, "ENCODING")) {
      x.reply().simple(dense ? "dense" : "sparse");
    } else if (args.is(1, "DECODE")) {
      if (dense) {
        throw CommandError.of("ERR HLL encoding is not sparse");
      }
      x.reply().bulk(values.load(database, entry).describe());
    } else {
      throw CommandError.of("ERR Unknown PFDEBUG subcommand '" + args.visibleText(1) + "'");
    }
    return Effect.NONE;
  }

  private static void replyWithRegisters(long entry, Execution x) {
    Region region = x.database().region();
    long at = Entry.valueAt(region, entry);
    x.reply().array(HyperLogLog.REGISTERS);
    for (int i = 0; i < HyperLogLog.REGISTERS; i++) {
      x.reply().integer(DenseRegisters.get(region, at, i));
    }
  }

  private static Effect selfTest(Args args, Execution x) {
    new SelfTest(x.keyspace()).run();
    x.reply().ok();
    return Effect.NONE;
  }
}
