package hitrate.engine.command.stream;

import static hitrate.engine.command.Category.STREAM;
import static hitrate.engine.command.CommandFlag.READONLY;
import static hitrate.engine.command.KeySpec.Flag.ACCESS;
import static hitrate.engine.command.KeySpec.Flag.RO;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.KeySpec;
import hitrate.engine.resp.ReplyWriter;
import hitrate.engine.struct.ConsumerGroup;
import hitrate.engine.struct.PendingEntries;
import hitrate.engine.struct.PendingEntry;
import hitrate.engine.struct.StreamConsumer;
import hitrate.engine.struct.StreamId;
import org.jspecify.annotations.Nullable;

/// XPENDING: what was delivered and is not acknowledged, as a summary or entry by entry.
public final class PendingCommands {
  private PendingCommands() {}

  /// The command's declaration.
  public static Command command() {
    return Command.named("xpending")
        .arity(-3)
        .flags(READONLY)
        .categories(STREAM)
        .tips("nondeterministic_output")
        .keys(KeySpec.key(1, RO, ACCESS))
        .parses(PendingCommands::parse)
        .runs(PendingCommands::run);
  }

  /// The range of entries that is asked for.
  private record Range(
      long idleMillis, StreamId start, StreamId end, long count, @Nullable Bytes consumer) {}

  /// The command's words.
  ///
  /// @param range what is asked for, null for the summary
  private record Words(@Nullable Range range) {}

  private static Words parse(Args args) {
    int words = args.count();
    if (words == 3) {
      return new Words(null);
    }
    if (words < 6 || words > 9) {
      throw CommandError.SYNTAX;
    }
    int at = 3;
    long idle = 0;
    if (args.is(3, "IDLE")) {
      idle = args.longAt(4);
      if (words < 8) {
        throw CommandError.SYNTAX;
      }
      at = 5;
    }
    long count = Math.max(args.longAt(at + 2), 0);
    StreamId start = StreamIds.start(args, at);
    StreamId end = StreamIds.end(args, at + 1);
    return new Words(
        new Range(idle, start, end, count, at + 3 < words ? args.bytes(at + 3) : null));
  }

  private static Effect run(Words words, Args args, Execution x) {
    StreamAt at = StreamAt.read(args.key(1), x);
    ConsumerGroup group = StreamAt.group(at, args, 2);
    if (group == null) {
      throw StreamAt.noGroup(args, 1, 2, "");
    }
    Range range = words.range();
    if (range == null) {
      summary(group, x.reply());
    } else {
      entries(range, group, x);
    }
    return Effect.NONE;
  }

  private static void summary(ConsumerGroup group, ReplyWriter reply) {
    PendingEntries pending = group.pending();
    reply.array(4);
    reply.integer(pending.size());
    if (pending.isEmpty()) {
      reply.nil();
      reply.nil();
      reply.nilArray();
      return;
    }
    StreamReplies.id(pending.first().id(), reply);
    StreamReplies.id(pending.last().id(), reply);
    int mark = reply.openArray();
    int busy = 0;
    for (StreamConsumer consumer : group.consumers().values()) {
      if (!consumer.pending().isEmpty()) {
        reply.array(2);
        reply.bulk(consumer.name());
        reply.bulkInteger(consumer.pending().size());
        busy++;
      }
    }
    reply.closeArray(mark, busy);
  }

  private static void entries(Range range, ConsumerGroup group, Execution x) {
    Bytes name = range.consumer();
    StreamConsumer consumer = name == null ? null : group.consumer(name);
    if (name != null && consumer == null) {
      x.reply().array(0);
      return;
    }
    PendingEntries pending = consumer == null ? group.pending() : consumer.pending();
    int mark = x.reply().openArray();
    int written = 0;
    for (PendingEntry entry : pending.from(range.start())) {
      if (written == range.count() || entry.id().isAfter(range.end())) {
        break;
      }
      long idle = x.now() - entry.deliveredAt();
      if (range.idleMillis() == 0 || idle >= range.idleMillis()) {
        x.reply().array(4);
        StreamReplies.id(entry.id(), x.reply());
        x.reply().bulk(entry.consumer().name());
        x.reply().integer(Math.max(idle, 0));
        x.reply().integer(entry.deliveries());
        written++;
      }
    }
    x.reply().closeArray(mark, written);
  }
}
