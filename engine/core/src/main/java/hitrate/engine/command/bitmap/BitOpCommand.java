package hitrate.engine.command.bitmap;

import static hitrate.engine.command.Category.BITMAP;
import static hitrate.engine.command.CommandFlag.DENYOOM;
import static hitrate.engine.command.CommandFlag.WRITE;
import static hitrate.engine.command.KeySpec.Flag.ACCESS;
import static hitrate.engine.command.KeySpec.Flag.OW;
import static hitrate.engine.command.KeySpec.Flag.RO;
import static hitrate.engine.command.KeySpec.Flag.UPDATE;

import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.KeySpec;
import hitrate.engine.keyspace.Database;
import hitrate.engine.keyspace.Entry;
import hitrate.engine.keyspace.Key;
import hitrate.engine.keyspace.Kind;
import hitrate.engine.memory.Region;
import java.util.Arrays;

/// BITOP: combines strings bit by bit; the shorter ones end in zeros.
public final class BitOpCommand {
  private static final int DESTINATION = 2;
  private static final int FIRST_SOURCE = 3;

  /// Bytes that are combined at a time. A piece of every source is read before that of the result
  /// is written, so that the destination may be a source; and pieces stay in the nearest cache.
  private static final int PIECE = 8192;

  private BitOpCommand() {}

  private enum Operation {
    AND,
    OR,
    XOR,
    NOT;

    static Operation of(Args args) {
      for (Operation operation : values()) {
        if (args.is(1, operation.name())) {
          return operation;
        }
      }
      throw CommandError.SYNTAX;
    }

    /// Combines `count` bytes. These plain loops become vector instructions.
    void apply(byte[] result, byte[] other, int count) {
      switch (this) {
        case AND -> {
          for (int i = 0; i < count; i++) {
            result[i] &= other[i];
          }
        }
        case OR -> {
          for (int i = 0; i < count; i++) {
            result[i] |= other[i];
          }
        }
        case XOR -> {
          for (int i = 0; i < count; i++) {
            result[i] ^= other[i];
          }
        }
        case NOT -> {
          for (int i = 0; i < count; i++) {
            result[i] = (byte) ~other[i];
          }
        }
      }
    }
  }

  /// The command's declaration.
  public static Command command() {
    return Command.named("bitop")
        .arity(-4)
        .flags(WRITE, DENYOOM)
        .categories(BITMAP)
        .keys(KeySpec.key(DESTINATION, OW, UPDATE), KeySpec.from(FIRST_SOURCE, 1, RO, ACCESS))
        .parses(BitOpCommand::parse)
        .runs(BitOpCommand::run);
  }

  private static Operation parse(Args args) {
    Operation operation = Operation.of(args);
    if (operation == Operation.NOT && args.count() != FIRST_SOURCE + 1) {
      throw CommandError.of("ERR BITOP NOT must be called with a single source key.");
    }
    return operation;
  }

  private static Effect run(Operation operation, Args args, Execution x) {
    Database database = x.database();
    Key destination = args.key(DESTINATION);
    int longest = 0;
    boolean isSource = false;
    for (int i = FIRST_SOURCE; i < args.count(); i++) {
      Key source = args.passingKey(i);
      long entry = BitStrings.read(source, x);
      if (entry != 0) {
        longest = Math.max(longest, Entry.valueLength(database.region(), entry));
        isSource |= source.sameAs(destination);
      }
    }
    boolean changes = true;
    if (longest > 0) {
      long target = makeRoom(destination, isSource, longest, database);
      combine(operation, args, database, target, longest);
      x.changed("set", destination);
    } else if (database.deleteEvenExpired(destination)) {
      x.changed("del", destination);
    } else {
      changes = false;
    }
    x.reply().integer(longest);
    return changes ? Effect.VERBATIM : Effect.NONE;
  }

  /// The destination's entry with `length` bytes, which for now are what they were if it is a
  /// source.
  private static long makeRoom(Key destination, boolean isSource, int length, Database database) {
    if (isSource) {
      database.setExpiry(destination, database.find(destination), Entry.NO_EXPIRY);
    } else {
      database.put(destination, Kind.STRING_RAW, destination.array(), 0, 0, Entry.NO_EXPIRY);
    }
    return database.resize(destination, database.find(destination), Kind.STRING_RAW, length);
  }

  private static void combine(
      Operation operation, Args args, Database database, long target, int length) {
    Region region = database.region();
    int sources = args.count() - FIRST_SOURCE;
    var starts = new long[sources];
    var lengths = new int[sources];
    for (int i = 0; i < sources; i++) {
      long entry = database.findEvenExpired(args.passingKey(FIRST_SOURCE + i));
      if (entry != 0 && !database.isExpired(entry)) {
        starts[i] = Entry.valueAt(region, entry);
        lengths[i] = Entry.valueLength(region, entry);
      }
    }
    long targetAt = Entry.valueAt(region, target);
    var result = new byte[Math.min(length, PIECE)];
    var other = new byte[result.length];
    for (int from = 0; from < length; from += PIECE) {
      int count = Math.min(PIECE, length - from);
      read(region, starts[0], lengths[0], from, result, count);
      if (operation == Operation.NOT) {
        operation.apply(result, result, count);
      }
      for (int i = 1; i < sources; i++) {
        read(region, starts[i], lengths[i], from, other, count);
        operation.apply(result, other, count);
      }
      region.write(targetAt + from, result, 0, count);
    }
  }

  /// Reads `count` bytes of a string from index `from` on; behind its end they are 0.
  private static void read(Region region, long at, int length, int from, byte[] piece, int count) {
    int there = Math.max(0, Math.min(count, length - from));
    region.read(at + from, piece, 0, there);
    Arrays.fill(piece, there, count, (byte) 0);
  }
}
