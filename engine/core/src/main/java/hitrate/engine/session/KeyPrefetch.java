package hitrate.engine.session;

import hitrate.engine.command.Args;
import hitrate.engine.keyspace.Key;
import hitrate.engine.keyspace.Keyspace;
import hitrate.engine.memory.Region;
import hitrate.engine.resp.RequestBatch;

/// The passes over a batch that change nothing: they read the slots of all its keys in the table,
/// then the headers of the entries there, so that the processor waits for the memory of all of them
/// at once.
final class KeyPrefetch {
  private final Keyspace keyspace;
  private final long[] addresses = new long[RequestBatch.LIMIT];

  KeyPrefetch(Keyspace keyspace) {
    this.keyspace = keyspace;
  }

  /// Brings the entries of the first keys of `count` requests near.
  void bringNear(Args[] args, ClientState[] clients, int count) {
    int found = 0;
    for (int i = 0; i < count; i++) {
      Key key = args[i].firstKey();
      if (key != null) {
        addresses[found++] = keyspace.database(clients[i].database()).homeSlot(key.hash());
      }
    }
    Region region = keyspace.region();
    region.touch(addresses, found);
    found = 0;
    for (int i = 0; i < count; i++) {
      Key key = args[i].firstKey();
      if (key != null) {
        addresses[found++] = keyspace.database(clients[i].database()).candidate(key);
      }
    }
    region.touch(addresses, found);
    region.touchBehind(addresses, found);
  }
}
