package hitrate.engine.session;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandFlag;
import hitrate.engine.command.KeyFinder;
import hitrate.engine.keyspace.Key;
import hitrate.engine.keyspace.Keyspace;
import hitrate.engine.resp.ReplyWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells clients that keep a cache of their own which keys in it are out of date (CLIENT TRACKING).
///
/// A client that changes a key which it has itself read is told behind the reply to its command, or
/// to its transaction; others at once. Those who asked for prefixes are told at the end of a turn.
/// When a database is emptied all are told to forget everything, with null in place of keys.
public final class Invalidations {
  private static final String CHANNEL = "__redis__:invalidate";

  /// Keys that are given up in one go when there are too many, times the number of goes before.
  private static final int KEYS_PER_GO = 100;

  private final Sessions sessions;
  private final Keyspace keyspace;
  private final TrackedKeys tracked;
  private final Broadcasts broadcasts = new Broadcasts();
  private final ReplyWriter writer = new ReplyWriter();

  private final List<Pending> pending = new ArrayList<>();

  private int clients;
  private long mostKeys = Long.MAX_VALUE;
  private int goesOverLimit;

  /// What a client whose command is running is to be told later; no keys mean all keys.
  private record Pending(ClientState client, List<Bytes> keys) {}

  Invalidations(Sessions sessions, Keyspace keyspace) {
    this.sessions = sessions;
    this.keyspace = keyspace;
    this.tracked = new TrackedKeys(keyspace.hash());
  }

  /// Sets how many keys are remembered at most (`tracking-table-max-keys`); 0 for any number.
  public void mostKeys(long most) {
    mostKeys = most == 0 ? Long.MAX_VALUE : most;
  }

  /// How many clients have their keys tracked.
  public int clients() {
    return clients;
  }

  /// How many keys are remembered.
  public int keys() {
    return tracked.size();
  }

  /// How many clients these keys have in all.
  public long items() {
    return tracked.items();
  }

  /// How many prefixes somebody wants to hear of.
  public int prefixes() {
    return broadcasts.prefixes();
  }

  /// True when changes have to be known.
  boolean isActive() {
    return clients > 0 || tracked.size() > 0;
  }

  /// One client more.
  void comes() {
    clients++;
    sessions.observe();
  }

  /// One client less. What it has read stays until it changes.
  void goes() {
    clients--;
    sessions.observe();
  }

  void broadcastTo(ClientState client, Bytes prefix) {
    broadcasts.add(prefix, client);
  }

  void broadcastNoMore(ClientState client, Bytes prefix) {
    broadcasts.remove(prefix, client);
  }

  /// Remembers the keys of a command that has read them for a client.
  void remember(ClientState client, Command command, Args words) {
    if (!client.tracking().remembers() || command.is(CommandFlag.PUBSUB)) {
      return;
    }
    Key only = command.hasOneKey() ? words.firstKey() : null;
    if (only != null) {
      tracked.add(client.id(), only);
      return;
    }
    List<Bytes> all = words.all();
    if (command.name().equals("xread") && !isBalanced(all)) {
      return; // as the real server, which searches its keys in two ways
    }
    for (KeyFinder.Found found : KeyFinder.keys(command, all)) {
      tracked.add(client.id(), words.passingKey(found.index()));
    }
  }

  /// True when there are as many ids as keys.
  private static boolean isBalanced(List<Bytes> words) {
    int at = 0;
    while (at < words.size() && !words.get(at).toString().equalsIgnoreCase("STREAMS")) {
      at++;
    }
    return (words.size() - at) % 2 == 1;
  }

  /// Gives some keys up while there are too many, telling their readers that they have changed.
  void keepWithinLimit() {
    if (tracked.size() <= mostKeys) {
      goesOverLimit = 0;
      return;
    }
    int left = KEYS_PER_GO * ++goesOverLimit;
    while (left-- > 0 && tracked.size() > mostKeys) {
      byte[] key = tracked.random(keyspace.entropy());
      if (key != null) {
        tellReaders(key, 0, key.length);
      }
    }
    if (tracked.size() <= mostKeys) {
      goesOverLimit = 0;
    }
  }

  /// A key was changed or removed, by that client or by none.
  void changed(Key key, @Nullable ClientState by) {
    if (broadcasts.prefixes() > 0) {
      broadcasts.note(key, by);
    }
    if (tracked.size() > 0) {
      tellReaders(key.array(), key.offset(), key.length());
    }
  }

  private void tellReaders(byte[] key, int offset, int length) {
    long[] readers = tracked.take(key, offset, length);
    if (readers == null) {
      return;
    }
    List<Bytes> keys = List.of(Bytes.copyOf(key, offset, offset + length));
    for (long reader : readers) {
      ClientState client = sessions.client(reader);
      if (client != null && client.tracking().isOn() && !client.tracking().isBroadcast()) {
        if (!client.isRunning()) {
          send(client, keys, sessions.dispatcher().replyStart());
        } else if (!client.tracking().isNoLoop()) {
          pending.add(new Pending(client, keys));
        }
      }
    }
  }

  /// All keys of a database have gone, and with them what is remembered.
  void flushed() {
    for (ClientState client : sessions.clients()) {
      if (client.tracking().isOn()) {
        if (client.isRunning()) {
          pending.add(new Pending(client, List.of()));
        } else {
          send(client, List.of(), sessions.dispatcher().replyStart());
        }
      }
    }
    tracked.clear();
  }

  boolean hasPending() {
    return !pending.isEmpty();
  }

  /// The command of that client is over: tells it what it has changed itself.
  @SuppressWarnings("ReferenceEquality") // that very client
  void sendPending(ClientState client, int place) {
    for (Pending own : List.copyOf(pending)) {
      if (own.client == client) {
        send(client, own.keys, place);
      }
    }
    pending.removeIf(own -> own.client == client);
  }

  /// Tells of the keys that have changed in this turn those who asked for prefixes.
  void broadcast(int place) {
    if (broadcasts.prefixes() > 0) {
      broadcasts.tell((client, keys) -> send(client, keys, place));
    }
  }

  /// @param keys none for "all"
  private void send(ClientState client, List<Bytes> keys, int place) {
    long redirection = client.tracking().redirection();
    ClientState receiver = redirection > 0 ? sessions.client(redirection) : client;
    if (receiver == null) {
      client.tracking().redirectionBroken();
      if (client.protocol() == 3) {
        client.deliver(broken(redirection), place);
      }
    } else if (receiver.protocol() == 3) {
      receiver.deliver(message(true, keys, client.protocol()), place);
    } else if (redirection > 0 && receiver.subscriptions().isActive()) {
      receiver.deliver(message(false, keys, client.protocol()), place);
    }
  }

  private byte[] broken(long redirection) {
    writer.truncate(0);
    writer.protocol(3);
    writer.push(2);
    writer.bulk("tracking-redir-broken");
    writer.integer(redirection);
    return Arrays.copyOf(writer.buffer(), writer.length());
  }

  /// A null comes in the protocol of the client whose keys they are, even where it is sent to
  /// another that speaks the older one: as in the real server.
  private byte[] message(boolean isPush, List<Bytes> keys, int protocolOfNull) {
    writer.truncate(0);
    if (isPush) {
      writer.protocol(3);
      writer.push(2);
      writer.bulk("invalidate");
    } else {
      writer.array(3);
      writer.bulk("message");
      writer.bulk(CHANNEL);
    }
    if (keys.isEmpty()) {
      writer.protocol(protocolOfNull);
      writer.nil();
    } else {
      writer.array(keys.size());
      keys.forEach(writer::bulk);
    }
    return Arrays.copyOf(writer.buffer(), writer.length());
  }
}
