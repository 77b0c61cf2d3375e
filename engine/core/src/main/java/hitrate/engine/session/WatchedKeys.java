package hitrate.engine.session;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.keyspace.Database;
import hitrate.engine.keyspace.Key;
import hitrate.engine.keyspace.Keyspace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The keys that clients watch (WATCH), and who watches them. Whoever changes such a key spoils the
/// transactions of all its watchers.
///
/// A key that is expired but not yet removed counts as gone: its removal is no change for somebody
/// who began to watch it in that state.
final class WatchedKeys {
  /// What a watch takes beside the bytes of the key: objects, and places in tables.
  private static final int WATCH_OVERHEAD = 192;

  private final Keyspace keyspace;
  private final Map<Place, List<Watch>> watches = new HashMap<>();

  /// A key of a database.
  private record Place(int database, Bytes key) {}

  /// One client's eye on one key.
  static final class Watch {
    private final ClientTransaction owner;
    private final Place place;
    private boolean expired;

    private Watch(ClientTransaction owner, Place place, boolean expired) {
      this.owner = owner;
      this.place = place;
      this.expired = expired;
    }
  }

  WatchedKeys(Keyspace keyspace) {
    this.keyspace = keyspace;
  }

  /// About what keeping these takes.
  static long bytes(List<Watch> watches) {
    long sum = 0;
    for (Watch watch : watches) {
      sum += WATCH_OVERHEAD + watch.place.key.length();
    }
    return sum;
  }

  boolean isEmpty() {
    return watches.isEmpty();
  }

  /// Adds a watch, unless the client has the same already: `mine` are those it has.
  void add(ClientTransaction owner, int database, Key key, List<Watch> mine) {
    var place = new Place(database, key.copy());
    if (mine.stream().noneMatch(watch -> watch.place.equals(place))) {
      boolean expired = state(keyspace.database(database), key) == State.EXPIRED;
      var watch = new Watch(owner, place, expired);
      watches.computeIfAbsent(place, _ -> new ArrayList<>()).add(watch);
      mine.add(watch);
    }
  }

  /// Removes a client's watches.
  void remove(List<Watch> mine) {
    for (Watch watch : mine) {
      List<Watch> all = watches.get(watch.place);
      if (all != null) {
        all.remove(watch);
        if (all.isEmpty()) {
          watches.remove(watch.place);
        }
      }
    }
  }

  /// True when the time of a key has come since the client began to watch it.
  boolean anyExpired(List<Watch> mine) {
    return mine.stream()
        .anyMatch(watch ->
            !watch.expired
                && state(keyspace.database(watch.place.database), key(watch.place))
                    == State.EXPIRED);
  }

  /// A key was changed or removed.
  void touched(int database, Key key) {
    List<Watch> all = watches.get(new Place(database, key.copy()));
    if (all == null) {
      return;
    }
    for (Watch watch : List.copyOf(all)) {
      if (!watch.expired) {
        watch.owner.spoil();
      } else if (state(keyspace.database(database), key) == State.ABSENT) {
        watch.expired = false; // it was gone before, and is so now
      } else {
        return;
      }
    }
  }

  /// A database is about to be emptied.
  void emptying(Database database) {
    for (Place place : List.copyOf(watches.keySet())) {
      if (place.database == database.index() && state(database, key(place)) != State.ABSENT) {
        replaced(place, true, State.ABSENT);
      }
    }
  }

  /// Two databases are about to change places.
  void swapping(Database one, Database other) {
    for (Place place : List.copyOf(watches.keySet())) {
      if (place.database == one.index() || place.database == other.index()) {
        boolean isOne = place.database == one.index();
        State before = state(isOne ? one : other, key(place));
        State after = state(isOne ? other : one, key(place));
        if (before != State.ABSENT || after != State.ABSENT) {
          replaced(place, before != State.ABSENT, after);
        }
      }
    }
  }

  private void replaced(Place place, boolean wasThere, State after) {
    List<Watch> all = watches.get(place);
    for (Watch watch : all == null ? List.<Watch>of() : List.copyOf(all)) {
      if (watch.expired) {
        if (after == State.ABSENT) {
          watch.expired = false;
        }
        if (after != State.ALIVE) {
          continue;
        }
      } else if (!wasThere && after == State.EXPIRED) {
        watch.expired = true; // it was not there, and to all eyes it still is not
        continue;
      }
      watch.owner.spoil();
    }
  }

  private enum State {
    ABSENT,
    EXPIRED,
    ALIVE
  }

  private static State state(Database database, Key key) {
    long entry = database.findEvenExpired(key);
    return entry == 0 ? State.ABSENT : database.isExpired(entry) ? State.EXPIRED : State.ALIVE;
  }

  private Key key(Place place) {
    return Key.of(place.key, keyspace.hash());
  }
}
