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
import static hitrate.engine.command.KeySpec.Flag.VARIABLE_FLAGS;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.KeySpec;
import hitrate.engine.keyspace.Entry;
import hitrate.engine.keyspace.Key;
import hitrate.engine.memory.Region;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// BITFIELD and BITFIELD_RO: a string as an array of integers of any width.
public final class BitFieldCommand {
  private BitFieldCommand() {}

  private enum Action {
    GET,
    SET,
    INCRBY
  }

  /// One thing to do in a call.
  private record Operation(
      Action action, FieldType type, long offset, long operand, FieldType.Overflow overflow) {
    boolean writes() {
      return action != Action.GET;
    }

    long lastBit() {
      return offset + type.width() - 1;
    }
  }

  /// Both commands' declarations.
  public static List<Command> commands() {
    return List.of(
        Command.named("bitfield")
            .arity(-2)
            .flags(WRITE, DENYOOM)
            .categories(BITMAP)
            .keys(
                KeySpec.key(1, RW, ACCESS, UPDATE, VARIABLE_FLAGS)
                    .noting("This command allows both access and modification of the key"))
            .keyFlags(BitFieldCommand::keyFlags)
            .runs((args, x) -> run(parse(args, x), args, x)),
        Command.named("bitfield_ro")
            .arity(-2)
            .flags(READONLY, FAST)
            .categories(BITMAP)
            .keys(KeySpec.key(1, RO, ACCESS))
            .runs(BitFieldCommand::runReadOnly));
  }

  /// A call that is sure to get only leaves the key as it is.
  private static List<KeySpec.Flag> keyFlags(List<Bytes> words) {
    for (int i = 2; i < words.size(); i++) {
      int left = words.size() - i - 1;
      String word = words.get(i).toString().toUpperCase(Locale.ROOT);
      if (word.equals("GET") && left >= 2) {
        i += 2;
      } else if (word.equals("OVERFLOW") && left >= 1) {
        i++;
      } else {
        return List.of(RW, ACCESS, UPDATE);
      }
    }
    return List.of(RO, ACCESS);
  }

  private static List<Operation> parse(Args args, Execution x) {
    var operations = new ArrayList<Operation>();
    var overflow = FieldType.Overflow.WRAP;
    int at = 2;
    while (at < args.count()) {
      int left = args.count() - at - 1;
      if (args.is(at, "OVERFLOW") && left >= 1) {
        overflow = overflow(args, at + 1);
        at += 2;
        continue;
      }
      Action action = action(args, at, left);
      FieldType type = FieldType.parse(args.visibleText(at + 1));
      long offset = BitStrings.offset(args, at + 2, type.width(), x);
      boolean writes = action != Action.GET;
      long operand = writes ? args.longAt(at + 3) : 0;
      operations.add(new Operation(action, type, offset, operand, overflow));
      at += writes ? 4 : 3;
    }
    return operations;
  }

  private static Action action(Args args, int at, int left) {
    for (Action action : Action.values()) {
      if (args.is(at, action.name()) && left >= (action == Action.GET ? 2 : 3)) {
        return action;
      }
    }
    throw CommandError.SYNTAX;
  }

  private static FieldType.Overflow overflow(Args args, int at) {
    for (FieldType.Overflow overflow : FieldType.Overflow.values()) {
      if (args.is(at, overflow.name())) {
        return overflow;
      }
    }
    throw CommandError.of("ERR Invalid OVERFLOW type specified");
  }

  private static Effect runReadOnly(Args args, Execution x) {
    List<Operation> operations = parse(args, x);
    if (operations.stream().anyMatch(Operation::writes)) {
      throw CommandError.of("ERR BITFIELD_RO only supports the GET subcommand");
    }
    return run(operations, args, x);
  }

  private static Effect run(List<Operation> operations, Args args, Execution x) {
    Key key = args.key(1);
    long last = -1;
    for (Operation operation : operations) {
      if (operation.writes()) {
        last = Math.max(last, operation.lastBit());
      }
    }
    long entry = last < 0 ? BitStrings.read(key, x) : BitStrings.withRoom(key, last, x);
    boolean grown = entry < 0;
    entry = Math.abs(entry);
    Region region = x.database().region();
    long at = entry == 0 ? 0 : Entry.valueAt(region, entry);
    long length = entry == 0 ? 0 : Entry.valueLength(region, entry);
    int changes = 0;
    x.reply().array(operations.size());
    for (Operation operation : operations) {
      FieldType type = operation.type;
      long bits = Bits.field(region, at, length, operation.offset, type.width());
      long before = type.isSigned() ? type.wrap(bits) : bits;
      if (!operation.writes()) {
        x.reply().integer(before);
        continue;
      }
      var outcome = outcome(operation, before);
      if (outcome.isRefused()) {
        x.reply().nil();
        continue;
      }
      Bits.setField(region, at, operation.offset, type.width(), outcome.value());
      changes += grown || before != outcome.value() ? 1 : 0;
      x.reply().integer(operation.action == Action.SET ? before : outcome.value());
    }
    if (changes > 0) {
      x.changed("setbit", key);
    }
    x.counts(changes);
    return changes > 0 || grown ? Effect.VERBATIM : Effect.NONE;
  }

  private static FieldType.Outcome outcome(Operation operation, long before) {
    return operation.action == Action.SET
        ? operation.type.store(operation.operand, operation.overflow)
        : operation.type.add(before, operation.operand, operation.overflow);
  }
}
