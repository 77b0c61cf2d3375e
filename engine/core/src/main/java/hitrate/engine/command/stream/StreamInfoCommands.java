package hitrate.engine.command.stream;

import static hitrate.engine.command.Category.STREAM;
import static hitrate.engine.command.CommandFlag.READONLY;
import static hitrate.engine.command.KeySpec.Flag.ACCESS;
import static hitrate.engine.command.KeySpec.Flag.RO;

import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.HelpText;
import hitrate.engine.command.KeySpec;
import hitrate.engine.resp.ReplyWriter;
import hitrate.engine.struct.ConsumerGroup;
import hitrate.engine.struct.PendingEntries;
import hitrate.engine.struct.PendingEntry;
import hitrate.engine.struct.Stream;
import hitrate.engine.struct.StreamConsumer;
import hitrate.engine.struct.StreamCursor;
import hitrate.engine.struct.StreamId;
import org.jspecify.annotations.Nullable;

/// XINFO: facts about a stream, its groups and their consumers.
public final class StreamInfoCommands {
  private static final long DEFAULT_COUNT = 10;

  private StreamInfoCommands() {}

  /// The command's declaration.
  public static Command command() {
    return Command.named("xinfo")
        .arity(-2)
        .holds(
            sub("consumers", 4).tips("nondeterministic_output").sub(StreamInfoCommands::consumers),
            sub("groups", 3).sub(StreamInfoCommands::groups),
            sub("stream", -3).sub(StreamInfoCommands::stream),
            HelpText.subcommand("xinfo", STREAM));
  }

  private static Command.Builder sub(String name, int arity) {
    return Command.named(name)
        .arity(arity)
        .flags(READONLY)
        .categories(STREAM)
        .keys(KeySpec.key(2, RO, ACCESS));
  }

  private static Stream require(Args args, Execution x) {
    StreamAt at = StreamAt.read(args.key(2), x);
    if (at == null) {
      throw CommandError.NO_SUCH_KEY;
    }
    return at.stream();
  }

  private static Effect consumers(Args args, Execution x) {
    ConsumerGroup group = require(args, x).group(args.bytes(3));
    if (group == null) {
      throw CommandError.of(
          "NOGROUP No such consumer group '%s' for key name '%s'"
              .formatted(args.visibleText(3), args.visibleText(2)));
    }
    ReplyWriter reply = x.reply();
    reply.array(group.consumers().size());
    for (StreamConsumer consumer : group.consumers().values()) {
      boolean isLater = x.server().settings().hasLaterFields();
      reply.map(isLater ? 4 : 3);
      reply.bulk("name");
      reply.bulk(consumer.name());
      number("pending", consumer.pending().size(), reply);
      number("idle", Math.max(x.now() - consumer.seenAt(), 0), reply);
      if (isLater) {
        long since = consumer.activeAt();
        number("inactive", since < 0 ? since : Math.max(x.now() - since, 0), reply);
      }
    }
    return Effect.NONE;
  }

  private static void number(String name, long value, ReplyWriter reply) {
    reply.bulk(name);
    reply.integer(value);
  }

  private static void id(String name, StreamId id, ReplyWriter reply) {
    reply.bulk(name);
    StreamReplies.id(id, reply);
  }

  private static Effect groups(Args args, Execution x) {
    Stream stream = require(args, x);
    ReplyWriter reply = x.reply();
    reply.array(stream.groups().size());
    for (ConsumerGroup group : stream.groups().values()) {
      reply.map(6);
      reply.bulk("name");
      reply.bulk(group.name());
      number("consumers", group.consumers().size(), reply);
      number("pending", group.pending().size(), reply);
      position(group, reply);
    }
    return Effect.NONE;
  }

  private static void position(ConsumerGroup group, ReplyWriter reply) {
    id("last-delivered-id", group.lastDelivered(), reply);
    long read = group.entriesRead();
    numberIfKnown("entries-read", read == ConsumerGroup.UNKNOWN ? null : read, reply);
    numberIfKnown("lag", group.lag(), reply);
  }

  private static void numberIfKnown(String name, @Nullable Long value, ReplyWriter reply) {
    reply.bulk(name);
    if (value == null) {
      reply.nil();
    } else {
      reply.integer(value);
    }
  }

  private static Effect stream(Args args, Execution x) {
    Stream stream = require(args, x);
    boolean isFull = args.count() > 3;
    long count = isFull ? fullCount(args) : 0;
    ReplyWriter reply = x.reply();
    reply.map(isFull ? 9 : 10);
    number("length", stream.length(), reply);
    number("radix-tree-keys", stream.pieces(), reply);
    number("radix-tree-nodes", stream.radixNodes(), reply);
    id("last-generated-id", stream.lastId(), reply);
    id("max-deleted-entry-id", stream.maxDeletedId(), reply);
    number("entries-added", stream.entriesAdded(), reply);
    id("recorded-first-entry-id", stream.firstId(), reply);
    if (isFull) {
      full(stream, count, x.server().settings().hasLaterFields(), reply);
    } else {
      number("groups", stream.groups().size(), reply);
      edge("first-entry", stream, false, reply);
      edge("last-entry", stream, true, reply);
    }
    return Effect.NONE;
  }

  private static long fullCount(Args args) {
    int words = args.count();
    if (!args.is(3, "FULL") || words != 4 && !(words == 6 && args.is(4, "COUNT"))) {
      throw CommandError.unknownForm(args);
    }
    long count = words == 4 ? DEFAULT_COUNT : args.longAt(5);
    return count < 0 ? DEFAULT_COUNT : count;
  }

  private static void edge(String name, Stream stream, boolean last, ReplyWriter reply) {
    reply.bulk(name);
    var cursor = new StreamCursor(stream, StreamId.MIN, StreamId.MAX, last);
    if (cursor.next()) {
      StreamReplies.entry(cursor, reply);
    } else {
      reply.nil();
    }
  }

  private static void full(Stream stream, long count, boolean isLater, ReplyWriter reply) {
    reply.bulk("entries");
    var cursor = new StreamCursor(stream, StreamId.MIN, StreamId.MAX, false);
    StreamReplies.entries(cursor, count, reply);
    reply.bulk("groups");
    reply.array(stream.groups().size());
    for (ConsumerGroup group : stream.groups().values()) {
      reply.map(7);
      reply.bulk("name");
      reply.bulk(group.name());
      position(group, reply);
      number("pel-count", group.pending().size(), reply);
      reply.bulk("pending");
      pending(group.pending(), count, true, reply);
      reply.bulk("consumers");
      reply.array(group.consumers().size());
      group.consumers().values().forEach(consumer -> full(consumer, count, isLater, reply));
    }
  }

  private static void full(
      StreamConsumer consumer, long count, boolean isLater, ReplyWriter reply) {
    reply.map(isLater ? 5 : 4);
    reply.bulk("name");
    reply.bulk(consumer.name());
    number("seen-time", consumer.seenAt(), reply);
    if (isLater) {
      number("active-time", consumer.activeAt(), reply);
    }
    number("pel-count", consumer.pending().size(), reply);
    reply.bulk("pending");
    pending(consumer.pending(), count, false, reply);
  }

  private static void pending(
      PendingEntries entries, long count, boolean withConsumer, ReplyWriter reply) {
    long left = count == 0 ? entries.size() : Math.min(entries.size(), count);
    reply.array(left);
    for (PendingEntry entry : entries) {
      if (left-- == 0) {
        break;
      }
      pending(entry, withConsumer, reply);
    }
  }

  private static void pending(PendingEntry entry, boolean withConsumer, ReplyWriter reply) {
    reply.array(withConsumer ? 4 : 3);
    StreamReplies.id(entry.id(), reply);
    if (withConsumer) {
      reply.bulk(entry.consumer().name());
    }
    reply.integer(entry.deliveredAt());
    reply.integer(entry.deliveries());
  }
}
