package hitrate.engine.struct;

/// A stream's entry that was delivered to a consumer and is not acknowledged yet. It never changes:
/// with each delivery another one takes its place, with the group and with the consumer.
///
/// @param consumer whose it is; of a frozen stream only the name is to be asked for
/// @param deliveredAt when it was delivered last, in milliseconds since 1970
/// @param deliveries how often it was delivered
public record PendingEntry(
    StreamId id, StreamConsumer consumer, long deliveredAt, long deliveries) {
  static final long BYTES =
      HeapSize.object(2 * HeapSize.REFERENCE + 2 * Long.BYTES) + HeapSize.object(2 * Long.BYTES);
}
