package hitrate.engine.struct;

/// A stream's entry that was delivered to a consumer and is not acknowledged yet. One object that
/// both the group and the consumer know.
public final class PendingEntry {
  static final long BYTES =
      HeapSize.object(2 * HeapSize.REFERENCE + 2 * Long.BYTES) + HeapSize.object(2 * Long.BYTES);

  private final StreamId id;
  private StreamConsumer consumer;
  private long deliveredAt;
  private long deliveries;

  PendingEntry(StreamId id, StreamConsumer consumer, long deliveredAt, long deliveries) {
    this.id = id;
    this.consumer = consumer;
    this.deliveredAt = deliveredAt;
    this.deliveries = deliveries;
  }

  public StreamId id() {
    return id;
  }

  /// Whose it is.
  public StreamConsumer consumer() {
    return consumer;
  }

  void consumer(StreamConsumer owner) {
    consumer = owner;
  }

  /// When it was delivered last, in milliseconds since 1970.
  public long deliveredAt() {
    return deliveredAt;
  }

  /// How often it was delivered.
  public long deliveries() {
    return deliveries;
  }

  /// Notes a delivery.
  public void delivered(long at, long times) {
    deliveredAt = at;
    deliveries = times;
  }
}
