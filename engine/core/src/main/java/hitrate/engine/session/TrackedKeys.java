package hitrate.engine.session;

import hitrate.engine.keyspace.Key;
import hitrate.engine.keyspace.KeyHash;
import hitrate.engine.struct.FieldTable;
import hitrate.engine.struct.RecordView;
import hitrate.engine.world.Entropy;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Which clients have read which keys: by the key's name, whatever its database. A key is forgotten
/// as soon as its readers are told of a change.
///
/// The readers of a key are their ids, eight bytes each, as the field's value in a [FieldTable]: a
/// million keys of one reader each take the bytes of their names, and a few more.
final class TrackedKeys {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int ID_BYTES = 8;

  private final KeyHash hash;
  private FieldTable readers;
  private final byte[] oneId = new byte[ID_BYTES];
  private long items;

  TrackedKeys(KeyHash hash) {
    this.hash = hash;
    this.readers = new FieldTable(hash);
  }

  /// How many keys there are.
  int size() {
    return readers.size();
  }

  /// How many readers they have in all.
  long items() {
    return items;
  }

  /// Notes that a client has read a key.
  void add(long reader, Key key) {
    RecordView record = readers.find(key.array(), key.offset(), key.length());
    if (record == null) {
      LONGS.set(oneId, 0, reader);
      readers.put(key.array(), key.offset(), key.length(), oneId, 0, ID_BYTES);
    } else if (contains(record, reader)) {
      return;
    } else {
      byte[] ids = record.value();
      byte[] more = Arrays.copyOf(ids, ids.length + ID_BYTES);
      LONGS.set(more, ids.length, reader);
      readers.put(key.array(), key.offset(), key.length(), more, 0, more.length);
    }
    items++;
  }

  private static boolean contains(RecordView record, long reader) {
    int end = record.valueStart() + record.valueLength();
    for (int at = record.valueStart(); at < end; at += ID_BYTES) {
      if ((long) LONGS.get(record.array(), at) == reader) {
        return true;
      }
    }
    return false;
  }

  /// Forgets a key. Answers the ids of its readers, or null when it has none.
  long @Nullable [] take(byte[] key, int offset, int length) {
    RecordView record = readers.find(key, offset, length);
    if (record == null) {
      return null;
    }
    var ids = new long[record.valueLength() / ID_BYTES];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = (long) LONGS.get(record.array(), record.valueStart() + i * ID_BYTES);
    }
    readers.remove(key, offset, length);
    items -= ids.length;
    return ids;
  }

  /// Forgets all keys.
  void clear() {
    readers = new FieldTable(hash);
    items = 0;
  }

  /// Any of the keys, or null when there is none.
  byte @Nullable [] random(Entropy entropy) {
    RecordView record = readers.randomRecord(entropy);
    return record == null ? null : record.key();
  }
}
