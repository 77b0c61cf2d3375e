package hitrate.engine.command.bitmap;

import hitrate.engine.bytes.Decimal;
import hitrate.engine.command.Args;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Execution;
import hitrate.engine.command.string.StringCommands;
import hitrate.engine.keyspace.Database;
import hitrate.engine.keyspace.Entry;
import hitrate.engine.keyspace.Key;
import hitrate.engine.keyspace.Kind;

/// What the commands on bits share: reading offsets, and making a string long enough for a bit.
final class BitStrings {
  /// The longest string, in bytes, that an entry can hold with room to spare for the widest field.
  private static final long LONGEST = Integer.MAX_VALUE - 64;

  private BitStrings() {}

  /// Word `index` as the offset of a bit.
  ///
  /// @param width of the fields that `#n` counts in, or 0 where that form is not allowed
  /// @throws CommandError when it is none, or behind the longest string that is allowed
  static long offset(Args args, int index, int width, Execution x) {
    byte[] array = args.array();
    int start = args.start(index);
    int length = args.length(index);
    boolean counts = width > 0 && length > 0 && array[start] == '#';
    if (counts) {
      start++;
      length--;
    }
    if (!Decimal.isLong(array, start, length)) {
      throw CommandError.BIT_OFFSET;
    }
    long offset = Decimal.parse(array, start, length) * (counts ? width : 1);
    if (offset < 0 || offset >> 3 >= Math.min(x.server().bulkLimit(), LONGEST)) {
      throw CommandError.BIT_OFFSET;
    }
    return offset;
  }

  /// The key's entry for reading, or 0.
  static long read(Key key, Execution x) {
    long entry = x.database().read(key);
    if (entry != 0) {
      StringCommands.requireString(x.database(), entry);
    }
    return entry;
  }

  /// The key's entry, made to have bit `last`: new bits are 0. A string that was a number, or
  /// short, is a raw one from then on.
  ///
  /// @return the entry, negated when it had to grow for that
  static long withRoom(Key key, long last, Execution x) {
    Database database = x.database();
    int needed = (int) (last >> 3) + 1;
    long entry = database.modify(key);
    if (entry == 0) {
      database.put(key, Kind.STRING_RAW, key.array(), 0, 0, Entry.NO_EXPIRY);
      return -database.resize(key, database.find(key), Kind.STRING_RAW, needed);
    }
    StringCommands.requireString(database, entry);
    if (Entry.valueLength(database.region(), entry) < needed) {
      return -database.resize(key, entry, Kind.STRING_RAW, needed);
    }
    database.setKind(entry, Kind.STRING_RAW);
    return entry;
  }
}
