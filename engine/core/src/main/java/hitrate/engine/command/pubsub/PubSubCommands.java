package hitrate.engine.command.pubsub;

import static hitrate.engine.command.CommandFlag.FAST;
import static hitrate.engine.command.CommandFlag.LOADING;
import static hitrate.engine.command.CommandFlag.MAY_REPLICATE;
import static hitrate.engine.command.CommandFlag.NOSCRIPT;
import static hitrate.engine.command.CommandFlag.PUBSUB;
import static hitrate.engine.command.CommandFlag.STALE;
import static hitrate.engine.command.KeySpec.Flag.NOT_KEY;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.bytes.Glob;
import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.HelpText;
import hitrate.engine.command.KeySpec;
import hitrate.engine.command.Subscriptions;
import hitrate.engine.command.Subscriptions.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Publish and subscribe: PUBLISH, SUBSCRIBE, PSUBSCRIBE, SSUBSCRIBE, their opposites, PUBSUB.
public final class PubSubCommands {
  private PubSubCommands() {}

  /// The family's table.
  public static List<Command> commands() {
    return List.of(
        Command.named("publish")
            .arity(3)
            .flags(PUBSUB, LOADING, STALE, FAST, MAY_REPLICATE)
            .runs((args, x) -> publish(Kind.CHANNEL, args, x)),
        Command.named("spublish")
            .arity(3)
            .flags(PUBSUB, LOADING, STALE, FAST, MAY_REPLICATE)
            .keys(KeySpec.key(1, NOT_KEY))
            .runs((args, x) -> publish(Kind.SHARD, args, x)),
        listening("subscribe", -2).runs((args, x) -> subscribe("subscribe", Kind.CHANNEL, args, x)),
        listening("psubscribe", -2)
            .runs((args, x) -> subscribe("psubscribe", Kind.PATTERN, args, x)),
        listening("ssubscribe", -2)
            .keys(KeySpec.from(1, 1, NOT_KEY))
            .runs(PubSubCommands::subscribeToShards),
        listening("unsubscribe", -1)
            .runs((args, x) -> unsubscribe("unsubscribe", Kind.CHANNEL, args, x)),
        listening("punsubscribe", -1)
            .runs((args, x) -> unsubscribe("punsubscribe", Kind.PATTERN, args, x)),
        listening("sunsubscribe", -1)
            .keys(KeySpec.from(1, 1, NOT_KEY))
            .runs((args, x) -> unsubscribe("sunsubscribe", Kind.SHARD, args, x)),
        Command.named("pubsub")
            .arity(-2)
            .holds(
                asking("channels", -2).sub((args, x) -> channels(Kind.CHANNEL, args, x)),
                asking("numsub", -2).sub((args, x) -> listeners(Kind.CHANNEL, args, x)),
                asking("numpat", 2).sub(PubSubCommands::patterns),
                asking("shardchannels", -2).sub((args, x) -> channels(Kind.SHARD, args, x)),
                asking("shardnumsub", -2).sub((args, x) -> listeners(Kind.SHARD, args, x)),
                HelpText.subcommand("pubsub")));
  }

  private static Command.Builder listening(String name, int arity) {
    return Command.named(name).arity(arity).flags(PUBSUB, NOSCRIPT, LOADING, STALE);
  }

  private static Command.Builder asking(String name, int arity) {
    return Command.named(name).arity(arity).flags(PUBSUB, LOADING, STALE);
  }

  private static Effect publish(Kind kind, Args args, Execution x) {
    int receivers = x.client().subscriptions().publish(kind, args.bytes(1), args.bytes(2));
    x.reply().integer(receivers);
    x.counts(0);
    return Effect.MESSAGE;
  }

  private static Effect subscribe(String word, Kind kind, Args args, Execution x) {
    for (int i = 1; i < args.count(); i++) {
      Bytes name = args.bytes(i);
      x.client().subscriptions().subscribe(kind, name);
      confirm(word, name, kind, x);
    }
    return Effect.NONE;
  }

  private static Effect subscribeToShards(Args args, Execution x) {
    if (x.client().transaction().isRunning()) {
      throw CommandError.of("ERR SSUBSCRIBE isn't allowed for a DENY BLOCKING client");
    }
    return subscribe("ssubscribe", Kind.SHARD, args, x);
  }

  private static Effect unsubscribe(String word, Kind kind, Args args, Execution x) {
    Subscriptions mine = x.client().subscriptions();
    List<Bytes> names = args.count() > 1 ? args.all().subList(1, args.count()) : mine.names(kind);
    for (Bytes name : names) {
      mine.unsubscribe(kind, name);
      confirm(word, name, kind, x);
    }
    if (names.isEmpty()) {
      mine.unsubscribe(kind, Bytes.EMPTY);
      confirm(word, null, kind, x);
    }
    return Effect.NONE;
  }

  private static void confirm(String word, @Nullable Bytes name, Kind kind, Execution x) {
    x.reply().push(3);
    x.reply().bulk(word);
    if (name == null) {
      x.reply().nil();
    } else {
      x.reply().bulk(name);
    }
    x.reply().integer(x.client().subscriptions().count(kind));
  }

  private static Effect channels(Kind kind, Args args, Execution x) {
    if (args.count() > 3) {
      throw CommandError.unknownForm(args);
    }
    List<Bytes> names = x.client().subscriptions().everybodysNames(kind);
    if (args.count() == 3) {
      var pattern = new Glob(args.bytes(2), false);
      names = names.stream().filter(pattern::matches).toList();
    }
    x.reply().array(names.size());
    names.forEach(x.reply()::bulk);
    return Effect.NONE;
  }

  private static Effect listeners(Kind kind, Args args, Execution x) {
    x.reply().array(2L * (args.count() - 2));
    for (int i = 2; i < args.count(); i++) {
      Bytes name = args.bytes(i);
      x.reply().bulk(name);
      x.reply().integer(x.client().subscriptions().listeners(kind, name));
    }
    return Effect.NONE;
  }

  private static Effect patterns(Args args, Execution x) {
    x.reply().integer(x.client().subscriptions().everybodysNames(Kind.PATTERN).size());
    return Effect.NONE;
  }
}
