package hitrate.engine.command.stream;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Execution;
import hitrate.engine.struct.ConsumerGroup;
import hitrate.engine.struct.PendingEntry;
import hitrate.engine.struct.StreamConsumer;
import hitrate.engine.struct.StreamCursor;
import hitrate.engine.struct.StreamId;

/// Entries of one stream delivered to a consumer of a group, and written as the reply.
final class Delivery {
  private final StreamAt at;
  private final ConsumerGroup group;
  private final StreamConsumer consumer;
  private final boolean isNewConsumer;
  private final Bytes key;
  private final GroupEffects effects;
  private final Execution x;

  /// A delivery to a consumer, which comes into being if there is none of that name.
  Delivery(
      StreamAt at, ConsumerGroup group, Bytes consumerName, GroupEffects effects, Execution x) {
    this.at = at;
    this.group = group;
    this.effects = effects;
    this.x = x;
    this.key = at.key().copy();
    StreamConsumer known = group.consumer(consumerName);
    isNewConsumer = known == null;
    if (known == null) {
      known = group.addConsumer(consumerName, x.now());
      x.changed("xgroup-createconsumer", at.key());
      effects.count();
    }
    known.seen(x.now());
    consumer = known;
  }

  /// Delivers what nobody in the group has got yet.
  ///
  /// @param count the most entries, 0 for all
  /// @param withoutPending whether the consumer need not acknowledge them
  void ofNew(long count, boolean withoutPending) {
    if (isNewConsumer && withoutPending) {
      effects.joined(key, group, consumer);
    }
    StreamId from = group.lastDelivered().next();
    var cursor =
        new StreamCursor(at.stream(), from == null ? StreamId.MAX : from, StreamId.MAX, false);
    int mark = x.reply().openArray();
    int delivered = 0;
    while ((count == 0 || delivered < count) && cursor.next()) {
      StreamId id = cursor.id();
      group.advanceTo(id);
      StreamReplies.entry(cursor, x.reply());
      if (!withoutPending) {
        effects.claimed(key, group, group.addPending(id, consumer, x.now(), 1));
      }
      delivered++;
    }
    x.reply().closeArray(mark, delivered);
    if (delivered > 0 && !withoutPending) {
      consumer.active(x.now());
    }
    if (withoutPending) {
      effects.moved(key, group);
    }
  }

  /// Delivers again what is pending for the consumer behind an id. Of an entry that the stream has
  /// no more, only the id is shown.
  void again(StreamId after, long count, boolean withoutPending) {
    if (isNewConsumer) {
      effects.joined(key, group, consumer);
    }
    int mark = x.reply().openArray();
    int written = 0;
    PendingEntry entry = consumer.pending().higher(after);
    for (; entry != null; entry = consumer.pending().higher(entry.id())) {
      if (count != 0 && written == count) {
        break;
      }
      if (StreamReplies.entry(at.stream(), entry.id(), x.reply())) {
        group.addPending(entry.id(), consumer, x.now(), entry.deliveries() + 1);
      } else {
        x.reply().array(2);
        StreamReplies.id(entry.id(), x.reply());
        x.reply().nilArray();
      }
      written++;
    }
    x.reply().closeArray(mark, written);
  }
}
