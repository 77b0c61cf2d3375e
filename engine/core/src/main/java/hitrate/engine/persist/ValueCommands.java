package hitrate.engine.persist;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.bytes.Decimal;
import hitrate.engine.bytes.DoubleText;
import hitrate.engine.keyspace.Database;
import hitrate.engine.keyspace.Entry;
import hitrate.engine.keyspace.Kind;
import hitrate.engine.keyspace.PackedStreams;
import hitrate.engine.memory.Region;
import hitrate.engine.struct.ConsumerGroup;
import hitrate.engine.struct.Cursor;
import hitrate.engine.struct.FieldTable;
import hitrate.engine.struct.IntSet;
import hitrate.engine.struct.LargeValue;
import hitrate.engine.struct.Listpack;
import hitrate.engine.struct.MemberTable;
import hitrate.engine.struct.PendingEntry;
import hitrate.engine.struct.QuickList;
import hitrate.engine.struct.SortedSet;
import hitrate.engine.struct.Stream;
import hitrate.engine.struct.StreamConsumer;
import hitrate.engine.struct.StreamCursor;
import hitrate.engine.struct.StreamId;
import hitrate.engine.struct.TimedFields;
import java.util.ArrayList;
import java.util.List;

/// Writes an entry as the commands that make it: for a base of the append-only file that is not a
/// snapshot (`aof-use-rdb-preamble no`). Long values take several commands.
class ValueCommands {
  private static final int ELEMENTS = 64;

  private final CommandBuffer out;
  private int number; // of the database
  private Bytes key = Bytes.EMPTY;
  private String command = "";
  private final List<Bytes> words = new ArrayList<>();

  /// @param out where the commands go
  ValueCommands(CommandBuffer out) {
    this.out = out;
  }

  void library(Bytes code) {
    out.append(0, List.of(Bytes.of("FUNCTION"), Bytes.of("LOAD"), code));
  }

  /// Comes after each command: where there is a file, what has been written may go there.
  void drain() {}

  private void put(List<Bytes> command) {
    out.append(number, command);
    drain();
  }

  /// Writes an entry, which is in the database with that number.
  void entry(int databaseNumber, Database database, long entry) {
    Region region = database.region();
    number = databaseNumber;
    key = Bytes.wrap(Entry.key(region, entry));
    int kind = Entry.kind(region, entry);
    if (Kind.isStream(kind)) {
      stream(PackedStreams.read(database, entry));
    } else if (Kind.isLarge(kind)) {
      large(kind, database.large(entry));
    } else if (Kind.isString(kind)) {
      put(List.of(Bytes.of("SET"), key, Bytes.wrap(Entry.value(region, entry))));
    } else {
      begin(kind);
      packed(kind, Entry.value(region, entry));
      end();
      if (kind == Kind.HASH_TIMED) {
        times(Entry.value(region, entry));
      }
    }
    expiry(Entry.expireAt(region, entry));
  }

  /// Writes an entry whose value is frozen.
  void entry(FrozenValue frozen) {
    number = frozen.database();
    key = frozen.key();
    large(frozen.kind(), frozen.value());
    expiry(frozen.expireAt());
  }

  private void expiry(long expireAt) {
    if (expireAt != Entry.NO_EXPIRY) {
      say("PEXPIREAT", key, expireAt);
    }
  }

  private void begin(int kind) {
    command =
        switch (Kind.typeName(kind)) {
          case "list" -> "RPUSH";
          case "set" -> "SADD";
          case "zset" -> "ZADD";
          default -> "HMSET";
        };
    words.clear();
  }

  private void element(Bytes element) {
    room(1);
    words.add(element);
  }

  private void pair(Bytes first, Bytes second) {
    room(2);
    words.add(first);
    words.add(second);
  }

  private void room(int size) {
    if (words.size() >= (ELEMENTS * size) + 2) {
      end();
    }
    if (words.isEmpty()) {
      words.add(Bytes.of(command));
      words.add(key);
    }
  }

  private void end() {
    if (!words.isEmpty()) {
      put(words);
      words.clear();
    }
  }

  private void packed(int kind, byte[] value) {
    if (kind == Kind.SET_INTS) {
      var ints = new IntSet();
      ints.load(value, 0, value.length);
      for (int i = 0; i < ints.count(); i++) {
        element(Bytes.wrap(Decimal.bytes(ints.get(i))));
      }
      return;
    }
    var pack = new Listpack(value.length);
    pack.load(value, 0, value.length);
    for (int at = pack.first(); at >= 0; at = pack.next(at)) {
      Bytes element = Bytes.wrap(pack.toArray(at));
      if (Kind.isList(kind) || Kind.isSet(kind)) {
        element(element);
      } else {
        at = pack.next(at);
        Bytes other = Bytes.wrap(pack.toArray(at));
        if (Kind.isHash(kind)) {
          pair(element, other);
          at = kind == Kind.HASH_TIMED ? pack.next(at) : at;
        } else {
          pair(other, element);
        }
      }
    }
  }

  private void large(int kind, LargeValue value) {
    if (value instanceof Stream stream) {
      stream(stream);
      return;
    }
    begin(kind);
    switch (value) {
      case QuickList list -> {
        Cursor cursor = list.at(0);
        for (boolean more = cursor != null; cursor != null && more; more = cursor.next()) {
          element(Bytes.wrap(cursor.toArray()));
        }
      }
      case MemberTable members ->
          members.forEachRecord(record -> element(Bytes.wrap(record.key())));
      case SortedSet set -> {
        for (int node = set.first(); node != 0; node = set.next(node)) {
          pair(Bytes.of(DoubleText.of(set.score(node))), Bytes.wrap(set.member(node)));
        }
      }
      case FieldTable table -> fields(table);
      default -> throw new IllegalArgumentException("no large value: " + kind);
    }
    end();
  }

  private void fields(FieldTable table) {
    table.forEachRecord(record -> pair(Bytes.wrap(record.key()), Bytes.wrap(record.value())));
    end();
    if (table.hasTimes()) {
      table.forEachRecord(record -> {
        byte[] field = record.key();
        time(field, table.time(field, 0, field.length));
      });
    }
  }

  private void times(byte[] value) {
    var pack = new Listpack(value.length);
    pack.load(value, 0, value.length);
    for (int field = pack.first(); field >= 0; field = TimedFields.next(pack, field)) {
      time(pack.toArray(field), TimedFields.time(pack, field));
    }
  }

  private void time(byte[] field, long time) {
    if (time != TimedFields.NEVER) {
      say("HPEXPIREAT", key, time, "FIELDS", 1, Bytes.wrap(field));
    }
  }

  private void stream(Stream stream) {
    var cursor = new StreamCursor(stream, StreamId.MIN, StreamId.MAX, false);
    while (cursor.next()) {
      var add = new ArrayList<Bytes>(List.of(Bytes.of("XADD"), key, cursor.id().bytes()));
      cursor.forEachField((pack, field, value) -> {
        add.add(Bytes.wrap(pack.toArray(field)));
        add.add(Bytes.wrap(pack.toArray(value)));
      });
      put(add);
    }
    if (stream.length() == 0) {
      StreamId id = stream.lastId().isZero() ? new StreamId(0, 1) : stream.lastId();
      say("XADD", key, "MAXLEN", 0, id, "x", "y");
    }
    say(
        "XSETID",
        key,
        stream.lastId(),
        "ENTRIESADDED",
        stream.entriesAdded(),
        "MAXDELETEDID",
        stream.maxDeletedId());
    for (ConsumerGroup group : stream.groups().values()) {
      group(group);
    }
  }

  private void group(ConsumerGroup group) {
    Bytes name = group.name();
    say("XGROUP", "CREATE", key, name, group.lastDelivered(), "ENTRIESREAD", group.entriesRead());
    for (StreamConsumer consumer : group.consumers().values()) {
      say("XGROUP", "CREATECONSUMER", key, name, consumer.name());
      for (PendingEntry entry : consumer.pending()) {
        say(
            "XCLAIM",
            key,
            name,
            consumer.name(),
            0,
            entry.id(),
            "TIME",
            entry.deliveredAt(),
            "RETRYCOUNT",
            entry.deliveries(),
            "JUSTID",
            "FORCE");
      }
    }
  }

  private void say(Object... parts) {
    var all = new ArrayList<Bytes>(parts.length);
    for (Object part : parts) {
      all.add(part instanceof Bytes bytes ? bytes : Bytes.of(part.toString()));
    }
    put(all);
  }
}
