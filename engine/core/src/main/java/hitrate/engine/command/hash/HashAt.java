package hitrate.engine.command.hash;

import hitrate.engine.bytes.Bytes;
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
import hitrate.engine.struct.TimedFields;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The hash under a key while a command works on it, in either of its forms: a listpack of fields
/// and values one after another while it is small, a table from then on. Never back, as in the real
/// server.
///
/// Changes of a packed hash are made in a copy: [#store] puts them in place.
///
/// Once a field has got a time to expire at, a packed hash is one of [TimedFields], three words a
/// field where else there are two, and a table keeps the times beside. Fields whose time is over go
/// as the hash is looked at; those that cannot go yet, being too many or because the clients are
/// paused, are not seen. In a packed hash they are at the front, and reading begins behind them.
public final class HashAt {
  /// The time of a field that is not there.
  static final long ABSENT = -1;

  private final Execution x;
  private final Database database;
  private final Key key;
  private final Listpack pack;
  private @Nullable FieldTable table;
  private long largeEntry; // that a table came from, 0 for a new one
  private boolean isNew;
  private boolean isTimed;
  private int over; // fields that are there and not to be seen

  private HashAt(Execution x, Key key, long entry) {
    this.x = x;
    this.database = x.database();
    this.key = key;
    this.pack = x.listpack();
    int kind = entry == 0 ? 0 : Entry.kind(database.region(), entry);
    if (kind == Kind.HASH_PACKED) {
      pack.load(
          database.region(),
          Entry.valueAt(database.region(), entry),
          Entry.valueLength(database.region(), entry));
    } else if (Kind.mayTimeFields(kind)) {
      open(database.fields().expire(database, key, entry));
    } else if (entry == 0) {
      open(0);
    } else {
      throw CommandError.WRONG_TYPE;
    }
  }

  private void open(long entry) {
    if (entry == 0) {
      isNew = true;
      pack.clear();
      return;
    }
    long now = x.keyspace().now();
    if (Entry.kind(database.region(), entry) == Kind.HASH_TABLE) {
      FieldTable large = (FieldTable) database.large(entry);
      table = large;
      largeEntry = entry;
      isTimed = large.hasTimes();
      if (x.keyspace().isOver(large.earliest())) {
        over = large.countBefore(now);
      }
      return;
    }
    pack.load(
        database.region(),
        Entry.valueAt(database.region(), entry),
        Entry.valueLength(database.region(), entry));
    isTimed = true;
    over = TimedFields.countFirst(pack, x.keyspace()::isOver);
  }

  /// The hash for reading, null when there is none: counts a hit or a miss.
  static @Nullable HashAt read(Key key, Execution x) {
    long entry = x.database().read(key);
    return entry == 0 ? null : new HashAt(x, key, entry).ifAny();
  }

  /// The hash of an entry that was found for reading.
  public static HashAt read(long entry, Key key, Execution x) {
    return new HashAt(x, key, entry);
  }

  /// The hash for changing it, null when there is none.
  static @Nullable HashAt modify(Key key, Execution x) {
    long entry = x.database().modify(key);
    return entry == 0 ? null : new HashAt(x, key, entry).ifAny();
  }

  /// The hash for changing it, an empty one when there is none yet.
  static HashAt modifyOrCreate(Key key, Execution x) {
    return new HashAt(x, key, x.database().modify(key));
  }

  private @Nullable HashAt ifAny() {
    return isNew || over > 0 && size() == 0 ? null : this;
  }

  int size() {
    FieldTable large = table;
    return (large == null ? pack.count() / words() : large.size()) - over;
  }

  /// How many words a field takes in a packed hash.
  private int words() {
    return isTimed ? 3 : 2;
  }

  /// The first field of a packed hash that is to be seen, -1 if there is none.
  private int first() {
    return over == 0 ? pack.first() : pack.at((long) over * words());
  }

  /// The field behind a value of a packed hash, -1 if it was the last.
  private int behind(int value) {
    return pack.next(isTimed ? pack.next(value) : value);
  }

  /// The place of a field in a packed hash, -1 if it is not there.
  private int find(byte[] array, int offset, int length) {
    return isTimed
        ? TimedFields.find(pack, array, offset, length, first())
        : pack.find(array, offset, length, pack.first(), 1);
  }

  /// The record of a field in a large hash, null if it is not there.
  private @Nullable RecordView find(FieldTable large, byte[] array, int offset, int length) {
    RecordView record = large.find(array, offset, length);
    return record == null || isSeen(record) ? record : null;
  }

  /// False for a record of a large hash whose time is over.
  boolean isSeen(RecordView record) {
    return over == 0
        || !x.keyspace()
            .isOver(table().time(record.array(), record.keyStart(), record.keyLength()));
  }

  boolean has(byte[] array, int offset, int length) {
    FieldTable large = table;
    return large == null
        ? find(array, offset, length) >= 0
        : find(large, array, offset, length) != null;
  }

  /// The length of a field's value, 0 when there is no such field.
  int valueLength(byte[] array, int offset, int length) {
    FieldTable large = table;
    if (large == null) {
      int field = find(array, offset, length);
      return field < 0 ? 0 : pack.size(pack.next(field));
    }
    RecordView record = find(large, array, offset, length);
    return record == null ? 0 : record.valueLength();
  }

  /// A field's value, null when there is no such field.
  public byte @Nullable [] value(byte[] array, int offset, int length) {
    FieldTable large = table;
    if (large == null) {
      int field = find(array, offset, length);
      return field < 0 ? null : pack.toArray(pack.next(field));
    }
    RecordView record = find(large, array, offset, length);
    return record == null ? null : record.value();
  }

  /// Replies with a field's value, or null when there is no such field.
  void replyValue(byte[] array, int offset, int length) {
    FieldTable large = table;
    ReplyWriter reply = x.reply();
    if (large == null) {
      int field = find(array, offset, length);
      if (field < 0) {
        reply.nil();
      } else {
        reply(pack.next(field));
      }
      return;
    }
    RecordView record = find(large, array, offset, length);
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
    if (table != null) {
      forEachRecord(record -> reply(record, fields, values));
      return;
    }
    int at = first();
    while (at >= 0) {
      if (fields) {
        reply(at);
      }
      at = pack.next(at);
      if (values) {
        reply(at);
      }
      at = behind(at);
    }
  }

  private void forEachRecord(Consumer<RecordView> action) {
    table()
        .forEachRecord(record -> {
          if (isSeen(record)) {
            action.accept(record);
          }
        });
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
    if (table != null) {
      forEachRecord(record -> action.accept(record.key(), record.value()));
      return;
    }
    int at = first();
    while (at >= 0) {
      byte[] field = pack.toArray(at);
      at = pack.next(at);
      action.accept(field, pack.toArray(at));
      at = behind(at);
    }
  }

  /// Replies with some pair, each as likely as any other.
  void replyRandom(boolean withValue) {
    var entropy = x.keyspace().entropy();
    if (table == null) {
      int field = pack.at((long) words() * (over + entropy.below(size())));
      reply(field);
      if (withValue) {
        reply(pack.next(field));
      }
    } else if (over == 0) {
      RecordView record = Objects.requireNonNull(table().randomRecord(entropy));
      reply(record, true, withValue);
    } else {
      var left = new int[] {entropy.below(size())};
      forEachRecord(record -> {
        if (left[0]-- == 0) {
          reply(record, true, withValue);
        }
      });
    }
  }

  /// One step of HSCAN through a hash that is not packed; answers where the next one begins.
  long scan(long position, long count, Consumer<RecordView> action) {
    return table()
        .scanRecords(
            position,
            count,
            record -> {
              if (isSeen(record)) {
                action.accept(record);
              }
            });
  }

  private FieldTable table() {
    FieldTable large = table;
    if (large == null) {
      throw new IllegalStateException("a packed hash");
    }
    return large;
  }

  boolean isPacked() {
    return table == null;
  }

  /// Gives a field a value; true when the field is new. Has a field stay that would have expired.
  boolean set(
      byte[] array, int offset, int length, byte[] value, int valueOffset, int valueLength) {
    if (isTimed) {
      persist(array, offset, length);
    }
    return change(array, offset, length, value, valueOffset, valueLength);
  }

  /// The same, but a field that expires goes on to do so.
  boolean change(
      byte[] array, int offset, int length, byte[] value, int valueOffset, int valueLength) {
    removeIfOver(array, offset, length);
    if (table == null && Math.max(length, valueLength) > x.packing().hashValueBytes()) {
      unpack();
    }
    FieldTable large = table;
    if (large != null) {
      return large.put(array, offset, length, value, valueOffset, valueLength);
    }
    int field = find(array, offset, length);
    if (field >= 0) {
      pack.replace(pack.next(field), value, valueOffset, valueLength);
    } else {
      pack.append(array, offset, length);
      pack.append(value, valueOffset, valueLength);
      if (isTimed) {
        pack.append(0);
      }
    }
    if (pack.count() / words() > x.packing().hashEntries()) { // which may have been lowered
      unpack();
    }
    return field < 0;
  }

  /// Takes a field out; false when there is none.
  boolean remove(byte[] array, int offset, int length) {
    removeIfOver(array, offset, length);
    FieldTable large = table;
    if (large != null) {
      return large.remove(array, offset, length);
    }
    int field = find(array, offset, length);
    if (field >= 0) {
      pack.deleteRange(field, words());
    }
    return field >= 0;
  }

  /// When a field expires: [TimedFields#NEVER] if it stays, [#ABSENT] if it is not there.
  long time(byte[] array, int offset, int length) {
    FieldTable large = table;
    if (large != null) {
      boolean isThere = find(large, array, offset, length) != null;
      return isThere ? large.time(array, offset, length) : ABSENT;
    }
    int field = find(array, offset, length);
    return field < 0 ? ABSENT : isTimed ? TimedFields.time(pack, field) : TimedFields.NEVER;
  }

  /// Has a field, which must be there, expire at that time.
  void expireAt(byte[] array, int offset, int length, long time) {
    FieldTable large = table;
    if (large != null) {
      large.expireAt(array, offset, length, time);
    } else {
      if (!isTimed) {
        TimedFields.ofPairs(pack);
        isTimed = true;
      }
      TimedFields.move(pack, find(array, offset, length), time);
    }
    isTimed = true;
  }

  /// Has a field stay; false when it would not have expired or is not there.
  boolean persist(byte[] array, int offset, int length) {
    removeIfOver(array, offset, length);
    FieldTable large = table;
    if (large != null) {
      return large.persist(array, offset, length);
    }
    int field = isTimed ? find(array, offset, length) : -1;
    boolean expires = field >= 0 && TimedFields.time(pack, field) != TimedFields.NEVER;
    if (expires) {
      TimedFields.move(pack, field, TimedFields.NEVER);
    }
    return expires;
  }

  /// A field that is there but not to be seen has to go before anything is done to it: what is
  /// recorded of that must find none when it is replayed.
  private void removeIfOver(byte[] array, int offset, int length) {
    if (over == 0) {
      return;
    }
    FieldTable large = table;
    int field = large == null ? TimedFields.find(pack, array, offset, length, pack.first()) : -1;
    long time = field < 0 ? TimedFields.NEVER : TimedFields.time(pack, field);
    time = large == null ? time : large.time(array, offset, length);
    if (!x.keyspace().isOver(time)) {
      return;
    }
    if (large == null) {
      TimedFields.remove(pack, field);
    } else {
      large.remove(array, offset, length);
    }
    over--;
    database.fields().expired(database, key, Bytes.copyOf(array, offset, offset + length));
  }

  private void unpack() {
    var large = new FieldTable(x.keyspace().hash());
    int at = pack.first();
    while (at >= 0) {
      byte[] field = pack.toArray(at);
      long time = isTimed ? TimedFields.time(pack, at) : TimedFields.NEVER;
      at = pack.next(at);
      byte[] value = pack.toArray(at);
      large.put(field, 0, field.length, value, 0, value.length);
      if (time != TimedFields.NEVER) {
        large.expireAt(field, 0, field.length, time);
      }
      at = behind(at);
    }
    table = large;
    isNew = true;
  }

  /// Puts the changes in place; an empty hash goes, which the answer tells.
  boolean store() {
    FieldTable large = table;
    if (large == null ? pack.isEmpty() : large.size() == 0) {
      database.delete(key);
      return true;
    }
    if (large == null) {
      int kind = isTimed ? Kind.HASH_TIMED : Kind.HASH_PACKED;
      database.putPacked(key, kind, pack.array(), pack.length());
    } else if (isNew) {
      database.putLarge(key, Kind.HASH_TABLE, large);
    } else {
      database.largeChanged(largeEntry);
      if (isTimed) {
        database.fields().note(database, key, largeEntry);
      }
    }
    return false;
  }
}
