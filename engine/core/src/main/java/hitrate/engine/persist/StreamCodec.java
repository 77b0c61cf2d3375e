package hitrate.engine.persist;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.struct.ConsumerGroup;
import hitrate.engine.struct.Listpack;
import hitrate.engine.struct.PendingEntry;
import hitrate.engine.struct.Stream;
import hitrate.engine.struct.StreamConsumer;
import hitrate.engine.struct.StreamId;
import java.util.HashMap;
import java.util.Map;

/// Writes and reads streams: the pieces by their ids, what the stream remembers, the groups.
final class StreamCodec {
  private static final int ID_BYTES = 16;

  private StreamCodec() {}

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

  private static StreamId id(RdbReader in) throws MalformedValue {
    return new StreamId(in.number(), in.number());
  }

  private static StreamId rawId(RdbReader in) throws MalformedValue {
    return new StreamId(in.bigEndian(Long.BYTES), in.bigEndian(Long.BYTES));
  }

  /// Reads a stream of one of three types; the first remembers less than the second, the third has
  /// a time more for each consumer.
  static Stream read(RdbReader in, int type, Runnable meetsPack) throws MalformedValue {
    boolean isFirstForm = type == ValueType.STREAM_1;
    var stream = new Stream();
    StreamId before = null;
    for (long left = in.length(); left != 0; left--) {
      if (in.length() != ID_BYTES) {
        throw new MalformedValue("Stream node key entry is not the size of a stream ID");
      }
      StreamId id = rawId(in);
      in.view();
      meetsPack.run();
      var pack = new Listpack(in.textLength());
      pack.load(in.text(), in.textStart(), in.textLength());
      if (before != null && !id.isAfter(before) || !isPiece(pack)) {
        throw new MalformedValue("Stream listpack integrity check failed.");
      }
      stream.addPiece(id, pack);
      before = id;
    }
    // length, last id, and if there is more: first id, greatest deleted id, entries added
    long[] known = in.numbers(isFirstForm ? 3 : 8);
    if (known[0] != 0 && stream.pieces() == 0) { // otherwise it is counted, whatever it says
      throw new MalformedValue("Stream length inconsistent with rax entries");
    }
    var last = new StreamId(known[1], known[2]);
    if (isFirstForm) {
      stream.findFirst();
      if (stream.pieces() == 0) {
        stream.first(StreamId.MAX); // as the real server has it, which finds none
      }
      stream.remember(last, stream.length(), StreamId.MIN);
    } else {
      stream.first(new StreamId(known[3], known[4]));
      stream.remember(last, known[7], new StreamId(known[5], known[6]));
    }
    for (long left = in.length(); left != 0; left--) {
      group(stream, in, type);
    }
    return stream;
  }

  /// How many elements it says it has, the real server does not look at.
  private static boolean isPiece(Listpack pack) {
    if (Stream.isPiece(pack)) {
      return true;
    }
    if (pack.length() < Listpack.EMPTY_LENGTH) {
      return false;
    }
    pack.forgetCount();
    return Stream.isPiece(pack) && pack.count() > 0;
  }

  private static void group(Stream stream, RdbReader in, int type) throws MalformedValue {
    var name = Bytes.wrap(in.string());
    StreamId last = id(in);
    long read = type == ValueType.STREAM_1 ? stream.countUpTo(last) : in.number();
    if (stream.group(name) != null) {
      throw new MalformedValue("Duplicated consumer group name " + name);
    }
    ConsumerGroup group = stream.addGroup(name, last, read);
    Map<StreamId, long[]> deliveries = new HashMap<>();
    for (long left = in.length(); left != 0; left--) {
      StreamId id = rawId(in);
      long at = in.littleEndian(Long.BYTES);
      if (deliveries.put(id, new long[] {at, in.number()}) != null) {
        throw new MalformedValue("Duplicated global PEL entry loading stream consumer group");
      }
    }
    for (long left = in.length(); left != 0; left--) {
      consumer(group, deliveries, in, type);
    }
    if (!deliveries.isEmpty()) {
      throw new MalformedValue("Stream CG PEL entry without consumer");
    }
  }

  private static void consumer(
      ConsumerGroup group, Map<StreamId, long[]> deliveries, RdbReader in, int type)
      throws MalformedValue {
    var name = Bytes.wrap(in.string());
    if (group.consumer(name) != null) {
      throw new MalformedValue("Duplicate stream consumer detected.");
    }
    StreamConsumer consumer = group.addConsumer(name, in.littleEndian(Long.BYTES));
    if (type == ValueType.STREAM_3) {
      consumer.active(in.littleEndian(Long.BYTES));
    } else {
      consumer.active(consumer.seenAt());
    }
    for (long left = in.length(); left != 0; left--) {
      StreamId id = rawId(in);
      long[] delivery = deliveries.remove(id);
      if (delivery == null) {
        throw new MalformedValue("Consumer entry not found in group global PEL");
      }
      group.addPending(id, consumer, delivery[0], delivery[1]);
    }
  }
}
