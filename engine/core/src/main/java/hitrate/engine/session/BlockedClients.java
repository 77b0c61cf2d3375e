package hitrate.engine.session;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Waiting;
import hitrate.engine.command.Waiting.Awaited;
import hitrate.engine.keyspace.Database;
import hitrate.engine.keyspace.Entry;
import hitrate.engine.keyspace.Key;
import hitrate.engine.keyspace.KeyHash;
import hitrate.engine.keyspace.Kind;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The clients that wait for something to come under a key ([Waiting]), and what has come: notes
/// which keys have become ready while a command runs, so that the [Dispatcher] can serve the
/// clients when it has ended.
///
/// What is waited for belongs to a database's number, not to its content: SWAPDB can make a key
/// ready.
public final class BlockedClients {
  /// The deadline of one who waits for ever.
  static final long NEVER = Long.MAX_VALUE;

  private final KeyHash hash;
  private final Map<Place, Queue> queues = new LinkedHashMap<>();
  private final Set<Place> ready = new LinkedHashSet<>();
  private final TreeSet<Wait> byDeadline = new TreeSet<>(BlockedClients::earlierFirst);
  private final Set<Wait> keyless = new LinkedHashSet<>();
  private final ArrayDeque<Release> releases = new ArrayDeque<>();
  private int count;
  private final int[] awaiting = new int[Awaited.values().length]; // of them, who what

  /// A key of a database.
  record Place(int database, Bytes key) {}

  /// One client's waiting, for the keys of `places`; for none of them in the case of WAIT and
  /// WAITAOF.
  static final class Wait {
    final ClientState client;
    final Command command;
    final Args.Copy words;
    final Waiting waiting;
    final long deadlineMillis;
    private final Set<Place> places;

    Wait(
        ClientState client,
        Command command,
        Args.Copy words,
        Waiting waiting,
        Set<Place> places,
        long deadlineMillis) {
      this.client = client;
      this.command = command;
      this.words = words;
      this.waiting = waiting;
      this.places = places;
      this.deadlineMillis = deadlineMillis;
    }

    private int heed() {
      return waiting.awaited() == Awaited.STREAM ? 1 : 0;
    }
  }

  /// Takes what is offered to those who wait for a key.
  interface Offer {
    /// False when nothing is left for anybody.
    boolean isWorthwhile();

    /// Offers the key to one of them; true when its waiting is over.
    boolean ends(Wait wait);
  }

  /// A waiting that ends without being served, by that error or as if its time were over.
  ///
  /// @param isUnblocked whether another client wants it so
  record Release(Wait ended, @Nullable CommandError error, boolean isUnblocked) {}

  /// The clients that wait for one key, in the order in which they came.
  private static final class Queue {
    private final Set<Wait> waits = new LinkedHashSet<>();
    private int heedful; // of them, those who heed what happens to a stream
  }

  BlockedClients(KeyHash hash) {
    this.hash = hash;
  }

  /// Written out, here and in other tables that exist from the start: a comparator that
  /// `Comparator` makes is no part of the start cache, and the first one takes 15 ms.
  private static int earlierFirst(Wait one, Wait other) {
    int byTime = Long.compare(one.deadlineMillis, other.deadlineMillis);
    return byTime != 0 ? byTime : Long.compare(one.client.id(), other.client.id());
  }

  /// How many clients wait.
  public int count() {
    return count;
  }

  /// How many of them do not wait for ever.
  public int withDeadline() {
    return byDeadline.size();
  }

  /// True when there is something to serve, so that [Dispatcher] has to look.
  boolean isAnyReady() {
    return !ready.isEmpty() || !releases.isEmpty();
  }

  /// When the first of the waits that have an end ends, or [#NEVER].
  public long nextDeadline() {
    return byDeadline.isEmpty() ? NEVER : byDeadline.first().deadlineMillis;
  }

  void add(Wait wait) {
    for (Place place : wait.places) {
      Queue queue = queues.computeIfAbsent(place, _ -> new Queue());
      queue.waits.add(wait);
      queue.heedful += wait.heed();
    }
    awaiting[wait.waiting.awaited().ordinal()]++;
    if (wait.places.isEmpty()) {
      keyless.add(wait);
    }
    if (wait.deadlineMillis != NEVER) {
      byDeadline.add(wait);
    }
    count++;
  }

  /// Forgets a waiting: it has ended.
  void remove(Wait wait) {
    for (Place place : wait.places) {
      Queue queue = queues.get(place);
      if (queue != null) {
        queue.waits.remove(wait);
        queue.heedful -= wait.heed();
        if (queue.waits.isEmpty()) {
          queues.remove(place);
        }
      }
    }
    awaiting[wait.waiting.awaited().ordinal()]--;
    keyless.remove(wait);
    byDeadline.remove(wait);
    count--;
  }

  /// Has a waiting end when the running command has, see [Release]: nothing serves it any more.
  void release(Wait wait, @Nullable CommandError error, boolean isUnblocked) {
    remove(wait);
    releases.add(new Release(wait, error, isUnblocked));
  }

  /// Forgets everything about a client that has gone.
  void forget(ClientState client) {
    releases.removeIf(release -> release.ended.client.equals(client));
  }

  /// Those that wait for no key, in the order in which they came.
  List<Wait> keyless() {
    return List.copyOf(keyless);
  }

  /// The next waiting to end without being served, or null.
  @Nullable Release nextRelease() {
    return releases.poll();
  }

  /// The next waiting whose time is over, or null.
  @Nullable Wait nextOverdue(long nowMillis) {
    return nextDeadline() <= nowMillis ? byDeadline.first() : null;
  }

  /// The next key that has become ready, or null. From here on it may become ready anew.
  @Nullable Place nextReady() {
    if (ready.isEmpty()) {
      return null;
    }
    Place place = ready.iterator().next();
    ready.remove(place);
    return place;
  }

  /// Offers a key to those who wait for it, one after another, as long as that is worthwhile or
  /// somebody wants to know even that the key has gone.
  void offer(Place place, Offer offer) {
    Queue queue = queues.get(place);
    if (queue == null) {
      return;
    }
    Iterator<Wait> waits = queue.waits.iterator();
    while (waits.hasNext() && (queue.heedful > 0 || offer.isWorthwhile())) {
      Wait wait = waits.next();
      if (offer.ends(wait)) {
        waits.remove();
        remove(wait);
      }
    }
  }

  /// A key has come into being.
  void created(int database, int kind, Key key) {
    if (count > 0 && isAwaited(kind)) {
      var place = new Place(database, key.copy());
      if (queues.containsKey(place)) {
        ready.add(place);
      }
    }
  }

  /// True when anybody waits for a value of that type, under whatever key.
  private boolean isAwaited(int kind) {
    Awaited type =
        Kind.isList(kind)
            ? Awaited.LIST
            : Kind.isSortedSet(kind)
                ? Awaited.SORTED_SET
                : Kind.isStream(kind) ? Awaited.STREAM : Awaited.KEYLESS;
    return type != Awaited.KEYLESS && awaiting[type.ordinal()] > 0;
  }

  /// A stream has got an entry, or loses a group, or leaves its key. As in the real server, whoever
  /// waits for the key is offered what is there then, so long as anybody at all waits for a stream.
  void streamChanged(int database, Key key) {
    if (isAwaited(Kind.STREAM)) {
      var place = new Place(database, key.copy());
      if (queues.containsKey(place)) {
        ready.add(place);
      }
    }
  }

  /// A database is about to be emptied: its streams leave their keys.
  void emptying(Database database) {
    if (isAwaited(Kind.STREAM)) {
      queues.forEach((place, queue) -> {
        if (place.database == database.index() && hasStream(database, place.key)) {
          ready.add(place);
        }
      });
    }
  }

  private boolean hasStream(Database database, Bytes key) {
    long entry = database.findEvenExpired(Key.of(key, hash));
    return entry != 0 && Kind.isStream(Entry.kind(database.region(), entry));
  }

  /// Two databases are about to change places: what one holds is ready in the other.
  void swapping(Database one, Database other) {
    swapping(one, other, one);
    swapping(one, other, other);
  }

  private void swapping(Database one, Database other, Database waitedIn) {
    Database coming = waitedIn.index() == one.index() ? other : one;
    queues.forEach((place, queue) -> {
      if (place.database == waitedIn.index()
          && (queue.heedful > 0 || isAwaited(coming, place.key))) {
        ready.add(place);
      }
    });
  }

  private boolean isAwaited(Database coming, Bytes key) {
    long entry = coming.findEvenExpired(Key.of(key, hash));
    return entry != 0 && isAwaited(Entry.kind(coming.region(), entry));
  }
}
