package hitrate.engine.session;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.keyspace.Key;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The prefixes that clients want to hear of, with the keys that have changed since they were last
/// told. They are told once a turn, of all such keys together.
final class Broadcasts {
  private final TreeMap<Bytes, Group> groups = new TreeMap<>();

  /// The clients of one prefix, and who changed which of its keys last: null for nobody.
  private record Group(Set<ClientState> clients, TreeMap<Bytes, Change> changed) {}

  private record Change(@Nullable ClientState by) {}

  /// Is called with a client and the keys that it is to hear of.
  interface Receiver {
    void changed(ClientState client, List<Bytes> keys);
  }

  int prefixes() {
    return groups.size();
  }

  void add(Bytes prefix, ClientState client) {
    groups
        .computeIfAbsent(prefix, _ -> new Group(new LinkedHashSet<>(), new TreeMap<>()))
        .clients
        .add(client);
  }

  void remove(Bytes prefix, ClientState client) {
    Group group = groups.get(prefix);
    if (group != null && group.clients.remove(client) && group.clients.isEmpty()) {
      groups.remove(prefix);
    }
  }

  /// Notes that a key was changed, by that client or by none.
  void note(Key key, @Nullable ClientState by) {
    groups.forEach((prefix, group) -> {
      if (isPrefix(prefix.toArray(), key)) {
        group.changed.put(key.copy(), new Change(by));
      }
    });
  }

  private static boolean isPrefix(byte[] prefix, Key key) {
    int from = key.offset();
    return prefix.length <= key.length()
        && Arrays.equals(prefix, 0, prefix.length, key.array(), from, from + prefix.length);
  }

  /// Hands out what has changed, and forgets it.
  void tell(Receiver receiver) {
    for (Group group : groups.values()) {
      if (!group.changed.isEmpty()) {
        Map<Bytes, Change> changed = new HashMap<>(group.changed);
        List<Bytes> keys = List.copyOf(group.changed.keySet());
        group.changed.clear();
        for (ClientState client : group.clients) {
          List<Bytes> its = client.tracking().isNoLoop() ? others(keys, changed, client) : keys;
          if (!its.isEmpty()) {
            receiver.changed(client, its);
          }
        }
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // that very client
  private static List<Bytes> others(
      List<Bytes> keys, Map<Bytes, Change> changed, ClientState client) {
    var others = new ArrayList<Bytes>();
    for (Bytes key : keys) {
      Change change = changed.get(key);
      if (change == null || change.by != client) {
        others.add(key);
      }
    }
    return others;
  }
}
