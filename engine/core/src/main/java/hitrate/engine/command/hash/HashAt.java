package hitrate.engine.command.hash;

import hitrate.engine.command.CommandError;
import hitrate.engine.command.Execution;
import hitrate.engine.keyspace.Database;
import hitrate.engine.keyspace.Entry;
import hitrate.engine.keyspace.Key;
import hitrate.engine.keyspace.Kind;
import hitrate.engine.resp.ReplyWriter;
import hitrate.engine.struct.FieldTable;
import hitrate.engine.struct.Listpack;
import hitrate.engine.struct.RecordView;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The hash under a key while a command works on it, in either of its forms: a listpack of fields
/// and values one after another while it is small, a table from then on. Never back, as in the real
/// server.
///
/// Changes of a packed hash are made in a copy: [#store] puts them in place.
public final class HashAt {
  private final Execution x;
  private final Database database;
  private final Key key;
  private final Listpack pack;
  private @Nullable FieldTable table;
  private final long entry; // that the hash came from, 0 for a new one
  private boolean isNew;

  private HashAt(Execution x, Key key, long entry) {
    this.x = x;
    this.database = x.database();
    this.key = key;
    this.pack = x.listpack();
    this.entry = entry;
    if (entry == 0) {
      isNew = true;
      pack.clear();
      return;
    }
    var region = database.region();
    int kind = Entry.kind(region, entry);
    if (kind == Kind.HASH_PACKED) {
      pack.load(region, Entry.valueAt(region, entry), Entry.valueLength(region, entry));
    } else if (kind == Kind.HASH_TABLE) {
      table = (FieldTable) database.large(entry);
    } else {
      throw CommandError.WRONG_TYPE;
    }
  }

  /// The hash for reading, null when there is none: counts a hit or a miss.
  static @Nullable HashAt read(Key key, Execution x) {
    long entry = x.database().read(key);
    return entry == 0 ? null : new HashAt(x, key, entry);
  }

  /// The hash of an entry that was found for reading.
  public static HashAt read(long entry, Key key, Execution x) {
    return new HashAt(x, key, entry);
  }

  /// The hash for changing it, null when there is none.
  static @Nullable HashAt modify(Key key, Execution x) {
    long entry = x.database().modify(key);
    return entry == 0 ? null : new HashAt(x, key, entry);
  }

  /// The hash for changing it, an empty one when there is none yet.
  static HashAt modifyOrCreate(Key key, Execution x) {
    return new HashAt(x, key, x.database().modify(key));
  }

  int size() {
    FieldTable large = table;
    return large == null ? pack.count() / 2 : large.size();
  }

  boolean has(byte[] array, int offset, int length) {
    FieldTable large = table;
    return large == null
        ? pack.find(array, offset, length, pack.first(), 1) >= 0
        : large.contains(array, offset, length);
  }

  /// The length of a field's value, 0 when there is no such field.
  int valueLength(byte[] array, int offset, int length) {
    FieldTable large = table;
    if (large == null) {
      int field = pack.find(array, offset, length, pack.first(), 1);
      return field < 0 ? 0 : pack.size(pack.next(field));
    }
    RecordView record = large.find(array, offset, length);
    return record == null ? 0 : record.valueLength();
  }

  /// A field's value, null when there is no such field.
  public byte @Nullable [] value(byte[] array, int offset, int length) {
    FieldTable large = table;
    if (large == null) {
      int field = pack.find(array, offset, length, pack.first(), 1);
      return field < 0 ? null : pack.toArray(pack.next(field));
    }
    RecordView record = large.find(array, offset, length);
    return record == null ? null : record.value();
  }

  /// Replies with a field's value, or null when there is no such field.
  void replyValue(byte[] array, int offset, int length) {
    FieldTable large = table;
    ReplyWriter reply = x.reply();
    if (large == null) {
      int field = pack.find(array, offset, length, pack.first(), 1);
      if (field < 0) {
        reply.nil();
      } else {
        reply(pack.next(field));
      }
      return;
    }
    RecordView record = large.find(array, offset, length);
    if (record == null) {
      reply.nil();
    } else {
      reply.bulk(record.array(), record.valueStart(), record.valueLength());
    }
  }

  private void reply(int position) {
    if (pack.isInteger(position)) {
      x.reply().bulkInteger(pack.longAt(position));
    } else {
      x.reply().bulk(pack.array(), pack.start(position), pack.size(position));
    }
  }

  /// Replies with all fields, all values or both, without a head.
  void replyAll(boolean fields, boolean values) {
    FieldTable large = table;
    if (large != null) {
      large.forEachRecord(record -> reply(record, fields, values));
      return;
    }
    for (int at = pack.first(); at >= 0; at = pack.next(at)) {
      if (fields) {
        reply(at);
      }
      at = pack.next(at);
      if (values) {
        reply(at);
      }
    }
  }

  private void reply(RecordView record, boolean field, boolean value) {
    if (field) {
      x.reply().bulk(record.array(), record.keyStart(), record.keyLength());
    }
    if (value) {
      x.reply().bulk(record.array(), record.valueStart(), record.valueLength());
    }
  }

  /// Calls `action` with copies of every field and its value.
  void forEach(BiConsumer<byte[], byte[]> action) {
    FieldTable large = table;
    if (large != null) {
      large.forEachRecord(record -> action.accept(record.key(), record.value()));
      return;
    }
    for (int at = pack.first(); at >= 0; at = pack.next(at)) {
      byte[] field = pack.toArray(at);
      at = pack.next(at);
      action.accept(field, pack.toArray(at));
    }
  }

  /// Replies with the pair at an index of a packed hash.
  void replyAt(int index, boolean withValue) {
    int field = pack.at(2L * index);
    reply(field);
    if (withValue) {
      reply(pack.next(field));
    }
  }

  /// Replies with a random pair of a large hash.
  void replyRandom(boolean withValue) {
    RecordView record = Objects.requireNonNull(large().randomRecord(x.keyspace().entropy()));
    reply(record, true, withValue);
  }

  /// The table of a hash that is not packed.
  FieldTable large() {
    FieldTable large = table;
    if (large == null) {
      throw new IllegalStateException("a packed hash");
    }
    return large;
  }

  boolean isPacked() {
    return table == null;
  }

  /// Gives a field a value; true when the field is new.
  boolean set(
      byte[] array, int offset, int length, byte[] value, int valueOffset, int valueLength) {
    if (table == null && Math.max(length, valueLength) > x.packing().hashValueBytes()) {
      unpack();
    }
    FieldTable large = table;
    if (large != null) {
      return large.put(array, offset, length, value, valueOffset, valueLength);
    }
    int field = pack.find(array, offset, length, pack.first(), 1);
    if (field >= 0) {
      pack.replace(pack.next(field), value, valueOffset, valueLength);
      return false;
    }
    pack.append(array, offset, length);
    pack.append(value, valueOffset, valueLength);
    if (pack.count() / 2 > x.packing().hashEntries()) {
      unpack();
    }
    return true;
  }

  /// Takes a field out; false when there is none.
  boolean remove(byte[] array, int offset, int length) {
    FieldTable large = table;
    if (large != null) {
      return large.remove(array, offset, length);
    }
    int field = pack.find(array, offset, length, pack.first(), 1);
    if (field >= 0) {
      pack.deleteRange(field, 2);
    }
    return field >= 0;
  }

  private void unpack() {
    var large = new FieldTable(x.keyspace().hash());
    for (int at = pack.first(); at >= 0; at = pack.next(at)) {
      byte[] field = pack.toArray(at);
      at = pack.next(at);
      byte[] value = pack.toArray(at);
      large.put(field, 0, field.length, value, 0, value.length);
    }
    table = large;
    isNew = true;
  }

  /// Puts the changes in place; an empty hash goes, which the answer tells.
  boolean store() {
    if (size() == 0) {
      database.delete(key);
      return true;
    }
    FieldTable large = table;
    if (large == null) {
      database.putPacked(key, Kind.HASH_PACKED, pack.array(), pack.length());
    } else if (isNew) {
      database.putLarge(key, Kind.HASH_TABLE, large);
    } else {
      database.largeChanged(entry);
    }
    return false;
  }
}
