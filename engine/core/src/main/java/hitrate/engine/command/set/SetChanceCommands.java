package hitrate.engine.command.set;

import static hitrate.engine.command.Category.SET;
import static hitrate.engine.command.CommandFlag.FAST;
import static hitrate.engine.command.CommandFlag.READONLY;
import static hitrate.engine.command.CommandFlag.WRITE;
import static hitrate.engine.command.KeySpec.Flag.ACCESS;
import static hitrate.engine.command.KeySpec.Flag.DELETE;
import static hitrate.engine.command.KeySpec.Flag.RO;
import static hitrate.engine.command.KeySpec.Flag.RW;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.KeySpec;
import hitrate.engine.command.ScanOptions;
import hitrate.engine.keyspace.Key;
import hitrate.engine.struct.MemberTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Members that nobody named: SPOP and SRANDMEMBER draw them, SSCAN walks over all.
public final class SetChanceCommands {
  private static final Bytes SREM = Bytes.of("SREM");
  private static final Bytes DEL = Bytes.of("DEL");
  private static final String NONDETERMINISTIC = "nondeterministic_output";

  /// When so many times the members that stay are no more than those that go, the ones that stay
  /// are drawn and move to a new set, in the real server and so here: its form may be another.
  private static final int MOVE_FACTOR = 5;

  private SetChanceCommands() {}

  /// The family's table.
  public static List<Command> commands() {
    return List.of(
        Command.named("spop")
            .arity(-2)
            .flags(WRITE, FAST)
            .categories(SET)
            .tips(NONDETERMINISTIC)
            .keys(KeySpec.key(1, RW, ACCESS, DELETE))
            .parses(SetChanceCommands::parsePop)
            .runs(SetChanceCommands::pop),
        Command.named("srandmember")
            .arity(-2)
            .flags(READONLY)
            .categories(SET)
            .tips(NONDETERMINISTIC)
            .keys(KeySpec.key(1, RO, ACCESS))
            .parses(SetChanceCommands::parseDraw)
            .runs(SetChanceCommands::draw),
        Command.named("sscan")
            .arity(-3)
            .flags(READONLY)
            .categories(SET)
            .tips(NONDETERMINISTIC)
            .keys(KeySpec.key(1, RO, ACCESS))
            .runs(SetChanceCommands::scan));
  }

  /// How many members to take; none when just one was asked for.
  private record Count(boolean isGiven, long value) {
    static final Count NONE = new Count(false, 1);
  }

  private static Count parsePop(Args args) {
    if (args.count() == 2) {
      return Count.NONE;
    }
    if (args.count() > 3) {
      throw CommandError.SYNTAX;
    }
    return new Count(true, args.positiveLongAt(2));
  }

  private static Count parseDraw(Args args) {
    if (args.count() == 2) {
      return Count.NONE;
    }
    if (args.count() > 3) {
      throw CommandError.SYNTAX;
    }
    return new Count(true, args.longAt(2, -Long.MAX_VALUE, Long.MAX_VALUE));
  }

  private static Effect pop(Count count, Args args, Execution x) {
    Key key = args.key(1);
    SetValue set = SetValue.modify(key, x);
    if (!count.isGiven) {
      return popOne(set, key, x);
    }
    if (set == null || count.value == 0) {
      x.reply().set(0);
      return Effect.NONE;
    }
    int size = set.size();
    if (count.value >= size) {
      x.changed("spop", key);
      x.database().peek(key); // the real server reads the set anew here, and counts a hit
      x.reply().set(size);
      set.replyAll();
      set.passes(); // it replies with the union of the set alone, which is one of its own
      x.database().delete(key);
      x.changed("del", key);
      x.counts(size);
      return x.instead(DEL, key.copy());
    }
    return popSome(set, (int) count.value, key, x);
  }

  private static Effect popOne(@Nullable SetValue set, Key key, Execution x) {
    if (set == null) {
      x.reply().nil();
      return Effect.NONE;
    }
    byte[] member = set.random();
    set.remove(member, 0, member.length);
    boolean gone = set.store(key);
    x.changed("spop", key);
    x.reply().bulk(member);
    if (gone) {
      x.changed("del", key);
    }
    return x.isRecording()
        ? Effect.instead(SREM, key.copy(), Bytes.copyOf(member))
        : Effect.VERBATIM;
  }

  /// Takes out fewer members than there are.
  private static Effect popSome(SetValue set, int count, Key key, Execution x) {
    int left = set.size() - count;
    var removals = new ArrayList<List<Bytes>>();
    x.changed("spop", key);
    x.reply().set(count);
    if ((long) left * MOVE_FACTOR > count) {
      for (int i = 0; i < count; i++) {
        byte[] member = set.random();
        set.remove(member, 0, member.length);
        x.reply().bulk(member);
        note(member, 0, member.length, key, removals, x);
      }
      set.store(key);
    } else {
      SetValue stays = SetValue.fresh(x);
      for (int i = 0; i < left; i++) {
        byte[] member = set.random();
        set.remove(member, 0, member.length);
        stays.add(member, 0, member.length);
      }
      set.forEach((array, offset, length) -> note(array, offset, length, key, removals, x));
      set.replyAll();
      stays.store(key);
    }
    x.counts(count);
    return x.instead(removals);
  }

  private static void note(
      byte[] array, int offset, int length, Key key, List<List<Bytes>> removals, Execution x) {
    if (x.isRecording()) {
      removals.add(List.of(SREM, key.copy(), Bytes.copyOf(array, offset, offset + length)));
    }
  }

  private static Effect draw(Count count, Args args, Execution x) {
    SetValue set = SetValue.read(args.key(1), x);
    if (!count.isGiven) {
      if (set == null) {
        x.reply().nil();
      } else {
        x.reply().bulk(set.random());
      }
    } else if (set == null || count.value == 0) {
      x.reply().array(0);
    } else if (count.value < 0) {
      x.reply().array(-count.value);
      for (long i = 0; i < -count.value; i++) {
        x.reply().bulk(set.random());
      }
    } else if (count.value >= set.size()) {
      x.reply().array(set.size());
      set.replyAll();
    } else {
      drawSome(set, (int) count.value, x);
    }
    return Effect.NONE;
  }

  /// Replies with `count` different members, each choice of them as likely as any other.
  private static void drawSome(SetValue set, int count, Execution x) {
    x.reply().array(count);
    MemberTable table = set.table();
    if (table != null && count < table.size() / 3) { // few draws hit what was drawn before
      var drawn = new HashSet<Bytes>();
      while (drawn.size() < count) {
        byte[] member = set.random();
        if (drawn.add(Bytes.wrap(member))) {
          x.reply().bulk(member);
        }
      }
      return;
    }
    int size = set.size();
    var chosen = new HashSet<Integer>();
    for (int last = size - count; last < size; last++) { // Robert Floyd's algorithm
      int draw = x.keyspace().entropy().below(last + 1);
      chosen.add(chosen.contains(draw) ? last : draw);
    }
    var index = new int[1];
    set.forEach((array, offset, length) -> {
      if (chosen.contains(index[0]++)) {
        x.reply().bulk(array, offset, length);
      }
    });
  }

  private static Effect scan(Args args, Execution x) {
    return ScanOptions.answer(args, x, SetValue::read, SetChanceCommands::walk);
  }

  private static long walk(SetValue set, ScanOptions options, List<byte[]> met) {
    MemberTable table = set.table();
    if (table == null) {
      set.forEach((array, offset, length) -> {
        if (options.wants(array, offset, length)) {
          met.add(Arrays.copyOfRange(array, offset, offset + length));
        }
      });
      return 0;
    }
    return table.scan(
        options.cursor(),
        options.count(),
        (array, offset, length) -> {
          if (options.wants(array, offset, length)) {
            met.add(Arrays.copyOfRange(array, offset, offset + length));
          }
        });
  }
}
