package hitrate.engine.keyspace;

import hitrate.engine.bytes.Decimal;

/// What an entry holds: its type and how it is encoded, one number from 1 to 15.
///
/// A "packed" value is a listpack or an intset in the entry itself; a large one is an object that
/// the entry holds a handle to. Names are those of the real server, which shows a packed list or
/// set, forms that it does not have, as the form that it would use. The packed hash whose fields
/// expire has the name that redis-server 7.4 gives it.
public final class Kind {
  /// A string that is the decimal form of a 64-bit number.
  public static final int STRING_INT = 1;

  /// A string of at most [#EMBEDDED_LIMIT] bytes that was written whole.
  public static final int STRING_EMBEDDED = 2;

  /// Any other string: long, or once changed in place.
  public static final int STRING_RAW = 3;

  /// A list as one listpack.
  public static final int LIST_PACKED = 4;

  /// A list as a chain of listpacks.
  public static final int LIST_CHAIN = 5;

  /// A set of integers as an intset.
  public static final int SET_INTS = 6;

  /// A set as a listpack.
  public static final int SET_PACKED = 7;

  /// A set as a hash table.
  public static final int SET_TABLE = 8;

  /// A sorted set as a listpack of members and scores.
  public static final int ZSET_PACKED = 9;

  /// A large sorted set: a tree with a hash table, which clients are told is a skiplist.
  public static final int ZSET_SKIPLIST = 10;

  /// A hash as a listpack of fields and values.
  public static final int HASH_PACKED = 11;

  /// A hash as a hash table.
  public static final int HASH_TABLE = 12;

  /// A stream.
  public static final int STREAM = 13;

  /// A hash as a listpack of fields, values and when the fields expire, see
  /// [hitrate.engine.struct.TimedFields].
  public static final int HASH_TIMED = 14;

  /// A short stream as bytes, as it came from a file, see [PackedStreams].
  public static final int STREAM_PACKED = 15;

  /// The longest string that the real server keeps in one piece with its object header.
  public static final int EMBEDDED_LIMIT = 44;

  private Kind() {}

  public static boolean isString(int kind) {
    return kind <= STRING_RAW;
  }

  public static boolean isList(int kind) {
    return kind == LIST_PACKED || kind == LIST_CHAIN;
  }

  public static boolean isSet(int kind) {
    return kind >= SET_INTS && kind <= SET_TABLE;
  }

  public static boolean isSortedSet(int kind) {
    return kind == ZSET_PACKED || kind == ZSET_SKIPLIST;
  }

  public static boolean isHash(int kind) {
    return kind == HASH_PACKED || kind == HASH_TABLE || kind == HASH_TIMED;
  }

  public static boolean isStream(int kind) {
    return kind == STREAM || kind == STREAM_PACKED;
  }

  /// True for the forms of a hash in which fields may expire.
  public static boolean mayTimeFields(int kind) {
    return kind == HASH_TABLE || kind == HASH_TIMED;
  }

  /// True when the entry holds a handle.
  public static boolean isLarge(int kind) {
    return switch (kind) {
      case LIST_CHAIN, SET_TABLE, ZSET_SKIPLIST, HASH_TABLE, STREAM -> true;
      default -> false;
    };
  }

  /// The kind of a string written whole.
  public static int ofString(byte[] bytes, int offset, int length) {
    if (length <= 20 && Decimal.isLong(bytes, offset, length)) {
      return STRING_INT;
    }
    return length <= EMBEDDED_LIMIT ? STRING_EMBEDDED : STRING_RAW;
  }

  /// The type's name as `TYPE` answers it.
  public static String typeName(int kind) {
    return switch (kind) {
      case STRING_INT, STRING_EMBEDDED, STRING_RAW -> "string";
      case LIST_PACKED, LIST_CHAIN -> "list";
      case SET_INTS, SET_PACKED, SET_TABLE -> "set";
      case ZSET_PACKED, ZSET_SKIPLIST -> "zset";
      case HASH_PACKED, HASH_TABLE, HASH_TIMED -> "hash";
      case STREAM, STREAM_PACKED -> "stream";
      default -> throw new IllegalArgumentException("no such kind: " + kind);
    };
  }

  /// The encoding's name as `OBJECT ENCODING` answers it.
  public static String encodingName(int kind) {
    return switch (kind) {
      case STRING_INT -> "int";
      case STRING_EMBEDDED -> "embstr";
      case STRING_RAW -> "raw";
      case LIST_PACKED, LIST_CHAIN -> "quicklist";
      case SET_INTS -> "intset";
      case SET_PACKED, SET_TABLE, HASH_TABLE -> "hashtable";
      case ZSET_PACKED, HASH_PACKED -> "listpack";
      case HASH_TIMED -> "listpackex";
      case ZSET_SKIPLIST -> "skiplist";
      case STREAM, STREAM_PACKED -> "stream";
      default -> throw new IllegalArgumentException("no such kind: " + kind);
    };
  }
}
