package hitrate.engine.session;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Subscriptions.Kind;
import hitrate.engine.keyspace.Database;
import hitrate.engine.keyspace.Key;
import hitrate.engine.keyspace.Keyspace;
import hitrate.engine.keyspace.KeyspaceObserver;
import hitrate.engine.security.AccessControl;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the clients of one node have in common: the keys that some of them watch and the channels
/// that they listen to. Hears of every change of a key, but only while somebody cares, so that an
/// ordinary write pays for none of it.
public final class Sessions implements KeyspaceObserver {
  private final Keyspace keyspace;
  private final AccessControl access;
  private final WatchedKeys watchedKeys;
  private final Channels channels = new Channels();
  private final Monitors monitors = new Monitors();
  private final BlockedClients blocked;
  private final Pause pause = new Pause(this);
  private final LinkedHashSet<ClientState> resuming = new LinkedHashSet<>();
  private final Invalidations invalidations;
  private final Map<Long, ClientState> clients = new LinkedHashMap<>();
  private final Notifications notifications = new Notifications(this);
  private @Nullable Dispatcher dispatcher;
  private boolean newStream; // has just come into being, and nothing was said of it yet

  public Sessions(Keyspace keyspace, AccessControl access) {
    this.keyspace = keyspace;
    this.access = access;
    this.watchedKeys = new WatchedKeys(keyspace);
    this.blocked = new BlockedClients(keyspace.hash());
    this.invalidations = new Invalidations(this, keyspace);
  }

  void dispatcher(Dispatcher theDispatcher) {
    dispatcher = theDispatcher;
  }

  Dispatcher dispatcher() {
    if (dispatcher == null) {
      throw new IllegalStateException("no dispatcher yet");
    }
    return dispatcher;
  }

  /// Who listens to what.
  public Channels channels() {
    return channels;
  }

  AccessControl access() {
    return access;
  }

  /// What clients are told about the keys in their own caches.
  public Invalidations invalidations() {
    return invalidations;
  }

  /// A client has come.
  void greet(ClientState client) {
    clients.put(client.id(), client);
  }

  /// All clients, oldest first.
  Collection<ClientState> clients() {
    return clients.values();
  }

  /// The client of that id, or null when there is none.
  @Nullable ClientState client(long id) {
    return clients.get(id);
  }

  Monitors monitors() {
    return monitors;
  }

  /// Who waits for a key.
  public BlockedClients blocked() {
    return blocked;
  }

  /// Whether and how long requests are put off.
  public Pause pause() {
    return pause;
  }

  void pauseExpiry(boolean on) {
    keyspace.pauseExpiry(on);
  }

  /// When the next of the times comes at which [Dispatcher#wakeClients] has something to do, in
  /// milliseconds since 1970.
  public long nextDeadline() {
    return Math.min(blocked.nextDeadline(), pause.endMillis());
  }

  /// How many clients have a command that waits, or is put off.
  public int blockedClients() {
    return blocked.count() + pause.count();
  }

  /// Sends away all clients whose command waits: what the node is has changed.
  public void releaseWaiting() {
    for (ClientState client : List.copyOf(clients.values())) {
      client.sendAway();
    }
  }

  void block(BlockedClients.Wait wait) {
    blocked.add(wait);
    observe();
  }

  /// A client waits no longer: what it has sent since is run at the end of the turn, or when more
  /// comes from it. One that then waits anew and is served before the end of the turn keeps its
  /// place among the others.
  void resumeSoon(ClientState client) {
    resuming.add(client);
    observe();
  }

  /// The next client whose requests can go on, or null.
  @Nullable ClientState nextToResume() {
    return resuming.isEmpty() ? null : resuming.removeFirst();
  }

  /// True when a client waits no longer and what it has sent since has not been run yet.
  public boolean isResuming(ClientState client) {
    return resuming.contains(client) && !client.isBlocked();
  }

  /// Sends a message to all who listen. To the client whose command is running it goes before that
  /// command's reply.
  int publish(Kind kind, Bytes channel, Bytes message) {
    return channels.hasListeners(kind)
        ? channels.publish(kind, channel, message, dispatcher().replyStart())
        : 0;
  }

  /// Sends the events that `flags` name to whoever listens, see `notify-keyspace-events`.
  public void notifyOf(String flags) {
    notifications.set(flags);
    observe();
  }

  void watch(ClientTransaction owner, int database, Key key, List<WatchedKeys.Watch> mine) {
    watchedKeys.add(owner, database, key, mine);
    observe();
  }

  void unwatch(List<WatchedKeys.Watch> mine) {
    if (!mine.isEmpty()) {
      watchedKeys.remove(mine);
      mine.clear();
      observe();
    }
  }

  boolean anyExpired(List<WatchedKeys.Watch> mine) {
    return watchedKeys.anyExpired(mine);
  }

  /// Asks the keyspace for news exactly while somebody wants them.
  void observe() {
    boolean somebodyCares =
        !watchedKeys.isEmpty()
            || notifications.isOn()
            || invalidations.isActive()
            || blocked.count() > 0;
    keyspace.observe(somebodyCares ? this : null);
  }

  /// A client has gone.
  void forget(ClientState client) {
    client.transaction().end();
    client.subscriptions().end();
    client.tracking().end();
    client.endMonitoring();
    client.endWaiting();
    resuming.remove(client);
    observe();
    clients.remove(client.id());
  }

  @Override
  public void changed(int database, String event, Key key) {
    boolean leavesEntries = leavesEntries(event) && !newStream;
    boolean isNew = event.equals("new"); // another event follows if the key then changes
    newStream &= isNew;
    if (!watchedKeys.isEmpty() && !leavesEntries && !isNew) {
      watchedKeys.touched(database, key);
    }
    if (event.equals("xadd") || event.equals("xgroup-destroy")) {
      blocked.streamChanged(database, key);
    }
    if (invalidations.isActive() && !leavesEntries && !isNew) {
      boolean byItself = event.equals("expired") || event.equals("evicted");
      invalidations.changed(key, byItself ? null : dispatcher().author());
    }
    notify(database, event, key);
  }

  @Override
  public void announced(int database, String event, Key key) {
    notify(database, event, key);
  }

  /// True for what happens to a stream's groups: it spoils no transaction of those who watch the
  /// stream, and is nothing to those who have read it.
  private static boolean leavesEntries(String event) {
    return event.startsWith("xgroup-") || event.equals("xsetid");
  }

  @Override
  public void created(int database, int kind, Key key) {
    blocked.created(database, kind, key);
    newStream = hitrate.engine.keyspace.Kind.isStream(kind);
  }

  @Override
  public void streamLeaves(int database, Key key) {
    blocked.streamChanged(database, key);
  }

  @Override
  public void missed(int database, Key key) {
    notify(database, "keymiss", key);
  }

  private void notify(int database, String event, Key key) {
    if (notifications.isOn() && channels.hasListeners(Kind.CHANNEL)) {
      notifications.send(database, event, key.copy());
    }
  }

  @Override
  public void emptying(Database database) {
    watchedKeys.emptying(database);
    blocked.emptying(database);
  }

  @Override
  public void flushed() {
    invalidations.flushed();
  }

  @Override
  public void swapping(Database one, Database other) {
    watchedKeys.swapping(one, other);
    blocked.swapping(one, other);
  }
}
