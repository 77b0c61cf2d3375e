package hitrate.engine.command.stream;

import static hitrate.engine.command.Category.STREAM;
import static hitrate.engine.command.CommandFlag.DENYOOM;
import static hitrate.engine.command.CommandFlag.FAST;
import static hitrate.engine.command.CommandFlag.WRITE;
import static hitrate.engine.command.KeySpec.Flag.DELETE;
import static hitrate.engine.command.KeySpec.Flag.INSERT;
import static hitrate.engine.command.KeySpec.Flag.RW;
import static hitrate.engine.command.KeySpec.Flag.UPDATE;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.CommandFlag;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.HelpText;
import hitrate.engine.command.KeySpec;
import hitrate.engine.struct.ConsumerGroup;
import hitrate.engine.struct.PendingEntry;
import hitrate.engine.struct.StreamConsumer;
import hitrate.engine.struct.StreamId;
import java.util.List;
import java.util.Objects;

/// Consumer groups: make them and their consumers, move them, take them away; acknowledge entries.
public final class ConsumerGroupCommands {
  private static final CommandError NO_STREAM =
      CommandError.of(
          "ERR The XGROUP subcommand requires the key to exist. Note that for CREATE you may want"
              + " to use the MKSTREAM option to create an empty stream automatically.");

  private ConsumerGroupCommands() {}

  /// The family's table.
  public static List<Command> commands() {
    return List.of(
        Command.named("xgroup")
            .arity(-2)
            .holds(
                sub("create", -5, INSERT, WRITE, DENYOOM).sub(ConsumerGroupCommands::create),
                sub("createconsumer", 5, INSERT, WRITE, DENYOOM)
                    .sub(ConsumerGroupCommands::createConsumer),
                sub("delconsumer", 5, DELETE, WRITE).sub(ConsumerGroupCommands::deleteConsumer),
                sub("destroy", 4, DELETE, WRITE).sub(ConsumerGroupCommands::destroy),
                sub("setid", -5, UPDATE, WRITE).sub(ConsumerGroupCommands::setId),
                HelpText.subcommand("xgroup", STREAM)),
        Command.named("xack")
            .arity(-4)
            .flags(WRITE, FAST)
            .categories(STREAM)
            .keys(KeySpec.key(1, RW, UPDATE))
            .runs(ConsumerGroupCommands::acknowledge));
  }

  private static Command.Builder sub(
      String name, int arity, KeySpec.Flag use, CommandFlag... flags) {
    return Command.named(name)
        .arity(arity)
        .flags(flags)
        .categories(STREAM)
        .keys(KeySpec.key(2, RW, use));
  }

  /// The options of CREATE and SETID.
  private record Options(boolean makesStream, long entriesRead) {
    static Options parse(Args args, boolean creates) {
      boolean makesStream = false;
      long entriesRead = ConsumerGroup.UNKNOWN;
      int at = 5;
      while (at < args.count()) {
        if (creates && args.is(at, "MKSTREAM")) {
          makesStream = true;
          at++;
        } else if (args.is(at, "ENTRIESREAD") && at + 1 < args.count()) {
          entriesRead = args.longAt(at + 1);
          if (entriesRead < 0 && entriesRead != ConsumerGroup.UNKNOWN) {
            throw CommandError.of("ERR value for ENTRIESREAD must be positive or -1");
          }
          at += 2;
        } else {
          throw CommandError.unknownForm(args);
        }
      }
      return new Options(makesStream, entriesRead);
    }
  }

  private static StreamAt require(Args args, Execution x) {
    StreamAt at = StreamAt.modify(args.key(2), x);
    if (at == null) {
      throw NO_STREAM;
    }
    return at;
  }

  private static ConsumerGroup require(StreamAt at, Args args) {
    ConsumerGroup group = StreamAt.group(at, args, 3);
    if (group == null) {
      throw CommandError.of(
          "NOGROUP No such consumer group '%s' for key name '%s'"
              .formatted(args.visibleText(3), args.visibleText(2)));
    }
    return group;
  }

  private static Effect create(Args args, Execution x) {
    Options options = Options.parse(args, true);
    StreamAt at =
        options.makesStream() ? StreamAt.modifyOrCreate(args.key(2), x) : require(args, x);
    if (args.count() > 8) {
      throw CommandError.unknownForm(args);
    }
    StreamId position = args.is(4, "$") ? at.stream().lastId() : StreamIds.strict(args, 4);
    Bytes name = args.bytes(3);
    if (at.stream().group(name) != null) {
      throw CommandError.of("BUSYGROUP Consumer Group name already exists");
    }
    at.stream().addGroup(name, position, options.entriesRead());
    at.store();
    x.reply().ok();
    x.changed("xgroup-create", at.key());
    return Effect.VERBATIM;
  }

  private static Effect setId(Args args, Execution x) {
    Options options = Options.parse(args, false);
    StreamAt at = require(args, x);
    ConsumerGroup group = require(at, args);
    if (args.count() > 7) {
      throw CommandError.unknownForm(args);
    }
    StreamId position = args.is(4, "$") ? at.stream().lastId() : StreamIds.loose(args, 4);
    group.moveTo(position, options.entriesRead());
    x.reply().ok();
    x.changed("xgroup-setid", at.key());
    return Effect.VERBATIM;
  }

  private static Effect destroy(Args args, Execution x) {
    StreamAt at = require(args, x);
    ConsumerGroup group = StreamAt.group(at, args, 3);
    if (group == null) {
      x.reply().integer(0);
      return Effect.NONE;
    }
    at.stream().removeGroup(group);
    at.store();
    x.reply().integer(1);
    x.changed("xgroup-destroy", at.key());
    return Effect.VERBATIM;
  }

  private static Effect createConsumer(Args args, Execution x) {
    StreamAt at = require(args, x);
    ConsumerGroup group = require(at, args);
    Bytes name = args.bytes(4);
    if (group.consumer(name) != null) {
      x.reply().integer(0);
      return Effect.NONE;
    }
    group.addConsumer(name, x.now());
    at.store();
    x.changed("xgroup-createconsumer", at.key());
    x.reply().integer(1);
    return Effect.VERBATIM;
  }

  private static Effect deleteConsumer(Args args, Execution x) {
    StreamAt at = require(args, x);
    ConsumerGroup group = require(at, args);
    StreamConsumer consumer = group.consumer(args.bytes(4));
    if (consumer == null) {
      x.reply().integer(0);
      return Effect.NONE;
    }
    int pending = consumer.pending().size();
    group.removeConsumer(consumer);
    at.store();
    x.changed("xgroup-delconsumer", at.key());
    x.reply().integer(pending);
    return Effect.VERBATIM;
  }

  private static Effect acknowledge(Args args, Execution x) {
    StreamAt at = StreamAt.readToChange(args.key(1), x);
    ConsumerGroup group = StreamAt.group(at, args, 2);
    if (group == null) {
      x.reply().integer(0);
      return Effect.NONE;
    }
    int acknowledged = 0;
    for (StreamId id : StreamIds.all(args, 3)) {
      PendingEntry entry = group.pending().get(id);
      if (entry != null) {
        group.removePending(entry);
        acknowledged++;
      }
    }
    x.reply().integer(acknowledged);
    if (acknowledged == 0) {
      return Effect.NONE;
    }
    Objects.requireNonNull(at).store();
    x.counts(acknowledged);
    return Effect.VERBATIM;
  }
}
