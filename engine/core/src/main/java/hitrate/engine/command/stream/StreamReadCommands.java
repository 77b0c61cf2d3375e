package hitrate.engine.command.stream;

import static hitrate.engine.command.Category.STREAM;
import static hitrate.engine.command.CommandFlag.BLOCKING;
import static hitrate.engine.command.CommandFlag.MOVABLEKEYS;
import static hitrate.engine.command.CommandFlag.READONLY;
import static hitrate.engine.command.CommandFlag.WRITE;
import static hitrate.engine.command.KeySpec.Flag.ACCESS;
import static hitrate.engine.command.KeySpec.Flag.RO;

import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.KeySpec;
import hitrate.engine.command.Waiting;
import hitrate.engine.keyspace.Key;
import hitrate.engine.struct.ConsumerGroup;
import hitrate.engine.struct.Stream;
import hitrate.engine.struct.StreamCursor;
import hitrate.engine.struct.StreamId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reading what is new in one or several streams: XREAD for oneself, XREADGROUP for a group.
public final class StreamReadCommands {
  private StreamReadCommands() {}

  /// The family's table.
  public static List<Command> commands() {
    return List.of(
        Command.named("xread")
            .arity(-4)
            .flags(READONLY, BLOCKING, MOVABLEKEYS)
            .categories(STREAM)
            .keys(streams(1))
            .runs(StreamReadCommands::run),
        Command.named("xreadgroup")
            .arity(-7)
            .flags(WRITE, BLOCKING, MOVABLEKEYS)
            .categories(STREAM)
            .keys(streams(4))
            .runs(StreamReadCommands::run));
  }

  private static KeySpec streams(int from) {
    return new KeySpec(
        List.of(RO, ACCESS), new KeySpec.Keyword("STREAMS", from), new KeySpec.Range(-1, 1, 2), "");
  }

  /// Reads for a group when the name that was called is as long as XREADGROUP: so the real server
  /// tells the two apart, even where `rename-command` gave them other names.
  private static Effect run(Args args, Execution x) {
    boolean forGroup = args.length(0) == "xreadgroup".length();
    ReadOptions options = ReadOptions.parse(args, forGroup, !x.client().isScript());
    return forGroup ? readGroup(options, args, x) : read(options, args, x);
  }

  private static Effect read(ReadOptions options, Args args, Execution x) {
    var after = new StreamId[options.streams()];
    for (int i = 0; i < after.length; i++) {
      StreamAt at = StreamAt.read(args.key(options.key(i)), x);
      after[i] = after(options.id(i), at, args);
    }
    int mark = x.reply().openArray();
    int served = 0;
    for (int i = 0; i < after.length; i++) {
      StreamAt at = StreamAt.read(args.key(options.key(i)), x);
      StreamId from = after[i].next();
      if (at != null
          && from != null
          && at.stream().length() > 0
          && at.stream().lastEntry().isAfter(after[i])) {
        StreamReplies.head(at.key(), x.reply());
        var cursor = new StreamCursor(at.stream(), from, StreamId.MAX, false);
        StreamReplies.entries(cursor, options.count(), x.reply());
        served++;
      }
    }
    if (served == 0) {
      return nothing(options, args, WaitForEntries.of(options, args, after), x);
    }
    x.reply().closeMap(mark, served);
    return Effect.NONE;
  }

  /// Replies that there is nothing new, or has the client wait for it.
  private static Effect nothing(ReadOptions options, Args args, Waiting waiting, Execution x) {
    if (!options.blocks()) {
      x.reply().nilArray();
      return Effect.NONE;
    }
    var keys = new ArrayList<Key>(options.streams());
    for (int i = 0; i < options.streams(); i++) {
      keys.add(args.key(options.key(i)));
    }
    return x.waitFor(waiting, keys, options.blockMillis());
  }

  private static StreamId after(int word, @Nullable StreamAt at, Args args) {
    if (args.is(word, "$")) {
      return at == null ? StreamId.MIN : at.stream().lastId();
    }
    if (args.is(word, ">")) {
      throw CommandError.of(
          "ERR The > ID can be specified only when calling XREADGROUP using the GROUP <group>"
              + " <consumer> option.");
    }
    return StreamIds.strict(args, word);
  }

  private static Effect readGroup(ReadOptions options, Args args, Execution x) {
    var groups = new ConsumerGroup[options.streams()];
    var after = new StreamId[options.streams()];
    for (int i = 0; i < after.length; i++) {
      StreamAt at = StreamAt.read(args.key(options.key(i)), x);
      ConsumerGroup group = StreamAt.group(at, args, options.group());
      if (group == null) {
        throw StreamAt.noGroup(
            args, options.key(i), options.group(), " in XREADGROUP with GROUP option");
      }
      groups[i] = group;
      after[i] = afterForGroup(options.id(i), args);
    }
    var effects = new GroupEffects(x);
    int mark = x.reply().openArray();
    int served = 0;
    for (int i = 0; i < after.length; i++) {
      StreamAt at = StreamAt.readToChange(args.key(options.key(i)), x);
      boolean isNew = after[i].equals(StreamId.MAX);
      if (at != null && (!isNew || hasNew(at.stream(), groups[i]))) {
        StreamReplies.head(at.key(), x.reply());
        var delivery = new Delivery(at, groups[i], args.bytes(options.consumer()), effects, x);
        if (isNew) {
          delivery.ofNew(options.count(), options.isWithoutPending());
        } else {
          delivery.again(after[i], options.count(), options.isWithoutPending());
        }
        at.store();
        effects.count();
        served++;
      }
    }
    if (served == 0) {
      return nothing(options, args, WaitForDelivery.of(options, args), x);
    }
    x.reply().closeMap(mark, served);
    return effects.effect();
  }

  private static boolean hasNew(Stream stream, ConsumerGroup group) {
    return stream.length() > 0 && stream.lastEntry().isAfter(group.lastDelivered());
  }

  private static StreamId afterForGroup(int word, Args args) {
    if (args.is(word, "$")) {
      throw CommandError.of(
          "ERR The $ ID is meaningless in the context of XREADGROUP: you want to read the history"
              + " of this consumer by specifying a proper ID, or use the > ID to get new messages."
              + " The $ ID would just return an empty result set.");
    }
    return args.is(word, ">") ? StreamId.MAX : StreamIds.strict(args, word);
  }
}
