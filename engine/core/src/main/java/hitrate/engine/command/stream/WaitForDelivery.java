package hitrate.engine.command.stream;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Args;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.Waiting;
import hitrate.engine.keyspace.Key;
import hitrate.engine.struct.ConsumerGroup;
import org.jspecify.annotations.Nullable;

/// Waits with XREADGROUP until one of the streams has an entry that nobody in the group has got.
/// Ends with an error when the group goes, or the stream.
record WaitForDelivery(Bytes group, Bytes consumer, long count, boolean withoutPending)
    implements Waiting.ForStream {
  private static final CommandError NO_STREAM =
      CommandError.of("UNBLOCKED the stream key no longer exists");
  private static final CommandError NO_GROUP =
      CommandError.of("NOGROUP the consumer group this client was blocked on no longer exists");

  static WaitForDelivery of(ReadOptions options, Args args) {
    return new WaitForDelivery(
        args.bytes(options.group()),
        args.bytes(options.consumer()),
        options.count(),
        options.isWithoutPending());
  }

  @Override
  public @Nullable Effect serve(Key key, Execution x) {
    StreamAt at = StreamAt.ifStream(key, x);
    if (at == null) {
      throw NO_STREAM;
    }
    ConsumerGroup known = at.stream().group(group);
    if (known == null) {
      throw NO_GROUP;
    }
    if (!WaitForEntries.hasNew(at.stream(), known.lastDelivered())) {
      return null;
    }
    int mark = x.reply().openArray();
    StreamReplies.head(key, x.reply());
    var effects = new GroupEffects(x);
    new Delivery(at, known, consumer, effects, x).ofNew(count, withoutPending);
    at.store();
    x.reply().closeMap(mark, 1);
    return effects.effect();
  }
}
