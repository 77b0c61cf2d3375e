package hitrate.engine.persist;

import hitrate.engine.keyspace.Kind;

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

  private ValueType() {}

  /// How a value of a kind is written.
  static int of(int kind) {
    return switch (kind) {
      case Kind.STRING_INT, Kind.STRING_EMBEDDED, Kind.STRING_RAW -> STRING;
      case Kind.LIST_PACKED, Kind.LIST_CHAIN -> QUICKLIST;
      case Kind.SET_INTS -> SET_INTSET;
      case Kind.SET_PACKED, Kind.SET_TABLE -> SET;
      case Kind.ZSET_PACKED -> ZSET_LISTPACK;
      case Kind.ZSET_SKIPLIST -> ZSET;
      case Kind.HASH_PACKED -> HASH_LISTPACK;
      case Kind.HASH_TABLE -> HASH;
      case Kind.STREAM -> STREAM_2;
      default -> throw new IllegalArgumentException("no such kind: " + kind);
    };
  }
}
