package hitrate.engine.command.stream;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Execution;
import hitrate.engine.struct.ConsumerGroup;
import hitrate.engine.struct.PendingEntry;
import hitrate.engine.struct.Stream;
import hitrate.engine.struct.StreamConsumer;
import hitrate.engine.struct.StreamId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Entries of a group that become a consumer's in one command. The consumer comes into being with
/// the first of them.
final class Claim {
  private final StreamAt at;
  private final ConsumerGroup group;
  private final Bytes name;
  private final boolean justIds;
  private final Execution x;
  private final Bytes key;
  private final GroupEffects effects;
  private final List<StreamId> taken = new ArrayList<>();
  private @Nullable StreamConsumer consumer;

  Claim(StreamAt at, ConsumerGroup group, Bytes name, boolean justIds, Execution x) {
    this.at = at;
    this.group = group;
    this.name = name;
    this.justIds = justIds;
    this.x = x;
    this.key = at.key().copy();
    this.effects = new GroupEffects(x);
  }

  Stream stream() {
    return at.stream();
  }

  ConsumerGroup group() {
    return group;
  }

  GroupEffects effects() {
    return effects;
  }

  /// Makes an entry the consumer's.
  void take(StreamId id, long deliveredAt, long deliveries) {
    StreamConsumer owner = consumer();
    owner.active(x.now());
    effects.claimed(key, group, group.addPending(id, owner, deliveredAt, deliveries));
    effects.count();
    taken.add(id);
  }

  private StreamConsumer consumer() {
    StreamConsumer known = consumer;
    if (known == null) {
      known = group.consumer(name);
      if (known == null) {
        known = group.addConsumer(name, x.now());
        x.changed("xgroup-createconsumer", at.key());
        effects.count();
      }
      known.seen(x.now());
      consumer = known;
    }
    return known;
  }

  /// Takes an entry that the stream has no more from those pending.
  void forget(PendingEntry entry) {
    effects.claimed(key, group, entry);
    effects.count();
    group.removePending(entry);
  }

  /// Replies with what was taken, or just the ids.
  void reply() {
    x.reply().array(taken.size());
    for (StreamId id : taken) {
      if (justIds) {
        StreamReplies.id(id, x.reply());
      } else {
        StreamReplies.entry(at.stream(), id, x.reply());
      }
    }
  }
}
