package hitrate.engine.differential;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.resp.Reply;
import hitrate.engine.resp.ReplyReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One of the two servers compared, and the harness's own connection to it. That connection empties
/// the server between cases, reads what is left in it, and tells when the server has done all that
/// other connections have sent so far.
final class Side implements AutoCloseable {

  private static final int SETTLE_ROUNDS = 4;
  private static final int BYTES_READ_PER_TURN = 8 * 1024;

  private final String name;
  private final String host;
  private final int port;
  private final Map<String, Boolean> knownCommands = new HashMap<>();
  private @Nullable Wire admin;
  private @Nullable String password;

  Side(String name, String host, int port) {
    this.name = name;
    this.host = host;
    this.port = port;
  }

  String name() {
    return name;
  }

  int port() {
    return port;
  }

  Wire connect() throws IOException {
    return Wire.open(host, port);
  }

  /// Sends a command over the harness's own connection.
  Reply call(String... words) throws IOException {
    return ReplyReader.parse(pipeline(List.of(words(words))).getFirst());
  }

  /// Sends commands over the harness's own connection, which is opened again should the server have
  /// closed it (a CLIENT KILL of a case may mean it, too).
  List<byte[]> pipeline(List<List<Bytes>> commands) throws IOException {
    if (admin != null) {
      try {
        return admin.pipeline(commands);
      } catch (IOException e) {
        admin.close();
      }
    }
    admin = connect();
    if (password != null) {
      admin.call("AUTH", password);
    }
    return admin.pipeline(commands);
  }

  /// Sets a parameter and returns what it was before.
  String configure(String parameter, String value) throws IOException {
    String before = parameter(parameter);
    if (call("CONFIG", "SET", parameter, value) instanceof Reply.Error(String message)) {
      throw new IOException(name + ": CONFIG SET " + parameter + ": " + message);
    }
    if (parameter.equals("requirepass")) {
      password = value.isEmpty() ? null : value;
    }
    return before;
  }

  /// The value of a parameter; empty when there is no such parameter.
  String parameter(String parameter) throws IOException {
    return call("CONFIG", "GET", parameter) instanceof Reply.Array(var items) && items.size() == 2
        ? ((Reply.Bulk) items.get(1)).value().toString()
        : "";
  }

  /// Whether the server has a command of this name.
  boolean knows(String command) throws IOException {
    String key = command.toLowerCase(Locale.ROOT);
    Boolean known = knownCommands.get(key);
    if (known == null) {
      known =
          call("COMMAND", "INFO", command) instanceof Reply.Array(var infos)
              && infos.getFirst() instanceof Reply.Array;
      knownCommands.put(key, known);
    }
    return known;
  }

  /// Empties the server.
  void clear() throws IOException {
    call("FLUSHALL");
  }

  /// Empties the server and has it forget scripts, libraries and what it has counted.
  void reset() throws IOException {
    clear();
    call("SCRIPT", "FLUSH", "SYNC");
    call("FUNCTION", "FLUSH", "SYNC");
    call("CONFIG", "RESETSTAT");
  }

  /// What a server counts: changes of the data, keys that were found and that were not.
  record Counts(long changes, long hits, long misses) {
    static final Counts NONE = new Counts(0, 0, 0);

    Counts minus(Counts before) {
      return new Counts(changes - before.changes, hits - before.hits, misses - before.misses);
    }
  }

  /// What the server has counted so far, 0 where it tells nothing.
  Counts counts() throws IOException {
    String text =
        call("INFO", "persistence", "stats") instanceof Reply.Bulk(Bytes info) ? "" + info : "";
    return new Counts(
        count(text, "rdb_changes_since_last_save"),
        count(text, "keyspace_hits"),
        count(text, "keyspace_misses"));
  }

  private static long count(String info, String field) {
    int at = info.indexOf("\n" + field + ":") + field.length() + 2;
    return at < field.length() + 2 ? 0 : Long.parseLong(info.substring(at, info.indexOf('\r', at)));
  }

  /// Returns when the server has read `pending` bytes sent over other connections, and has written
  /// the replies. Both servers do one thing at a time: when our own commands, sent later, have been
  /// answered a few turns in a row, what came before them is done.
  void settle(int pending) throws IOException {
    int rounds = SETTLE_ROUNDS + pending / BYTES_READ_PER_TURN;
    for (int i = 0; i < rounds; i++) {
      call("PING");
    }
  }

  /// All that is in the server.
  State state() throws IOException {
    return State.of(this);
  }

  @Override
  public void close() throws IOException {
    if (admin != null) {
      admin.close();
    }
  }

  static List<Bytes> words(String... words) {
    return Stream.of(words).map(Bytes::of).toList();
  }

  static List<Reply> parse(List<byte[]> raw) throws IOException {
    var replies = new ArrayList<Reply>(raw.size());
    for (byte[] bytes : raw) {
      replies.add(ReplyReader.parse(bytes));
    }
    return replies;
  }
}
