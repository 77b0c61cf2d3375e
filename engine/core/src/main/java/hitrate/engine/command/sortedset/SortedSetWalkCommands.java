package hitrate.engine.command.sortedset;

import static hitrate.engine.command.Category.SORTEDSET;
import static hitrate.engine.command.CommandFlag.READONLY;
import static hitrate.engine.command.KeySpec.Flag.ACCESS;
import static hitrate.engine.command.KeySpec.Flag.RO;

import hitrate.engine.bytes.DoubleText;
import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.DrawOptions;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.KeySpec;
import hitrate.engine.command.ScanOptions;
import hitrate.engine.struct.Listpack;
import hitrate.engine.struct.SortedSet;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;

/// Members that nobody named: ZRANDMEMBER draws them, ZSCAN walks over all.
public final class SortedSetWalkCommands {
  private SortedSetWalkCommands() {}

  /// The family's table.
  public static List<Command> commands() {
    return List.of(
        Command.named("zscan")
            .arity(-3)
            .flags(READONLY)
            .categories(SORTEDSET)
            .tips("nondeterministic_output")
            .keys(KeySpec.key(1, RO, ACCESS))
            .runs(SortedSetWalkCommands::scan),
        Command.named("zrandmember")
            .arity(-2)
            .flags(READONLY)
            .categories(SORTEDSET)
            .tips("nondeterministic_output")
            .keys(KeySpec.key(1, RO, ACCESS))
            .parses(args -> DrawOptions.parse(args, "WITHSCORES"))
            .runs(SortedSetWalkCommands::draw));
  }

  private static Effect scan(Args args, Execution x) {
    return ScanOptions.answer(args, x, SortedSetValue::read, SortedSetWalkCommands::walk);
  }

  private static long walk(SortedSetValue set, ScanOptions options, List<byte[]> met) {
    SortedSet large = set.large();
    if (large == null) {
      collect(set.packed().pack(), options, met);
      return 0;
    }
    return large.scan(
        options.cursor(), options.count(), node -> collect(large, node, options, met));
  }

  /// The elements of a listpack as they are, which writes large whole scores without an exponent.
  private static void collect(Listpack pack, ScanOptions options, List<byte[]> met) {
    for (int at = pack.first(); at >= 0; at = pack.next(at)) {
      byte[] member = pack.toArray(at);
      at = pack.next(at);
      if (options.wants(member, 0, member.length)) {
        met.add(member);
        met.add(pack.toArray(at));
      }
    }
  }

  private static void collect(SortedSet set, int node, ScanOptions options, List<byte[]> met) {
    if (options.wants(set.array(node), set.start(node), set.length(node))) {
      met.add(set.member(node));
      met.add(DoubleText.of(set.score(node)).getBytes(StandardCharsets.US_ASCII));
    }
  }

  private static Effect draw(DrawOptions words, Args args, Execution x) {
    SortedSetValue set = SortedSetValue.read(args.key(1), x);
    Long count = words.count();
    if (count == null) {
      if (set == null) {
        x.reply().nil();
      } else {
        drawOne(set, new ScoredReply(false, x.reply()), x);
      }
      return Effect.NONE;
    }
    if (set == null || count == 0) {
      x.reply().array(0);
      return Effect.NONE;
    }
    var reply = new ScoredReply(words.withMore(), x.reply());
    if (count < 0) {
      reply.head(-count);
      for (long i = 0; i < -count; i++) {
        drawOne(set, reply, x);
      }
    } else if (count >= set.size()) {
      reply.head(set.size());
      set.forRanks(0, set.size(), true, reply); // from the end, as the real server walks
    } else {
      drawSome(set, count.intValue(), reply, x);
    }
    return Effect.NONE;
  }

  private static void drawOne(SortedSetValue set, ScoredAction reply, Execution x) {
    SortedSet large = set.large();
    if (large == null) {
      set.forRanks(x.keyspace().entropy().below(set.size()), 1, false, reply);
    } else {
      int node = large.random(x.keyspace().entropy());
      reply.accept(large.array(node), large.start(node), large.length(node), large.score(node));
    }
  }

  /// Replies with `count` different members, each choice of them as likely as any other.
  private static void drawSome(SortedSetValue set, int count, ScoredReply reply, Execution x) {
    reply.head(count);
    int size = set.size();
    var chosen = new HashSet<Integer>();
    for (int last = size - count; last < size; last++) { // Robert Floyd's algorithm
      int draw = x.keyspace().entropy().below(last + 1);
      int rank = chosen.add(draw) ? draw : last;
      chosen.add(rank);
      set.forRanks(rank, 1, false, reply);
    }
  }
}
