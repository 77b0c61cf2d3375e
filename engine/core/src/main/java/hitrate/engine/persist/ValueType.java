package hitrate.engine.persist;

import hitrate.engine.keyspace.Database;
import hitrate.engine.keyspace.Entry;
import hitrate.engine.keyspace.FieldExpiry;
import hitrate.engine.keyspace.Kind;
import hitrate.engine.struct.Listpack;
import hitrate.engine.struct.TimedFields;

/// The numbers by which snapshot files tell how a value is written.
final class ValueType {
  static final int STRING = 0;
  static final int LIST = 1;
  static final int SET = 2;

  /// A sorted set with scores as text, up to version 7 of the format.
  static final int ZSET_TEXT = 3;

  static final int HASH = 4;
  static final int ZSET = 5;
  static final int HASH_ZIPMAP = 9;
  static final int LIST_ZIPLIST = 10;
  static final int SET_INTSET = 11;
  static final int ZSET_ZIPLIST = 12;
  static final int HASH_ZIPLIST = 13;
  static final int QUICKLIST_ZIPLISTS = 14;
  static final int STREAM_1 = 15;
  static final int HASH_LISTPACK = 16;
  static final int ZSET_LISTPACK = 17;
  static final int QUICKLIST = 18;
  static final int STREAM_2 = 19;

  /// From version 11 of the format on, which redis-server 7.2 writes.
  static final int SET_LISTPACK = 20;

  /// The same.
  static final int STREAM_3 = 21;

  /// A hash some of whose fields expire, from version 12 of the format on, which redis-server 7.4
  /// writes: the earliest time, then for each field its time, name and value.
  static final int HASH_TIMES = 24;

  /// The same as the earliest time and a listpack.
  static final int HASH_TIMES_LISTPACK = 25;

  static final int MODULE_1 = 6;
  static final int MODULE_2 = 7;

  /// From this version of the format on there are the last types.
  private static final int FIRST_WITH_LAST_TYPES = 11;

  /// And from this one on fields of hashes may expire.
  private static final int FIRST_WITH_FIELD_TIMES = 12;

  private ValueType() {}

  /// True when a file of that version may hold such values.
  static boolean isKnown(int type, int version) {
    return type <= MODULE_2 && type >= STRING
        || type >= HASH_ZIPMAP && type <= STREAM_2
        || type <= STREAM_3 && type > STREAM_2 && version >= FIRST_WITH_LAST_TYPES
        || hasFieldTimes(type) && version >= FIRST_WITH_FIELD_TIMES;
  }

  /// True for a hash some of whose fields expire.
  static boolean hasFieldTimes(int type) {
    return type == HASH_TIMES || type == HASH_TIMES_LISTPACK;
  }

  /// How an entry's value is written. A hash none of whose fields expires is written as one of
  /// which none ever did, so that redis-server 7.0 can read it.
  static int of(Database database, long entry) {
    int kind = Entry.kind(database.region(), entry);
    boolean hasTimes =
        Kind.mayTimeFields(kind)
            && FieldExpiry.earliest(database, entry, new Listpack()) != TimedFields.NEVER;
    return switch (kind) {
      case Kind.STRING_INT, Kind.STRING_EMBEDDED, Kind.STRING_RAW -> STRING;
      case Kind.LIST_PACKED, Kind.LIST_CHAIN -> QUICKLIST;
      case Kind.SET_INTS -> SET_INTSET;
      case Kind.SET_PACKED, Kind.SET_TABLE -> SET;
      case Kind.ZSET_PACKED -> ZSET_LISTPACK;
      case Kind.ZSET_SKIPLIST -> ZSET;
      case Kind.HASH_PACKED -> HASH_LISTPACK;
      case Kind.HASH_TABLE -> hasTimes ? HASH_TIMES : HASH;
      case Kind.HASH_TIMED -> hasTimes ? HASH_TIMES_LISTPACK : HASH_LISTPACK;
      case Kind.STREAM, Kind.STREAM_PACKED -> STREAM_2;
      default -> throw new IllegalArgumentException("no such kind: " + kind);
    };
  }
}
