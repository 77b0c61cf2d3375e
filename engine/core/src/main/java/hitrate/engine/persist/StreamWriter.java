package hitrate.engine.persist;

import hitrate.engine.struct.ConsumerGroup;
import hitrate.engine.struct.PendingEntry;
import hitrate.engine.struct.Stream;
import hitrate.engine.struct.StreamConsumer;
import hitrate.engine.struct.StreamId;

/// Writes streams: the pieces by their ids, what the stream remembers, the groups.
final class StreamWriter {
  static final int ID_BYTES = 16;

  private StreamWriter() {}

  static void write(Stream stream, RdbWriter out) {
    out.length(stream.pieces());
    stream.forEachPiece((id, pack) -> {
      out.length(ID_BYTES);
      rawId(id, out);
      out.string(pack.array(), 0, pack.length());
      out.drain();
    });
    out.length(stream.length());
    id(stream.lastId(), out);
    id(stream.firstId(), out);
    id(stream.maxDeletedId(), out);
    out.length(stream.entriesAdded());
    out.length(stream.groups().size());
    stream.groups().values().forEach(group -> write(group, out));
  }

  private static void write(ConsumerGroup group, RdbWriter out) {
    out.string(group.name().toArray());
    id(group.lastDelivered(), out);
    out.length(group.entriesRead());
    out.length(group.pending().size());
    for (PendingEntry entry : group.pending()) {
      rawId(entry.id(), out);
      out.littleEndian(entry.deliveredAt(), Long.BYTES);
      out.length(entry.deliveries());
    }
    out.length(group.consumers().size());
    for (StreamConsumer consumer : group.consumers().values()) {
      out.string(consumer.name().toArray());
      out.littleEndian(consumer.seenAt(), Long.BYTES);
      out.length(consumer.pending().size());
      consumer.pending().forEach(entry -> rawId(entry.id(), out));
    }
  }

  private static void id(StreamId id, RdbWriter out) {
    out.length(id.millis());
    out.length(id.sequence());
  }

  private static void rawId(StreamId id, RdbWriter out) {
    out.bigEndian(id.millis(), Long.BYTES);
    out.bigEndian(id.sequence(), Long.BYTES);
  }
}
