package hitrate.engine.command;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.keyspace.Database;
import hitrate.engine.keyspace.Key;
import hitrate.engine.keyspace.Keyspace;
import hitrate.engine.resp.ReplyWriter;
import hitrate.engine.struct.IntSet;
import hitrate.engine.struct.Listpack;
import java.util.List;

/// What a running command sees: the data, the caller, where the reply goes. One object per node,
/// pointed at the caller before each command.
public final class Execution {
  private final Server server;
  private final Keyspace keyspace;
  private final ReplyWriter reply;
  private final byte[] scratch = new byte[64];
  private final Listpack listpack = new Listpack(1024);
  private final IntSet intSet = new IntSet();
  private Client client;
  private Database database;
  private boolean recording;
  private long changes = 1;

  public Execution(Server server, Keyspace keyspace, ReplyWriter reply, Client nobody) {
    this.server = server;
    this.keyspace = keyspace;
    this.reply = reply;
    this.client = nobody;
    this.database = keyspace.database(0);
  }

  /// Points this at the next command's caller.
  public void enter(Client newClient) {
    client = newClient;
    database = keyspace.database(newClient.database());
    changes = 1;
  }

  /// Says how many changes of the data the running command counts as, where that is not one.
  public void counts(long number) {
    changes = number;
  }

  /// How many changes the command that has run counts as, if it has an effect at all.
  public long changes() {
    return changes;
  }

  /// Says whether somebody records effects, so that commands need not make them for nobody.
  public void recording(boolean yes) {
    recording = yes;
  }

  public boolean isRecording() {
    return recording;
  }

  public Server server() {
    return server;
  }

  /// Up to where values keep their packed form.
  public PackingLimits packing() {
    return server.packing();
  }

  public Keyspace keyspace() {
    return keyspace;
  }

  /// The database that the caller has selected.
  public Database database() {
    return database;
  }

  public ReplyWriter reply() {
    return reply;
  }

  /// A few bytes that a command may use while it runs, at least as many as the longest number has.
  public byte[] scratch() {
    return scratch;
  }

  /// A listpack that the running command may use, whatever is in it.
  public Listpack listpack() {
    return listpack;
  }

  /// An intset that the running command may use, whatever is in it.
  public IntSet intSet() {
    return intSet;
  }

  public Client client() {
    return client;
  }

  /// The time in milliseconds since 1970, fixed while the command runs.
  public long now() {
    return keyspace.now();
  }

  /// Has the caller wait until one of the keys has something for it, see [Waiting].
  ///
  /// @param timeoutMillis 0 for no limit
  public Effect waitFor(Waiting waiting, List<Key> keys, long timeoutMillis) {
    long end = now() + timeoutMillis;
    long deadline = timeoutMillis == 0 || end < 0 ? Long.MAX_VALUE : end;
    if (!client.waitFor(waiting, keys, deadline)) {
      waiting.refused(reply);
    }
    return Effect.NONE;
  }

  /// Reports what the command did to a key of the selected database.
  public void changed(String event, Key key) {
    keyspace.changed(database.index(), event, key);
  }

  /// Reports the same of what somebody is served with who has waited for it: whoever put it there
  /// has changed the key, as the real server sees it.
  public void announced(String event, Key key) {
    keyspace.announced(database.index(), event, key);
  }

  /// Another command as this one's effect, in place of the words as they came.
  public Effect instead(Bytes... words) {
    return recording ? Effect.instead(words) : Effect.VERBATIM;
  }

  /// Other commands as this one's effect.
  public Effect instead(List<List<Bytes>> commands) {
    return recording ? Effect.instead(commands) : Effect.VERBATIM;
  }
}
