package hitrate.engine.struct;

import hitrate.engine.bytes.Bytes;

/// One of the consumers that share the entries of a [ConsumerGroup].
public final class StreamConsumer {
  private static final long NEVER = -1;

  private final Bytes name;
  private final PendingEntries pending;
  private long seenAt;
  private long activeAt;

  StreamConsumer(Bytes name, long seenAt) {
    this(name, seenAt, NEVER, new PendingEntries());
  }

  private StreamConsumer(Bytes name, long seenAt, long activeAt, PendingEntries pending) {
    this.name = name;
    this.seenAt = seenAt;
    this.activeAt = activeAt;
    this.pending = pending;
  }

  /// The consumer as it is now, to be read only.
  StreamConsumer frozen() {
    return new StreamConsumer(name, seenAt, activeAt, pending.frozen());
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

  /// When an entry was given to it last, in milliseconds since 1970, or -1.
  public long activeAt() {
    return activeAt;
  }

  public void active(long at) {
    activeAt = at;
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
