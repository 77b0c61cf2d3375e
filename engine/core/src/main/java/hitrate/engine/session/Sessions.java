package hitrate.engine.session;

import hitrate.engine.keyspace.Database;
import hitrate.engine.keyspace.Key;
import hitrate.engine.keyspace.Keyspace;
import hitrate.engine.keyspace.KeyspaceObserver;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the clients of one node have in common: the keys that some of them watch. Hears of every
/// change of a key, but only while somebody cares, so that an ordinary write pays for none of it.
public final class Sessions implements KeyspaceObserver {
  private final Keyspace keyspace;
  private final WatchedKeys watchedKeys;
  private @Nullable Dispatcher dispatcher;

  public Sessions(Keyspace keyspace) {
    this.keyspace = keyspace;
    this.watchedKeys = new WatchedKeys(keyspace);
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
  private void observe() {
    keyspace.observe(watchedKeys.isEmpty() ? null : this);
  }

  /// A client has gone.
  void forget(ClientState client) {
    client.transaction().end();
  }

  @Override
  public void changed(int database, String event, Key key) {
    watchedKeys.touched(database, key);
  }

  @Override
  public void emptying(Database database) {
    watchedKeys.emptying(database);
  }

  @Override
  public void swapping(Database one, Database other) {
    watchedKeys.swapping(one, other);
  }
}
