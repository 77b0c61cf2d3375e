package hitrate.engine.session;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Args;
import hitrate.engine.command.Client;
import hitrate.engine.command.Command;
import hitrate.engine.command.Waiting;
import hitrate.engine.keyspace.Key;
import hitrate.engine.security.AccessControl;
import hitrate.engine.security.User;
import hitrate.engine.world.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Everything the node knows about one client, apart from its socket.
public final class ClientState implements Client {
  /// The id of a caller inside this JVM, whom other clients cannot name.
  public static final long NO_ID = 0;

  /// The client is queueing commands: see [ClientTransaction].
  static final int QUEUEING = 1;

  /// The client listens to channels: see [ClientSubscriptions].
  static final int LISTENING = 2;

  /// The client is shown all commands: see [Monitors].
  static final int MONITORING = 4;

  /// The client is told of changes of keys: see [ClientTracking].
  static final int TRACKING = 8;

  /// The client looks at keys without using them (CLIENT NO-TOUCH).
  static final int SPARING = 16;

  /// The client is a replica: it gets what happens to the data.
  static final int REPLICA = 32;

  private final long id;
  private final ClientWire wire;
  private final Clock clock;
  private final long createdNanos;
  private final BooleanSupplier mustAuthenticate;
  private Bytes name = Bytes.EMPTY;
  private Bytes libraryName = Bytes.EMPTY;
  private Bytes libraryVersion = Bytes.EMPTY;
  private int database;
  private int protocol = 2;
  private boolean authenticated;
  private boolean isPrimary;
  private boolean replays;
  private Debugs debugs = Debugs.NOTHING;
  private User user;
  private final ReplyMode replies = new ReplyMode();
  private boolean protectedFromEviction;
  private boolean closing;
  private boolean running;
  private long lastActiveNanos;
  private @Nullable Command lastCommand;
  private final Sessions sessions;
  private final ClientTransaction transaction;
  private final ClientSubscriptions subscriptions;
  private final ClientTracking tracking;
  private int marks;
  private BlockedClients.@Nullable Wait wait;
  private final HeldRequests held = new HeldRequests();
  private long position;

  /// @param mustAuthenticate whether a password is required now
  public ClientState(
      long id, ClientWire wire, Clock clock, BooleanSupplier mustAuthenticate, Sessions sessions) {
    this.id = id;
    this.wire = wire;
    this.clock = clock;
    this.createdNanos = clock.nanos();
    this.lastActiveNanos = createdNanos;
    this.mustAuthenticate = mustAuthenticate;
    this.sessions = sessions;
    AccessControl access = sessions.access();
    this.user = id == NO_ID ? access.insider() : access.defaultUser();
    this.subscriptions = new ClientSubscriptions(this, sessions);
    this.tracking = new ClientTracking(this, sessions);
    this.transaction = new ClientTransaction(this, sessions);
    this.authenticated = !mustAuthenticate.getAsBoolean();
    if (id != NO_ID) {
      sessions.greet(this);
    }
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public Bytes name() {
    return name;
  }

  @Override
  public void name(Bytes newName) {
    name = newName;
  }

  @Override
  public void libraryName(Bytes library) {
    libraryName = library;
  }

  @Override
  public void libraryVersion(Bytes version) {
    libraryVersion = version;
  }

  Bytes libraryName() {
    return libraryName;
  }

  Bytes libraryVersion() {
    return libraryVersion;
  }

  @Override
  public void sparesKeys(boolean yes) {
    mark(SPARING, yes);
  }

  @Override
  public int database() {
    return database;
  }

  @Override
  public void select(int newDatabase) {
    database = newDatabase;
  }

  @Override
  public int protocol() {
    return protocol;
  }

  @Override
  public void protocol(int version) {
    protocol = version;
  }

  @Override
  public boolean isAuthenticated() {
    return authenticated;
  }

  /// True for a client that may do nothing before it has authenticated.
  boolean isLockedOut() {
    return !authenticated && mustAuthenticate.getAsBoolean();
  }

  private void authenticated(boolean yes) {
    authenticated = yes;
    wire.authenticated(yes);
  }

  @Override
  public boolean logIn(Bytes name, Bytes password, String command) {
    User found = sessions.access().authenticate(name, password.toArray(), command, this);
    if (found != null) {
      user = found;
      authenticated(true);
    }
    return found != null;
  }

  @Override
  public Debugs debugs() {
    return debugs;
  }

  @Override
  public void debugs(Debugs what) {
    debugs = what;
  }

  /// Runs no further request; what still comes waits for [#nextHeld].
  public void hold() {
    held.begin();
  }

  /// Takes over who another client is and what it has chosen.
  public void standFor(ClientState other) {
    user = other.user;
    database = other.database;
    protocol = other.protocol;
    authenticated = other.authenticated;
  }

  /// Whose rights the client has.
  User account() {
    return user;
  }

  @Override
  public String address() {
    return wire.remoteAddress();
  }

  @Override
  public String localAddress() {
    return wire.localAddress();
  }

  @Override
  public boolean isLocal() {
    return wire.hasSocketFile() || Client.super.isLocal();
  }

  /// True unless the client has a reason to send nothing for long: its command waits, it listens or
  /// it watches what others do.
  public boolean mayTimeOut() {
    return !held.isOn() && !isPrimary && (marks & (LISTENING | MONITORING | REPLICA)) == 0;
  }

  @Override
  public String type() {
    return isPrimary
        ? "master"
        : isReplica() ? "replica" : subscriptions.isActive() ? "pubsub" : "normal";
  }

  @Override
  public String user() {
    return isPrimary ? "(superuser)" : user.name().toString();
  }

  @Override
  public void replies(Replies which) {
    replies.choose(which);
  }

  /// Notes that a command has run, or failed to be one; true when its reply is not to be sent.
  public boolean swallowsReply() {
    return replies.swallows();
  }

  /// True when replies are not sent now.
  boolean isSilent() {
    return replies.isSilent();
  }

  /// Says that what the running command has written is to be sent even to a silent client.
  void repliesDecided() {
    replies.decide();
  }

  @Override
  public ClientTransaction transaction() {
    return transaction;
  }

  @Override
  public ClientTracking tracking() {
    return tracking;
  }

  @Override
  public ClientSubscriptions subscriptions() {
    return subscriptions;
  }

  /// Sends a message that is no reply; to a client that is to be closed nothing more is sent.
  void deliver(byte[] message, int place) {
    if (!closing) {
      wire.deliver(message, place);
    }
  }

  /// Sends bytes that belong to no request, behind the replies written in this turn.
  public void send(byte[] bytes) {
    deliver(bytes, sessions.dispatcher().repliesLength());
  }

  /// From here on the client is a replica.
  public void becomeReplica() {
    mark(REPLICA, true);
  }

  public boolean isReplica() {
    return (marks & REPLICA) != 0;
  }

  /// From here on the client is the primary that this node follows: nobody may refuse what it
  /// sends, and it gets no replies.
  public void becomePrimary() {
    isPrimary = true;
    user = sessions.access().insider();
    replies.set(false);
  }

  @Override
  public boolean tellsWhatHappened() {
    return isPrimary || replays;
  }

  /// From here on the client stands for a file of what has happened.
  void replays() {
    replays = true;
  }

  public boolean isPrimary() {
    return isPrimary;
  }

  /// What is in the buffers of its connection.
  public ConnectionBuffers buffers() {
    return wire.buffers();
  }

  /// What about this client makes its requests need more than running them; 0 for nothing.
  int marks() {
    return marks;
  }

  void mark(int which, boolean on) {
    marks = on ? marks | which : marks & ~which;
  }

  /// The connection is closed: nothing of the client stays.
  public void gone() {
    sessions.forget(this);
  }

  @Override
  public void protectedFromEviction(boolean yes) {
    protectedFromEviction = yes;
  }

  public boolean isProtectedFromEviction() {
    return protectedFromEviction;
  }

  @Override
  public boolean monitor() {
    boolean begins = !isMonitoring();
    if (begins) {
      mark(MONITORING, true);
      sessions.monitors().add(this);
    }
    return begins;
  }

  boolean isMonitoring() {
    return (marks & MONITORING) != 0;
  }

  /// Shows the client no more commands.
  void endMonitoring() {
    if (isMonitoring()) {
      mark(MONITORING, false);
      sessions.monitors().remove(this);
    }
  }

  @Override
  public boolean waitFor(Waiting waiting, List<Key> keys, long deadlineMillis) {
    Command command = lastCommand;
    Args words = sessions.dispatcher().runningWords();
    if (command == null || words == null || transaction.isRunning() || !wire.canWait()) {
      return false;
    }
    var places = new LinkedHashSet<BlockedClients.Place>();
    keys.forEach(key -> places.add(new BlockedClients.Place(database, key.copy())));
    wait = new BlockedClients.Wait(this, command, words.copy(), waiting, places, deadlineMillis);
    held.begin();
    sessions.block(wait);
    return true;
  }

  @Override
  public boolean unblock(boolean withError) {
    BlockedClients.Wait mine = wait;
    if (mine != null) {
      wait = null;
      sessions.blocked().release(mine, withError ? Wakeups.RELEASED : null, true);
    }
    return mine != null;
  }

  /// Ends its waiting and then its connection, as what the node is has changed.
  void sendAway() {
    BlockedClients.Wait mine = wait;
    if (mine != null) {
      wait = null;
      sessions.blocked().release(mine, Wakeups.ROLE_CHANGED, false);
      closing = true;
    }
  }

  /// True when replies to the client may come later than their command.
  boolean canWait() {
    return wire.canWait();
  }

  /// Puts a request off until a pause ends.
  void postpone(Args.Copy request) {
    held.postpone(request);
    sessions.pause().add(this);
  }

  void noLongerPostponed() {
    held.noLongerPostponed();
  }

  /// True while a command of the client waits for what others do.
  boolean isWaiting() {
    return wait != null;
  }

  /// True while a command of the client waits, be it for a key or for the end of a pause.
  public boolean isBlocked() {
    return wait != null || held.isPostponed();
  }

  /// The waiting is over and answered.
  void waited() {
    wait = null;
    sessions.resumeSoon(this);
  }

  /// True while the client listens to channels.
  public boolean isListening() {
    return (marks & LISTENING) != 0;
  }

  /// Bytes of the words of the command that runs or waits, or of the request that is arriving.
  long wordBytes(ConnectionBuffers buffers) {
    Args now = running ? sessions.dispatcher().runningWords() : null;
    if (now != null) {
      return now.bytes();
    }
    Args.Copy postponed = held.postponed();
    if (postponed != null) {
      return postponed.wordBytes();
    }
    return wait != null ? wait.words.wordBytes() : buffers.words();
  }

  /// What the client makes the node keep.
  public ClientFootprint footprint() {
    return new ClientFootprint(this, wire.buffers());
  }

  /// What the requests take that are to run later.
  long postponedBytes() {
    return held.bytes();
  }

  /// What the words take of the command that waits.
  long waitingWordBytes() {
    return wait != null ? wait.words.bytes() : 0;
  }

  /// Drops what it waits for.
  void endWaiting() {
    if (wait != null) {
      sessions.blocked().remove(wait);
      wait = null;
    }
    sessions.blocked().forget(this);
    sessions.pause().remove(this);
    held.clear();
  }

  /// True when what the client sends is not to be run now: an earlier command waits, or requests
  /// that came while it waited have not been run yet.
  public boolean isHeld() {
    return held.isOn();
  }

  /// Keeps a request for when the client is held no longer.
  void runLater(Args.Copy request) {
    held.add(request);
  }

  /// Goes on with what has been held up.
  void resume() {
    wire.resume();
  }

  /// The next request that was kept, or null when there is none: from there on nothing is held.
  public Args.@Nullable Copy nextHeld() {
    return held.next();
  }

  @Override
  public void closeAfterReply() {
    closing = true;
  }

  /// True when nothing more is to be read from it.
  public boolean isClosing() {
    return closing;
  }

  @Override
  public void kill() {
    closing = true; // what it has sent already is not run any more
    if (!running) {
      wire.close();
    }
  }

  @Override
  public void reset() {
    transaction.end();
    subscriptions.end();
    endMonitoring();
    tracking.end();
    replies.set(true);
    name = Bytes.EMPTY;
    database = 0;
    protocol = 2;
    user = sessions.access().defaultUser();
    authenticated(!mustAuthenticate.getAsBoolean());
  }

  /// Notes that the client's command begins or ends.
  void running(boolean yes) {
    running = yes;
  }

  /// True while a command of the client is at work.
  public boolean isRunning() {
    return running;
  }

  /// Notes what the client asked for last; null for what is no command.
  void lastCommand(@Nullable Command command) {
    lastCommand = command;
  }

  @Nullable Command lastCommand() {
    return lastCommand;
  }

  /// Where the history for replicas was after the client's last command, see [EffectSink#position].
  public long position() {
    return position;
  }

  void position(long after) {
    position = after;
  }

  /// Closes the connection at once; replies not sent yet are dropped.
  void hangUp() {
    closing = true;
    wire.close();
  }

  /// Notes when something came from the client last.
  public void active(long nowNanos) {
    lastActiveNanos = nowNanos;
  }

  /// The socket behind it.
  ClientWire wire() {
    return wire;
  }

  /// Seconds since the client came.
  long ageSeconds() {
    return (clock.nanos() - createdNanos) / 1_000_000_000;
  }

  /// Seconds since something last came from the client.
  public long idleSeconds() {
    return (clock.nanos() - lastActiveNanos) / 1_000_000_000;
  }

  @Override
  public String describe() {
    return ClientReport.of(this, wire);
  }
}
