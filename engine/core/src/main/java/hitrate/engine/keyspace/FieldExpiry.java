package hitrate.engine.keyspace;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.memory.Region;
import hitrate.engine.struct.FieldTable;
import hitrate.engine.struct.Listpack;
import hitrate.engine.struct.SortedSet;
import hitrate.engine.struct.TimedFields;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Which hashes of a database have fields that expire: a sorted set of their keys by the time of
/// the next field that goes. So removing fields looks at nothing but hashes that have some to lose,
/// and a database without such hashes has nothing here.
///
/// The set always says the exact time. [Database] has it noted wherever an entry gets a value or
/// goes; who changes a large hash in place has to do so itself ([#note]).
public final class FieldExpiry {
  /// The most fields that are removed from one hash at once: reading a hash must not take long
  /// because a million of its fields have expired. Those left over are not seen, and the sweep
  /// comes back for them.
  private static final int MOST_AT_ONCE = 128;

  private final Keyspace keyspace;
  private final Listpack pack = new Listpack();
  private final Key key = new Key();
  private @Nullable SortedSet hashes;
  private long bytes;

  FieldExpiry(Keyspace keyspace) {
    this.keyspace = keyspace;
  }

  /// How many hashes have fields that expire.
  public int size() {
    SortedSet all = hashes;
    return all == null ? 0 : all.size();
  }

  /// When the next field of an entry's hash expires, or [TimedFields#NEVER]. Leaves the fields of a
  /// packed one in `scratch`.
  public static long earliest(Database database, long entry, Listpack scratch) {
    Region region = database.region();
    return switch (Entry.kind(region, entry)) {
      case Kind.HASH_TABLE -> ((FieldTable) database.large(entry)).earliest();
      case Kind.HASH_TIMED -> {
        scratch.load(region, Entry.valueAt(region, entry), Entry.valueLength(region, entry));
        yield TimedFields.earliest(scratch);
      }
      default -> TimedFields.NEVER;
    };
  }

  /// True when an entry may have been noted, so that whoever removes it has to say so.
  boolean mayKnow(Region region, long entry) {
    return hashes != null && Kind.mayTimeFields(Entry.kind(region, entry));
  }

  /// Notes when the next field of a key's value expires, if any does.
  public void note(Database database, Key name, long entry) {
    long next = earliest(database, entry, pack);
    if (next == TimedFields.NEVER) {
      forget(name.array(), name.offset(), name.length());
      return;
    }
    SortedSet all = hashes;
    if (all == null) {
      all = new SortedSet(keyspace.hash());
      hashes = all;
    }
    all.put(name.array(), name.offset(), name.length(), (double) next);
    count(all.bytes());
  }

  /// An entry is about to go.
  void forget(Region region, long entry) {
    if (mayKnow(region, entry)) {
      byte[] name = Entry.key(region, entry);
      forget(name, 0, name.length);
    }
  }

  private void forget(byte[] array, int offset, int length) {
    SortedSet all = hashes;
    if (all != null && all.remove(array, offset, length)) {
      hashes = all.size() == 0 ? null : all;
      count(hashes == null ? 0 : all.bytes());
    }
  }

  /// All keys are gone.
  void clear() {
    hashes = null;
    count(0);
  }

  private void count(long now) {
    keyspace.countFieldTimes(now - bytes);
    bytes = now;
  }

  /// Removes fields of the hash just found for `name` whose time is over; answers its entry, which
  /// may have moved, 0 when the hash has gone with its last field.
  public long expire(Database database, Key name, long entry) {
    if (hashes == null
        || keyspace.isExpiryPaused()
        || !keyspace.isOver(earliest(database, entry, pack))) {
      return entry;
    }
    database.beforeChange(entry);
    boolean isPacked = Entry.kind(database.region(), entry) == Kind.HASH_TIMED;
    List<Bytes> gone = isPacked ? fromPack() : fromTable((FieldTable) database.large(entry));
    boolean isEmpty = isPacked ? pack.isEmpty() : isEmpty(database, entry);
    if (isEmpty) {
      database.delete(name);
    } else if (isPacked) {
      database.putPacked(name, Kind.HASH_TIMED, pack.array(), pack.length());
    } else {
      database.largeChanged(entry);
      note(database, name, entry);
    }
    keyspace.fieldsExpired(database.index(), name, gone, isEmpty);
    return isEmpty ? 0 : database.find(name);
  }

  /// A field was removed because its time was over and a command met it.
  public void expired(Database database, Key name, Bytes field) {
    keyspace.fieldsExpired(database.index(), name, List.of(field), false);
  }

  private static boolean isEmpty(Database database, long entry) {
    return ((FieldTable) database.large(entry)).size() == 0;
  }

  private List<Bytes> fromPack() {
    var names = new ArrayList<byte[]>();
    TimedFields.removeFirst(pack, TimedFields.countFirst(pack, keyspace::isOver), names);
    return names.stream().map(Bytes::wrap).toList();
  }

  private List<Bytes> fromTable(FieldTable table) {
    var gone = new ArrayList<Bytes>();
    while (gone.size() < MOST_AT_ONCE && keyspace.isOver(table.earliest())) {
      byte[] field = table.earliestField();
      if (field == null) {
        break;
      }
      table.remove(field, 0, field.length);
      gone.add(Bytes.wrap(field));
    }
    return gone;
  }

  /// Removes fields whose time is over, hash by hash in the order of their times, until `mayGoOn`
  /// says no. Answers false when it did.
  boolean sweep(Database database, BooleanSupplier mayGoOn) {
    while (hashes != null && !keyspace.isExpiryPaused()) {
      int first = hashes.first();
      if (!keyspace.isOver((long) hashes.score(first))) {
        break;
      }
      byte[] name = hashes.member(first);
      long entry = database.find(key.point(name, 0, name.length, keyspace.hash()));
      if (entry == 0) { // the key's own time was over, too
        forget(name, 0, name.length);
      } else {
        expire(database, key, entry);
      }
      if (!mayGoOn.getAsBoolean()) {
        return false;
      }
    }
    return true;
  }
}
