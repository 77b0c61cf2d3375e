package hitrate.engine.struct;

import hitrate.engine.bytes.Bytes;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Consumers that share a stream: each entry goes to one of them, and stays pending until it is
/// acknowledged.
public final class ConsumerGroup {
  /// The number of entries read when it is not known.
  public static final long UNKNOWN = -1;

  private static final long TREE_NODE = HeapSize.object(5 * HeapSize.REFERENCE + 1);
  private static final long TREE_MAP = HeapSize.object(9 * HeapSize.REFERENCE);
  private static final long PENDING_LIST =
      HeapSize.object(HeapSize.REFERENCE + Integer.BYTES)
          + HeapSize.object(HeapSize.REFERENCE + 2 * Integer.BYTES)
          + HeapSize.array(1, HeapSize.REFERENCE);

  /// What a pending entry takes, with its place in the group's list and in the consumer's.
  private static final long PENDING_BYTES = PendingEntry.BYTES + 2 * PendingEntries.PLACE_BYTES;

  private static final long CONSUMER_BYTES =
      TREE_NODE + PENDING_LIST + HeapSize.object(2 * HeapSize.REFERENCE + 2 * Long.BYTES);

  private static final long GROUP_BYTES =
      TREE_NODE
          + TREE_MAP
          + PENDING_LIST
          + HeapSize.object(5 * HeapSize.REFERENCE + Long.BYTES)
          + HeapSize.object(2 * Long.BYTES);

  private final Stream stream;
  private final Bytes name;
  private final PendingEntries pending;
  private final TreeMap<Bytes, StreamConsumer> consumers = new TreeMap<>();
  private StreamId lastDelivered;
  private long entriesRead;

  ConsumerGroup(Stream stream, Bytes name, StreamId lastDelivered, long entriesRead) {
    this(stream, name, lastDelivered, entriesRead, new PendingEntries());
  }

  private ConsumerGroup(
      Stream stream, Bytes name, StreamId lastDelivered, long entriesRead, PendingEntries pending) {
    this.stream = stream;
    this.pending = pending;
    this.name = name;
    this.lastDelivered = lastDelivered;
    this.entriesRead = entriesRead;
    stream.countGroups(GROUP_BYTES + nameBytes(name));
  }

  private static long nameBytes(Bytes name) {
    return HeapSize.object(HeapSize.REFERENCE) + HeapSize.array(name.length(), 1);
  }

  /// What goes with the group.
  long bytes() {
    long sum = GROUP_BYTES + nameBytes(name) + pending.size() * PENDING_BYTES;
    for (StreamConsumer consumer : consumers.values()) {
      sum += CONSUMER_BYTES + nameBytes(consumer.name());
    }
    return sum;
  }

  public Bytes name() {
    return name;
  }

  /// The last entry that was delivered to any consumer.
  public StreamId lastDelivered() {
    return lastDelivered;
  }

  /// How many entries were read up to that one, or [#UNKNOWN].
  public long entriesRead() {
    return entriesRead;
  }

  /// Says where the group stands.
  public void moveTo(StreamId id, long newEntriesRead) {
    lastDelivered = id;
    entriesRead = newEntriesRead;
  }

  /// Notes that a new entry is being delivered, counting it where that can be done.
  public void advanceTo(StreamId id) {
    if (entriesRead != UNKNOWN && !stream.hasDeletedFrom(id)) {
      entriesRead++;
    } else if (stream.entriesAdded() != 0) {
      entriesRead = stream.countUpTo(id);
    }
    lastDelivered = id;
  }

  /// How many entries are ahead of the group, null when that cannot be told. Negative when somebody
  /// said that the group has read more than there were.
  public @Nullable Long lag() {
    if (stream.entriesAdded() == 0) {
      return 0L;
    }
    long read =
        entriesRead != UNKNOWN && !stream.hasDeletedFrom(lastDelivered)
            ? entriesRead
            : stream.countUpTo(lastDelivered);
    return read == UNKNOWN ? null : Long.valueOf(stream.entriesAdded() - read);
  }

  /// All that was delivered and is not acknowledged.
  public PendingEntries pending() {
    return pending;
  }

  /// The consumers by name. To be read only.
  public NavigableMap<Bytes, StreamConsumer> consumers() {
    return consumers;
  }

  public @Nullable StreamConsumer consumer(Bytes consumerName) {
    return consumers.get(consumerName);
  }

  /// A new consumer.
  public StreamConsumer addConsumer(Bytes consumerName, long now) {
    var consumer = new StreamConsumer(consumerName, now);
    consumers.put(consumerName, consumer);
    stream.countGroups(CONSUMER_BYTES + nameBytes(consumerName));
    return consumer;
  }

  /// Takes a consumer out, with all that is pending for it.
  public void removeConsumer(StreamConsumer consumer) {
    for (PendingEntry entry : consumer.pending()) {
      pending.remove(entry.id());
    }
    stream.countGroups(-PENDING_BYTES * consumer.pending().size());
    consumers.remove(consumer.name());
    stream.countGroups(-CONSUMER_BYTES - nameBytes(consumer.name()));
  }

  /// Notes an entry as pending for a consumer; if it is for another already, it changes hands.
  @SuppressWarnings("ReferenceEquality") // that very consumer
  public PendingEntry addPending(StreamId id, StreamConsumer consumer, long now, long deliveries) {
    PendingEntry known = pending.get(id);
    if (known == null) {
      stream.countGroups(PENDING_BYTES);
    } else if (known.consumer() != consumer) {
      known.consumer().remove(id);
    }
    var entry = new PendingEntry(id, consumer, now, deliveries);
    pending.put(entry);
    consumer.put(entry);
    return entry;
  }

  /// Takes a pending entry out: it is acknowledged, or there is no such entry any more.
  public void removePending(PendingEntry entry) {
    pending.remove(entry.id());
    entry.consumer().remove(entry.id());
    stream.countGroups(-PENDING_BYTES);
  }

  /// A copy that belongs to another stream.
  ConsumerGroup copyTo(Stream owner) {
    var copy = new ConsumerGroup(owner, name, lastDelivered, entriesRead);
    consumers
        .values()
        .forEach(each -> copy.addConsumer(each.name(), each.seenAt()).active(each.activeAt()));
    for (PendingEntry entry : pending) {
      var consumer = copy.consumers.get(entry.consumer().name());
      if (consumer != null) {
        copy.addPending(entry.id(), consumer, entry.deliveredAt(), entry.deliveries());
      }
    }
    return copy;
  }

  /// The group as it is now, to be read only, with a frozen stream.
  ConsumerGroup frozen(Stream owner) {
    var frozen = new ConsumerGroup(owner, name, lastDelivered, entriesRead, pending.frozen());
    consumers.forEach((known, consumer) -> frozen.consumers.put(known, consumer.frozen()));
    return frozen;
  }
}
