package hitrate.engine.persist;

/// The bytes that stand in a snapshot file where a value's type could, and say what follows
/// instead.
final class Opcode {
  /// How many keys of a cluster's slot follow, from version 12 of the format on.
  static final int SLOT = 244;

  /// The code of a library of functions.
  static final int FUNCTION = 245;

  /// The same in the form of a release candidate, which nobody reads any more.
  static final int FUNCTION_BEFORE_RELEASE = 246;

  /// What a module keeps beside keys.
  static final int MODULE_AUX = 247;

  /// Of the next key: seconds since its last use, as a length.
  static final int IDLE = 248;

  /// Of the next key: how often it was used, as a byte.
  static final int FREQUENCY = 249;

  /// A name and a value, both strings, about the file.
  static final int AUX = 250;

  /// How many keys the database has, and how many of them expire.
  static final int SIZES = 251;

  /// Of the next key: when it expires, in milliseconds since 1970.
  static final int EXPIRES_MILLIS = 252;

  /// Of the next key: when it expires, in seconds since 1970.
  static final int EXPIRES_SECONDS = 253;

  /// The number of the database that the following keys are in.
  static final int DATABASE = 254;

  /// Nothing more; only the checksum comes behind it.
  static final int END = 255;

  private Opcode() {}
}
