package hitrate.engine.command;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.keyspace.Key;
import java.util.List;

/// The connection that a command came from, as far as commands may see and change it.
public interface Client {
  /// Whether replies are sent: always, never, or not the next one.
  enum Replies {
    ON,
    OFF,
    SKIP_NEXT
  }

  /// Unique among all connections of the node's life, rising from 1.
  long id();

  /// The name given by CLIENT SETNAME, empty at first.
  Bytes name();

  void name(Bytes newName);

  /// The number of the selected database.
  int database();

  void select(int database);

  /// The protocol version, 2 or 3.
  int protocol();

  void protocol(int version);

  /// True for a client that has authenticated, or did not need to when it came.
  boolean isAuthenticated();

  /// Makes the client that user's when the password is right; else false.
  ///
  /// @param command the command that was used, for the log of refusals
  boolean logIn(Bytes user, Bytes password, String command);

  /// Address and port of the other side, `127.0.0.1:50000`.
  String address();

  /// Address and port of our side.
  String localAddress();

  /// True for a connection from this machine, and for a caller inside this JVM.
  default boolean isLocal() {
    String address = address();
    return address.isEmpty() || address.startsWith("127.0.0.1:") || address.startsWith("[::1]:");
  }

  /// `normal`, `master`, `replica` or `pubsub`.
  String type();

  /// The name of the user it authenticated as.
  String user();

  /// What scripts of the client work on while they are debugged.
  enum Debugs {
    /// They are not debugged.
    NOTHING,
    /// A copy of the data, which is then thrown away.
    A_COPY,
    /// The data itself, while everybody else waits.
    THE_DATA
  }

  /// Whether the client's scripts are debugged.
  default Debugs debugs() {
    return Debugs.NOTHING;
  }

  default void debugs(Debugs what) {}

  /// The line that CLIENT LIST has for it.
  String describe();

  /// Says which replies are sent from here on; SKIP_NEXT changes nothing when none are.
  void replies(Replies which);

  /// Marks the connection as one that must not be closed to save memory.
  void protectedFromEviction(boolean yes);

  /// The library that the client is programmed with, as it says itself; empty for none.
  default void libraryName(Bytes name) {}

  default void libraryVersion(Bytes version) {}

  /// Has its reads leave no trace in what the node knows about the use of keys.
  default void sparesKeys(boolean yes) {}

  /// Closes the connection once the reply being written has been sent.
  void closeAfterReply();

  /// Closes the connection at once; if it is the caller's own, after the reply.
  void kill();

  /// Shows it every command that runs from here on; false when that has been so already.
  boolean monitor();

  /// True for what commands called by a script see as their client.
  default boolean isScript() {
    return false;
  }

  /// True for one that tells what has happened already, as a primary or an append-only file does:
  /// it may say things that others may not.
  default boolean tellsWhatHappened() {
    return false;
  }

  /// Has it wait for keys of its database, see [Waiting]; false where it must not, as in a
  /// transaction.
  ///
  /// @param deadlineMillis when the waiting ends, `Long.MAX_VALUE` for never
  default boolean waitFor(Waiting waiting, List<Key> keys, long deadlineMillis) {
    return false;
  }

  /// Ends its waiting when the running command has ended; false when it does not wait.
  default boolean unblock(boolean withError) {
    return false;
  }

  /// What it queues and watches.
  Transaction transaction();

  /// What it is told about the keys in its own cache.
  Tracking tracking();

  /// The channels that it listens to.
  Subscriptions subscriptions();

  /// Back to the state of a new connection (RESET).
  void reset();
}
