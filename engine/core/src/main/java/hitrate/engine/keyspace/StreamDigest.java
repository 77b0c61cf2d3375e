package hitrate.engine.keyspace;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.struct.ConsumerGroup;
import hitrate.engine.struct.Listpack;
import hitrate.engine.struct.PendingEntry;
import hitrate.engine.struct.Stream;
import hitrate.engine.struct.StreamConsumer;
import hitrate.engine.struct.StreamCursor;
import hitrate.engine.struct.StreamId;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/// The fingerprint of a stream: its entries, what it remembers of those that are gone, its groups
/// with their consumers and whose each pending entry is. Left out is what the effects of commands
/// do not tell: when and how often an entry was delivered, and how many a group has read.
final class StreamDigest {
  private final MessageDigest sha;

  private StreamDigest(MessageDigest sha) {
    this.sha = sha;
  }

  static byte[] of(Stream stream, MessageDigest sha) {
    var digest = new StreamDigest(sha);
    digest.add(stream);
    return sha.digest();
  }

  private void add(Stream stream) {
    var cursor = new StreamCursor(stream, StreamId.MIN, StreamId.MAX, false);
    while (cursor.next()) {
      add(cursor.id());
      add(cursor.pairs());
      cursor.forEachField((pack, field, value) -> {
        add(pack, field);
        add(pack, value);
      });
    }
    add(stream.lastId());
    add(stream.maxDeletedId());
    add(stream.entriesAdded());
    stream.groups().values().forEach(this::add);
  }

  private void add(ConsumerGroup group) {
    add(group.name());
    add(group.lastDelivered());
    for (StreamConsumer consumer : group.consumers().values()) {
      add(consumer.name());
    }
    for (PendingEntry entry : group.pending()) {
      add(entry.id());
      add(entry.consumer().name());
    }
  }

  private void add(Listpack pack, int position) {
    add(pack.size(position));
    sha.update(pack.toArray(position));
  }

  private void add(Bytes name) {
    add(name.length());
    sha.update(name.toArray());
  }

  private void add(StreamId id) {
    add(id.millis());
    add(id.sequence());
  }

  private void add(long number) {
    sha.update(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
  }
}
