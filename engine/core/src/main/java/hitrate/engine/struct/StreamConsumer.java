package hitrate.engine.struct;

import hitrate.engine.bytes.Bytes;

/// One of the consumers that share the entries of a [ConsumerGroup].
public final class StreamConsumer {
  private final Bytes name;
  private final PendingEntries pending;
  private long seenAt;

  StreamConsumer(Bytes name, long seenAt) {
    this(name, seenAt, new PendingEntries());
  }

  private StreamConsumer(Bytes name, long seenAt, PendingEntries pending) {
    this.name = name;
    this.seenAt = seenAt;
    this.pending = pending;
  }

  /// The consumer as it is now, to be read only.
  StreamConsumer frozen() {
    return new StreamConsumer(name, seenAt, pending.frozen());
  }

  public Bytes name() {
    return name;
  }

  /// When it was heard of last, in milliseconds since 1970.
  public long seenAt() {
    return seenAt;
  }

  public void seen(long at) {
    seenAt = at;
  }

  /// What was delivered to it and is not acknowledged.
  public PendingEntries pending() {
    return pending;
  }

  /// Notes an entry, in the place of one that has its id.
  void put(PendingEntry entry) {
    pending.put(entry);
  }

  void remove(StreamId id) {
    pending.remove(id);
  }
}
