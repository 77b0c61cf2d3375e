package hitrate.engine.command;

import java.util.Locale;

/// The groups of commands that access rules speak of, in the order in which the real server lists
/// them.
public enum Category {
  KEYSPACE,
  READ,
  WRITE,
  SET,
  SORTEDSET,
  LIST,
  HASH,
  STRING,
  BITMAP,
  HYPERLOGLOG,
  GEO,
  STREAM,
  PUBSUB,
  ADMIN,
  FAST,
  SLOW,
  BLOCKING,
  DANGEROUS,
  CONNECTION,
  TRANSACTION,
  SCRIPTING;

  /// The category's name on the wire, `@` included.
  public String wireName() {
    return "@" + name().toLowerCase(Locale.ROOT);
  }
}
