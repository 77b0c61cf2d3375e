package hitrate.engine.node;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.keyspace.Database;
import hitrate.engine.keyspace.Entry;
import hitrate.engine.keyspace.Kind;
import java.util.ArrayList;
import java.util.List;

/// A key as a live view shows it.
///
/// Glimpsing is not reading: it counts no hit, notes no access and expires nothing, so a view that
/// looks all the time does not change what it shows.
///
/// @param type as `TYPE` answers it
/// @param expireAt when the key expires, in milliseconds since 1970, or -1
/// @param length bytes of the value
/// @param beginning the first bytes of a string, at most [#BEGINNING]
public record KeyGlimpse(Bytes key, String type, long expireAt, long length, Bytes beginning) {
  /// How many bytes of a string are shown.
  public static final int BEGINNING = 64;

  /// At most `limit` keys that have not expired, in no particular order.
  static List<KeyGlimpse> of(Database database, int limit) {
    var glimpses = new ArrayList<KeyGlimpse>();
    long position = 0;
    do {
      position =
          database.scan(
              position,
              entry -> {
                if (glimpses.size() < limit && !database.isExpired(entry)) {
                  glimpses.add(of(database, entry));
                }
              });
    } while (position != 0 && glimpses.size() < limit);
    return glimpses;
  }

  private static KeyGlimpse of(Database database, long entry) {
    var region = database.region();
    int kind = Entry.kind(region, entry);
    int length = Entry.valueLength(region, entry);
    var beginning = new byte[Kind.isString(kind) ? Math.min(length, BEGINNING) : 0];
    region.read(Entry.valueAt(region, entry), beginning, 0, beginning.length);
    return new KeyGlimpse(
        database.keyOf(entry),
        Kind.typeName(kind),
        Entry.expireAt(region, entry),
        length,
        Bytes.wrap(beginning));
  }
}
