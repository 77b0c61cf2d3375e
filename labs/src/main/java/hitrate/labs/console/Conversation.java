package hitrate.labs.console;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.RespClient;
import hitrate.engine.resp.Reply;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A connection as a person at a prompt knows it: it connects by itself, remembers the database and
/// the login when it has to connect again, knows about transactions, and follows commands that
/// never stop answering (`MONITOR`, `SUBSCRIBE`) until it is interrupted.
///
/// One thread runs commands; [#interrupt] and [#close] may come from any other.
public final class Conversation implements AutoCloseable {
  /// How a command ended.
  public enum Ending {
    /// All its replies came.
    ANSWERED,
    /// [#interrupt] ended it; the next command connects anew.
    INTERRUPTED
  }

  /// Nobody answers at the address; the message is the system's reason.
  public static final class CannotConnect extends IOException {
    private static final long serialVersionUID = 1L;

    CannotConnect(String reason, IOException cause) {
      super(reason, cause);
    }
  }

  /// The server answers but refuses the login or the database; the message is the server's.
  public static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  private static final Set<String> STREAMING =
      Set.of("MONITOR", "SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE");
  private static final Set<String> UNSUBSCRIBING =
      Set.of("UNSUBSCRIBE", "PUNSUBSCRIBE", "SUNSUBSCRIBE");

  private enum Answers {
    ON,
    OFF,
    SKIP_NEXT
  }

  private final Object lock = new Object();
  private Endpoint endpoint;
  private @Nullable RespClient client;
  private boolean interrupted;
  private boolean inTransaction;
  private int queuedDatabase = -1;
  private Answers answers = Answers.ON;

  /// Connects with the first command, not before.
  public Conversation(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  /// Connects now if it has not yet.
  ///
  /// @throws IOException [CannotConnect] or [Refused]
  public void connect() throws IOException {
    connected();
  }

  /// `host:port` of the server.
  public String address() {
    return endpoint.address();
  }

  /// Whether there is a connection; a server that has gone away is noticed by the next command.
  public boolean isConnected() {
    synchronized (lock) {
      return client != null;
    }
  }

  /// Whether a `MULTI` waits for its `EXEC`.
  public boolean inTransaction() {
    return inTransaction;
  }

  /// The prompt `redis-cli` would show: `127.0.0.1:6379[1](TX)> `.
  public String prompt() {
    if (!isConnected()) {
      return "not connected> ";
    }
    String database = endpoint.database() == 0 ? "" : "[" + endpoint.database() + "]";
    return endpoint.address() + database + (inTransaction ? "(TX)" : "") + "> ";
  }

  /// Whether `words` start a command that answers until it is interrupted.
  public static boolean isStreaming(List<Bytes> words) {
    return !words.isEmpty() && STREAMING.contains(upper(words.getFirst()));
  }

  /// Sends one command and hands each of its replies to `sink`. Waits without limit.
  ///
  /// @throws IOException [CannotConnect], [Refused], or another one when the connection is lost;
  ///   the message is one line
  public Ending run(List<Bytes> words, Consumer<Reply> sink) throws IOException {
    synchronized (lock) {
      interrupted = false;
    }
    try {
      var connection = connected();
      connection.send(words);
      if (!expectsReply(words)) {
        return Ending.ANSWERED;
      }
      follow(connection, words, sink);
      return Ending.ANSWERED;
    } catch (UncheckedIOException lost) {
      disconnect();
      if (wasInterrupted()) {
        return Ending.INTERRUPTED;
      }
      throw new IOException(oneLine(lost), lost);
    }
  }

  /// Ends the command that runs, if any, by closing the connection under it.
  public void interrupt() {
    synchronized (lock) {
      interrupted = true;
    }
    disconnect();
  }

  @Override
  public void close() {
    disconnect();
  }

  private void follow(RespClient connection, List<Bytes> words, Consumer<Reply> sink) {
    String name = upper(words.getFirst());
    boolean pushIsReply = STREAMING.contains(name) || UNSUBSCRIBING.contains(name);
    int expected = UNSUBSCRIBING.contains(name) ? Math.max(1, words.size() - 1) : 1;
    for (int seen = 0; seen < expected; ) {
      var reply = connection.receive();
      sink.accept(reply);
      if (pushIsReply || !(reply instanceof Reply.Push)) {
        remember(name, words, reply);
        seen++;
      }
      if (reply instanceof Reply.Error) {
        return;
      }
    }
    if (STREAMING.contains(name) && !inTransaction) {
      while (true) {
        sink.accept(connection.receive());
      }
    }
    if (name.equals("QUIT")) {
      disconnect();
    }
  }

  /// Keeps what the prompt and the next connection need to know of a command that succeeded.
  private void remember(String name, List<Bytes> words, Reply reply) {
    boolean refused = reply instanceof Reply.Error;
    switch (name) {
      case "MULTI" -> inTransaction |= !refused;
      case "EXEC", "DISCARD" -> {
        if (!refused || reply instanceof Reply.Error(String text) && text.startsWith("EXECABORT")) {
          inTransaction = false;
        }
        if (name.equals("EXEC") && reply instanceof Reply.Array && queuedDatabase >= 0) {
          endpoint = endpoint.withDatabase(queuedDatabase);
        }
        queuedDatabase = inTransaction ? queuedDatabase : -1;
      }
      case "SELECT" -> {
        if (!refused && words.size() == 2) {
          int database = Integer.parseInt(words.get(1).toString());
          if (inTransaction) {
            queuedDatabase = database;
          } else {
            endpoint = endpoint.withDatabase(database);
          }
        }
      }
      case "AUTH" -> {
        if (!refused && words.size() > 1) {
          String user = words.size() > 2 ? words.get(1).toString() : "";
          endpoint = endpoint.withLogin(user, words.getLast().toString());
        }
      }
      case "HELLO" -> {
        if (!refused && words.size() > 1) {
          endpoint = endpoint.withResp3(words.get(1).toString().equals("3"));
        }
      }
      case "RESET" -> {
        if (!refused) {
          inTransaction = false;
          endpoint = endpoint.withResp3(false);
          endpoint = endpoint.withDatabase(0);
        }
      }
      default -> {}
    }
  }

  /// Keeps account of `CLIENT REPLY`, which turns answers off: waiting for one would hang.
  private boolean expectsReply(List<Bytes> words) {
    boolean skipThis = answers == Answers.SKIP_NEXT;
    if (skipThis) {
      answers = Answers.ON;
    }
    if (words.size() == 3
        && upper(words.get(0)).equals("CLIENT")
        && upper(words.get(1)).equals("REPLY")) {
      switch (upper(words.get(2))) {
        case "ON" -> {
          answers = Answers.ON;
          return true;
        }
        case "OFF" -> answers = Answers.OFF;
        case "SKIP" -> answers = answers == Answers.OFF ? Answers.OFF : Answers.SKIP_NEXT;
        default -> {}
      }
      return answers == Answers.ON;
    }
    return answers == Answers.ON && !skipThis;
  }

  private RespClient connected() throws IOException {
    synchronized (lock) {
      if (client != null) {
        return client;
      }
    }
    var fresh = open();
    try {
      greet(fresh);
    } catch (IOException | UncheckedIOException refused) {
      fresh.close();
      throw refused;
    }
    fresh.timeout(Duration.ZERO);
    synchronized (lock) {
      client = fresh;
    }
    return fresh;
  }

  private RespClient open() throws CannotConnect {
    try {
      return RespClient.connect(endpoint.host(), endpoint.port());
    } catch (IOException failure) {
      var cause = failure.getCause();
      String reason =
          switch (cause) {
            case UnknownHostException unknown -> "unknown host";
            case null -> failure.getMessage();
            default -> cause.getMessage();
          };
      throw new CannotConnect(String.valueOf(reason), failure);
    }
  }

  private void greet(RespClient fresh) throws IOException {
    String password = endpoint.password();
    if (password != null) {
      accept(
          endpoint.user().isEmpty()
              ? fresh.call("AUTH", password)
              : fresh.call("AUTH", endpoint.user(), password));
    }
    if (endpoint.resp3()) {
      accept(fresh.call("HELLO", "3"));
    }
    if (endpoint.database() != 0) {
      accept(fresh.call("SELECT", Integer.toString(endpoint.database())));
    }
  }

  private static void accept(Reply reply) throws IOException {
    if (reply instanceof Reply.Error(String message)) {
      throw new Refused(message);
    }
  }

  private boolean wasInterrupted() {
    synchronized (lock) {
      return interrupted;
    }
  }

  private void disconnect() {
    RespClient old;
    synchronized (lock) {
      old = client;
      client = null;
      inTransaction = false;
      queuedDatabase = -1;
      answers = Answers.ON;
    }
    if (old != null) {
      old.close();
    }
  }

  private static String oneLine(UncheckedIOException failure) {
    return failure.getCause() instanceof EOFException
        ? "Server closed the connection"
        : String.valueOf(failure.getMessage());
  }

  private static String upper(Bytes word) {
    return word.toString().toUpperCase(Locale.ROOT);
  }
}
