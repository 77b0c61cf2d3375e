package hitrate.engine.keyspace;

import hitrate.engine.memory.Region;
import hitrate.engine.struct.FieldTable;
import hitrate.engine.struct.Listpack;
import hitrate.engine.struct.TimedFields;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/// The fingerprint of a hash for [KeyspaceDigest]. It says nothing of the order of the fields,
/// which means nothing, and leaves out those whose time is over.
final class HashDigest {
  private final Keyspace keyspace;
  private final MessageDigest pairs = KeyspaceDigest.sha();
  private final byte[] sum = new byte[KeyspaceDigest.BYTES];
  private boolean isEmpty = true;

  private HashDigest(Keyspace keyspace) {
    this.keyspace = keyspace;
  }

  /// The fingerprint of an entry's hash, null when the time of all its fields is over.
  static byte @Nullable [] of(Keyspace keyspace, Database database, long entry) {
    var digest = new HashDigest(keyspace);
    Region region = database.region();
    if (Entry.kind(region, entry) == Kind.HASH_TABLE) {
      var table = (FieldTable) database.large(entry);
      table.forEachRecord(record -> {
        byte[] field = record.key();
        digest.add(field, record.value(), table.time(field, 0, field.length));
      });
    } else {
      byte[] value = Entry.value(region, entry);
      var pack = new Listpack(value.length);
      pack.load(value, 0, value.length);
      digest.add(pack, Entry.kind(region, entry) == Kind.HASH_TIMED);
    }
    return digest.isEmpty ? null : digest.sum;
  }

  private void add(Listpack pack, boolean isTimed) {
    int at = pack.first();
    while (at >= 0) {
      byte[] field = pack.toArray(at);
      long time = isTimed ? TimedFields.time(pack, at) : TimedFields.NEVER;
      at = pack.next(at);
      add(field, pack.toArray(at), time);
      at = pack.next(isTimed ? pack.next(at) : at);
    }
  }

  private void add(byte[] field, byte[] value, long time) {
    if (keyspace.isOver(time)) {
      return;
    }
    isEmpty = false;
    pairs.update(ByteBuffer.allocate(Integer.BYTES).putInt(field.length).flip());
    pairs.update(field);
    if (time != TimedFields.NEVER) {
      pairs.update(ByteBuffer.allocate(Long.BYTES).putLong(time).flip());
    }
    KeyspaceDigest.add(sum, pairs.digest(value));
  }
}
