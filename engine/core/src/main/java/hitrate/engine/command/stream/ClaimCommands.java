package hitrate.engine.command.stream;

import static hitrate.engine.command.Category.STREAM;
import static hitrate.engine.command.CommandFlag.FAST;
import static hitrate.engine.command.CommandFlag.WRITE;
import static hitrate.engine.command.KeySpec.Flag.DELETE;
import static hitrate.engine.command.KeySpec.Flag.RW;
import static hitrate.engine.command.KeySpec.Flag.UPDATE;

import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.KeySpec;
import hitrate.engine.struct.ConsumerGroup;
import hitrate.engine.struct.PendingEntry;
import hitrate.engine.struct.StreamId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Pending entries change hands: XCLAIM names them, XAUTOCLAIM looks for those that wait too long.
public final class ClaimCommands {
  /// XAUTOCLAIM looks at so many entries for each that it is to claim.
  private static final int TRIES_PER_ENTRY = 10;

  private static final long GREATEST_COUNT = Long.MAX_VALUE / 16;

  private ClaimCommands() {}

  /// The family's table.
  public static List<Command> commands() {
    return List.of(
        Command.named("xclaim")
            .arity(-6)
            .flags(WRITE, FAST)
            .categories(STREAM)
            .tips("nondeterministic_output")
            .keys(KeySpec.key(1, RW, UPDATE))
            .runs(ClaimCommands::claim),
        Command.named("xautoclaim")
            .arity(-6)
            .flags(WRITE, FAST)
            .categories(STREAM)
            .tips("nondeterministic_output")
            .keys(KeySpec.key(1, RW, DELETE))
            .runs(ClaimCommands::search));
  }

  private static long idleMillis(Args args, String command) {
    return Math.max(
        ClaimOptions.number(args, 4, "ERR Invalid min-idle-time argument for " + command), 0);
  }

  private static Effect claim(Args args, Execution x) {
    StreamAt at = StreamAt.readToChange(args.key(1), x);
    ConsumerGroup group = StreamAt.group(at, args, 2);
    if (at == null || group == null) {
      throw StreamAt.noGroup(args, 1, 2, "");
    }
    long leastIdle = idleMillis(args, "XCLAIM");
    var ids = new ArrayList<StreamId>();
    StreamId id = StreamIds.strictOrNull(args, 5);
    while (id != null) {
      ids.add(id);
      int next = 5 + ids.size();
      id = next < args.count() ? StreamIds.strictOrNull(args, next) : null;
    }
    ClaimOptions options = ClaimOptions.parse(args, 5 + ids.size(), x.now());
    boolean moves = options.lastId().isAfter(group.lastDelivered());
    if (moves) {
      group.moveTo(options.lastId(), group.entriesRead());
    }
    var claim = new Claim(at, group, args.bytes(3), options.justIds(), x);
    boolean told = false;
    for (StreamId each : ids) {
      told |= claimOne(each, leastIdle, options, claim, x);
    }
    claim.reply();
    if (moves && !told) {
      claim.effects().moved(at.key().copy(), group);
      claim.effects().count();
    }
    at.store();
    return claim.effects().effect();
  }

  /// True when the entry was claimed, or is gone and no longer pending.
  private static boolean claimOne(
      StreamId id, long leastIdle, ClaimOptions options, Claim claim, Execution x) {
    PendingEntry entry = claim.group().pending().get(id);
    if (!claim.stream().has(id)) {
      if (entry != null) {
        claim.forget(entry);
      }
      return entry != null;
    }
    boolean isNew = entry == null && options.forces();
    if (entry == null && !isNew
        || entry != null && leastIdle > 0 && x.now() - entry.deliveredAt() < leastIdle) {
      return false;
    }
    long before = entry == null ? 1 : entry.deliveries();
    long deliveries = options.deliveries() >= 0 ? options.deliveries() : before;
    boolean counts = options.deliveries() < 0 && !options.justIds();
    claim.take(id, options.deliveredAt(), counts ? deliveries + 1 : deliveries);
    return true;
  }

  /// The words of XAUTOCLAIM.
  private record Search(long leastIdle, StreamId start, long count, boolean justIds) {
    static Search parse(Args args) {
      long leastIdle = idleMillis(args, "XAUTOCLAIM");
      StreamId start = StreamIds.start(args, 5);
      long count = 100;
      boolean justIds = false;
      for (int i = 6; i < args.count(); i++) {
        if (args.is(i, "COUNT") && i + 1 < args.count()) {
          count = ClaimOptions.number(args, ++i, "ERR COUNT must be > 0");
          if (count < 1 || count > GREATEST_COUNT) {
            throw CommandError.of("ERR COUNT must be > 0");
          }
        } else if (args.is(i, "JUSTID")) {
          justIds = true;
        } else {
          throw CommandError.SYNTAX;
        }
      }
      return new Search(leastIdle, start, count, justIds);
    }
  }

  private static Effect search(Args args, Execution x) {
    long entry = x.database().read(args.key(1)); // before the other words are looked at
    Search words = Search.parse(args);
    if (entry != 0) {
      x.database().beforeChange(entry);
    }
    StreamAt at = StreamAt.at(args.key(1), entry, x);
    ConsumerGroup group = StreamAt.group(at, args, 2);
    if (at == null || group == null) {
      throw StreamAt.noGroup(args, 1, 2, "");
    }
    var claim = new Claim(at, group, args.bytes(3), words.justIds(), x);
    var gone = new ArrayList<StreamId>();
    StreamId next = search(words, claim, gone, x);
    x.reply().array(3);
    StreamReplies.id(next == null ? StreamId.MIN : next, x.reply());
    claim.reply();
    x.reply().array(gone.size());
    gone.forEach(id -> StreamReplies.id(id, x.reply()));
    at.store();
    return claim.effects().effect();
  }

  /// Claims what it finds; answers where to search on, null at the end.
  private static @Nullable StreamId search(
      Search words, Claim claim, List<StreamId> gone, Execution x) {
    long left = words.count();
    long tries = left * TRIES_PER_ENTRY;
    var pending = claim.group().pending();
    PendingEntry entry = pending.ceiling(words.start());
    while (entry != null && left > 0 && tries-- > 0) {
      if (!claim.stream().has(entry.id())) {
        claim.forget(entry);
        gone.add(entry.id());
        left--;
      } else if (words.leastIdle() == 0 || x.now() - entry.deliveredAt() >= words.leastIdle()) {
        claim.take(entry.id(), x.now(), entry.deliveries() + (words.justIds() ? 0 : 1));
        left--;
      }
      entry = pending.higher(entry.id());
    }
    return entry == null ? null : entry.id();
  }
}
