package hitrate.engine.command.server;

import static hitrate.engine.command.CommandFlag.READONLY;
import static hitrate.engine.command.KeySpec.Flag.RO;

import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.HelpText;
import hitrate.engine.command.KeySpec;
import hitrate.engine.command.MemoryFigures;
import hitrate.engine.keyspace.Database;
import hitrate.engine.keyspace.Keyspace;
import hitrate.engine.memory.Slab;
import hitrate.engine.resp.ReplyWriter;
import java.util.ArrayList;
import java.util.List;

/// MEMORY: what the node's memory is used for.
public final class MemoryCommand {
  private static final long ENOUGH_TO_JUDGE = 5 * 1024 * 1024;
  private static final double HIGH_PEAK_PERCENT = 100 / 1.5;
  private static final double HIGH_FRAGMENTATION = 1.4;
  private static final long WORTH_A_WORD = 10 * 1024 * 1024;

  private static final String TOO_LITTLE =
      "Hi Sam, this instance is empty or is using very little memory, my issues detector can't be"
          + " used in these conditions. Please, leave for your mission on Earth and fill it with"
          + " some data. The new Sam and I will be back to our programming as soon as I finished"
          + " rebooting.\n";
  private static final String NO_ISSUE =
      "Hi Sam, I can't find any memory issue in your instance. I can only account for what occurs"
          + " on this base.\n";
  private static final String ISSUES =
      "Sam, I detected a few issues in this Redis instance memory implants:\n\n";
  private static final String HIGH_PEAK =
      " * Peak memory: this instance once used more than 150% of the memory that it uses now. The"
          + " slab gives empty runs back to the system by and by; MEMORY PURGE does it at"
          + " once.\n\n";
  private static final String FRAGMENTED =
      " * Fragmentation: the slab holds more than 1.4 times the memory that is in use, because its"
          + " runs are partly empty. Entries are moved together in the background while the node is"
          + " not busy.\n\n";
  private static final String CLOSING = "I'm here to keep you safe, Sam. I want to help you.\n";

  private MemoryCommand() {}

  /// The command's declaration.
  public static Command command() {
    return Command.named("memory")
        .arity(-2)
        .holds(
            Command.named("usage")
                .arity(-3)
                .flags(READONLY)
                .keys(KeySpec.key(2, RO))
                .sub(MemoryCommand::usage),
            reporting("doctor").sub(MemoryCommand::doctor),
            reporting("stats").sub(MemoryCommand::statistics),
            reporting("malloc-stats").sub(MemoryCommand::slabReport),
            Command.named("purge")
                .arity(2)
                .tips("request_policy:all_shards", "response_policy:all_succeeded")
                .sub(MemoryCommand::purge),
            HelpText.subcommand("memory"));
  }

  private static Command.Builder reporting(String name) {
    return Command.named(name)
        .arity(2)
        .tips("nondeterministic_output", "request_policy:all_shards", "response_policy:special");
  }

  /// Values count their bytes themselves, so that nothing needs to be sampled.
  private static Effect usage(Args args, Execution x) {
    for (int i = 3; i < args.count(); i += 2) {
      if (!args.is(i, "SAMPLES") || i + 1 == args.count() || args.longAt(i + 1) < 0) {
        throw CommandError.SYNTAX;
      }
    }
    Database database = x.database();
    long entry = database.findEvenExpired(args.key(2));
    if (entry == 0) {
      x.reply().nil();
    } else {
      x.reply().integer(database.bytesOf(entry));
    }
    return Effect.NONE;
  }

  private static Effect doctor(Args args, Execution x) {
    MemoryFigures memory = x.server().memory();
    String text;
    if (memory.used() < ENOUGH_TO_JUDGE) {
      text = TOO_LITTLE;
    } else {
      List<String> issues = new ArrayList<>();
      if (memory.peakPercent() < HIGH_PEAK_PERCENT) {
        issues.add(HIGH_PEAK);
      }
      if (memory.fragmentation() > HIGH_FRAGMENTATION
          && memory.held() - memory.used() > WORTH_A_WORD) {
        issues.add(FRAGMENTED);
      }
      text = issues.isEmpty() ? NO_ISSUE : ISSUES + String.join("", issues) + CLOSING;
    }
    x.reply().verbatim("txt", text);
    return Effect.NONE;
  }

  private static Effect purge(Args args, Execution x) {
    while (x.keyspace().slab().trim()) {
      // in steps of 4 MB
    }
    x.server().releaseMemory();
    x.reply().ok();
    return Effect.NONE;
  }

  private static Effect slabReport(Args args, Execution x) {
    Slab slab = x.keyspace().slab();
    x.reply()
        .verbatim(
            "txt",
            """
            Slab of runs of %d bytes
            Bytes in live pieces: %d
            Bytes of runs held:   %d
            Large values on heap: %d
            """
                .formatted(
                    Slab.RUN_BYTES,
                    slab.usedBytes(),
                    slab.heldBytes(),
                    x.keyspace().largeValueBytes()));
    return Effect.NONE;
  }

  private static Effect statistics(Args args, Execution x) {
    MemoryFigures memory = x.server().memory();
    List<Database> filled = filled(x.keyspace());
    ReplyWriter reply = x.reply();
    reply.map(27 + filled.size());
    number(reply, "peak.allocated", memory.peak());
    number(reply, "total.allocated", memory.used());
    number(reply, "startup.allocated", memory.startup());
    beside(reply, memory.beside());
    for (Database database : filled) {
      reply.bulk("db." + database.index());
      reply.map(3);
      number(reply, "overhead.hashtable.main", database.indexBytes());
      number(reply, "overhead.hashtable.expires", 0);
      number(reply, "overhead.hashtable.slot-to-keys", 0);
    }
    number(reply, "overhead.total", memory.overhead());
    number(reply, "keys.count", memory.keys());
    number(
        reply,
        "keys.bytes-per-key",
        memory.keys() == 0 ? 0 : (memory.used() - memory.startup()) / memory.keys());
    number(reply, "dataset.bytes", memory.dataset());
    share(reply, "dataset.percentage", memory.datasetPercent());
    share(reply, "peak.percentage", memory.peakPercent());
    number(reply, "allocator.allocated", memory.used());
    number(reply, "allocator.active", memory.held());
    number(reply, "allocator.resident", memory.held());
    share(reply, "allocator-fragmentation.ratio", memory.fragmentation());
    number(reply, "allocator-fragmentation.bytes", memory.held() - memory.used());
    share(reply, "allocator-rss.ratio", 1);
    number(reply, "allocator-rss.bytes", 0);
    share(reply, "rss-overhead.ratio", memory.overheadRatio());
    number(reply, "rss-overhead.bytes", memory.resident() - memory.held());
    share(reply, "fragmentation", memory.totalFragmentation());
    number(reply, "fragmentation.bytes", memory.resident() - memory.used());
    return Effect.NONE;
  }

  private static void beside(ReplyWriter reply, MemoryFigures.Beside beside) {
    number(reply, "replication.backlog", beside.history());
    number(reply, "clients.slaves", beside.replicas());
    number(reply, "clients.normal", beside.clients());
    number(reply, "cluster.links", 0);
    number(reply, "aof.buffer", beside.appendOnlyFile());
    number(reply, "lua.caches", beside.scripts());
    number(reply, "functions.caches", beside.libraries());
  }

  private static List<Database> filled(Keyspace keyspace) {
    var filled = new ArrayList<Database>();
    for (int i = 0; i < keyspace.databaseCount(); i++) {
      if (keyspace.database(i).size() > 0) {
        filled.add(keyspace.database(i));
      }
    }
    return filled;
  }

  private static void number(ReplyWriter reply, String name, long value) {
    reply.bulk(name);
    reply.integer(value);
  }

  private static void share(ReplyWriter reply, String name, double value) {
    reply.bulk(name);
    reply.real((float) value); // as precise as the real server's, which keeps it so
  }
}
