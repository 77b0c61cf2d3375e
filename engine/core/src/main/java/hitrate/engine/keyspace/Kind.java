package hitrate.engine.keyspace;

import hitrate.engine.bytes.Decimal;

/// What an entry holds: its type and how it is encoded, one number from 1 to 31.
public final class Kind {
  /// A string that is the decimal form of a 64-bit number.
  public static final int STRING_INT = 1;

  /// A string of at most [#EMBEDDED_LIMIT] bytes that was written whole.
  public static final int STRING_EMBEDDED = 2;

  /// Any other string: long, or once changed in place.
  public static final int STRING_RAW = 3;

  /// The longest string that the real server keeps in one piece with its object header.
  public static final int EMBEDDED_LIMIT = 44;

  private Kind() {}

  public static boolean isString(int kind) {
    return kind >= STRING_INT && kind <= STRING_RAW;
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
      default -> throw new IllegalArgumentException("no such kind: " + kind);
    };
  }

  /// The encoding's name as `OBJECT ENCODING` answers it.
  public static String encodingName(int kind) {
    return switch (kind) {
      case STRING_INT -> "int";
      case STRING_EMBEDDED -> "embstr";
      case STRING_RAW -> "raw";
      default -> throw new IllegalArgumentException("no such kind: " + kind);
    };
  }
}
