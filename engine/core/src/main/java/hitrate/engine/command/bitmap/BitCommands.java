package hitrate.engine.command.bitmap;

import static hitrate.engine.command.Category.BITMAP;
import static hitrate.engine.command.CommandFlag.DENYOOM;
import static hitrate.engine.command.CommandFlag.FAST;
import static hitrate.engine.command.CommandFlag.READONLY;
import static hitrate.engine.command.CommandFlag.WRITE;
import static hitrate.engine.command.KeySpec.Flag.ACCESS;
import static hitrate.engine.command.KeySpec.Flag.RO;
import static hitrate.engine.command.KeySpec.Flag.RW;
import static hitrate.engine.command.KeySpec.Flag.UPDATE;

import hitrate.engine.bytes.Decimal;
import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.KeySpec;
import hitrate.engine.keyspace.Entry;
import hitrate.engine.keyspace.Key;
import hitrate.engine.memory.Region;
import java.util.List;

/// Single bits of strings: SETBIT, GETBIT, and BITCOUNT and BITPOS, which go over many.
public final class BitCommands {
  private BitCommands() {}

  /// The family's table, without BITOP and BITFIELD, which have files of their own.
  public static List<Command> commands() {
    return List.of(
        Command.named("setbit")
            .arity(4)
            .flags(WRITE, DENYOOM)
            .quick()
            .categories(BITMAP)
            .keys(KeySpec.key(1, RW, ACCESS, UPDATE))
            .runs(BitCommands::setBit),
        Command.named("getbit")
            .arity(3)
            .flags(READONLY, FAST)
            .categories(BITMAP)
            .keys(KeySpec.key(1, RO, ACCESS))
            .runs(BitCommands::getBit),
        Command.named("bitcount")
            .arity(-2)
            .flags(READONLY)
            .categories(BITMAP)
            .keys(KeySpec.key(1, RO, ACCESS))
            .runs(BitCommands::count),
        Command.named("bitpos")
            .arity(-3)
            .flags(READONLY)
            .categories(BITMAP)
            .keys(KeySpec.key(1, RO, ACCESS))
            .runs(BitCommands::position));
  }

  private static Effect setBit(Args args, Execution x) {
    Key key = args.key(1);
    long offset = BitStrings.offset(args, 2, 0, x);
    int bit = bit(args, 3);
    long entry = BitStrings.withRoom(key, offset, x);
    boolean grown = entry < 0;
    Region region = x.database().region();
    long at = Entry.valueAt(region, Math.abs(entry));
    int before = Bits.get(region, at, Long.MAX_VALUE, offset);
    boolean changes = grown || before != bit;
    if (changes) {
      Bits.set(region, at, offset, bit);
      x.changed("setbit", key);
    }
    x.reply().integer(before);
    return changes ? Effect.VERBATIM : Effect.NONE;
  }

  private static int bit(Args args, int index) {
    byte[] array = args.array();
    int start = args.start(index);
    int length = args.length(index);
    long bit = Decimal.isLong(array, start, length) ? Decimal.parse(array, start, length) : -1;
    if (bit != 0 && bit != 1) {
      throw CommandError.BIT_VALUE;
    }
    return (int) bit;
  }

  private static Effect getBit(Args args, Execution x) {
    long offset = BitStrings.offset(args, 2, 0, x);
    long entry = BitStrings.read(args.key(1), x);
    Region region = x.database().region();
    x.reply()
        .integer(
            entry == 0
                ? 0
                : Bits.get(
                    region,
                    Entry.valueAt(region, entry),
                    Entry.valueLength(region, entry),
                    offset));
    return Effect.NONE;
  }

  /// A range of a string as a call gives it: two indexes, both included and counted from the end if
  /// negative, of bytes or of bits. Its methods answer bits.
  private record Range(long start, long end, boolean ofBits) {
    /// True for a range that is empty however long the string is.
    boolean isReversed() {
      return start < 0 && end < 0 && start > end;
    }

    long from(long bytes) {
      long from = Math.max(start < 0 ? start + total(bytes) : start, 0);
      return ofBits ? from : Math.min(from, bytes) << 3;
    }

    /// Behind the last bit.
    long to(long bytes) {
      long last = Math.max(end < 0 ? end + total(bytes) : end, 0);
      long to = Math.min(last, total(bytes) - 1) + 1;
      return ofBits ? to : to << 3;
    }

    private long total(long bytes) {
      return ofBits ? bytes << 3 : bytes;
    }
  }

  private static boolean isOfBits(Args args, int index) {
    if (args.is(index, "BIT")) {
      return true;
    } else if (args.is(index, "BYTE")) {
      return false;
    }
    throw CommandError.SYNTAX;
  }

  /// A key that is not there has no bits, whatever else the call says.
  private static Effect count(Args args, Execution x) {
    long entry = BitStrings.read(args.key(1), x);
    if (entry == 0) {
      x.reply().integer(0);
      return Effect.NONE;
    }
    Region region = x.database().region();
    long at = Entry.valueAt(region, entry);
    long bytes = Entry.valueLength(region, entry);
    var range = new Range(0, -1, false);
    if (args.count() == 4 || args.count() == 5) {
      range = new Range(args.longAt(2), args.longAt(3), false);
      if (!range.isReversed() && args.count() == 5) {
        range = new Range(range.start, range.end, isOfBits(args, 4));
      }
    } else if (args.count() != 2) {
      throw CommandError.SYNTAX;
    }
    x.reply()
        .integer(
            range.isReversed() ? 0 : Bits.count(region, at, range.from(bytes), range.to(bytes)));
    return Effect.NONE;
  }

  /// Behind the end of a string all bits are 0, so that looking for a 0 in a string of ones finds
  /// the bit behind it, unless the call says where to end.
  private static Effect position(Args args, Execution x) {
    long bit = args.longAt(2);
    if (bit != 0 && bit != 1) {
      throw CommandError.of("ERR The bit argument must be 1 or 0.");
    }
    long entry = BitStrings.read(args.key(1), x);
    if (entry == 0) {
      x.reply().integer(-bit);
      return Effect.NONE;
    }
    if (args.count() > 6) {
      throw CommandError.SYNTAX;
    }
    long start = args.count() > 3 ? args.longAt(3) : 0;
    boolean ofBits = args.count() == 6 && isOfBits(args, 5);
    boolean endGiven = args.count() > 4;
    var range = new Range(start, endGiven ? args.longAt(4) : -1, ofBits);
    Region region = x.database().region();
    long bytes = Entry.valueLength(region, entry);
    long from = range.from(bytes);
    long to = range.to(bytes);
    long found = Bits.position(region, Entry.valueAt(region, entry), (int) bit, from, to);
    x.reply().integer(found < 0 && bit == 0 && !endGiven && from < to ? to : found);
    return Effect.NONE;
  }
}
