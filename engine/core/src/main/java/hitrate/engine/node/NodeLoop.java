package hitrate.engine.node;

import hitrate.engine.command.CommandError;
import hitrate.engine.command.CommandFlag;
import hitrate.engine.command.CommandTable;
import hitrate.engine.command.Execution;
import hitrate.engine.keyspace.Keyspace;
import hitrate.engine.memory.Region;
import hitrate.engine.node.config.Configuration;
import hitrate.engine.persist.LoadError;
import hitrate.engine.persist.MigrationLines;
import hitrate.engine.resp.ReplyWriter;
import hitrate.engine.script.Scripting;
import hitrate.engine.security.AccessControl;
import hitrate.engine.security.AclStore;
import hitrate.engine.session.ClientState;
import hitrate.engine.session.Dispatcher;
import hitrate.engine.session.NoWire;
import hitrate.engine.session.ReplicaGate;
import hitrate.engine.session.Sessions;
import hitrate.engine.world.Background;
import hitrate.engine.world.Clock;
import hitrate.engine.world.Disk;
import hitrate.engine.world.Entropy;
import hitrate.engine.world.Network;
import java.io.IOException;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// The one thread of a node and everything it owns: connections, keys, commands, timers.
///
/// All methods belong to that thread, apart from [#submit] and [#stop].
final class NodeLoop implements Runnable {
  /// Address space for the keys of one node. Reserved, not used: memory is taken as keys come.
  private static final long RESERVED_BYTES = 1L << 40;

  /// What commands are answered that come while data is loaded.
  static final CommandError LOADING = ReplicaGate.LOADING;

  private final Clock clock;
  private final Network network;
  private final Configuration configuration;
  private final Keyspace keyspace;
  private final Scripting scripting = new Scripting();
  private final NodeServer server;
  private final AclStore users;
  private final AccessControl access;
  private final Sessions sessions;
  private Dispatcher dispatcher;
  private ReplyWriter reply = new ReplyWriter();
  private Turn turn;
  private @Nullable BusyHours busyHours;
  private @Nullable BusyHours loadingHours;
  private @Nullable Connection decoding;
  private final Connections connections;
  private final TlsDoor door;
  private final Listeners listeners;
  private final ConcurrentLinkedQueue<Runnable> submitted = new ConcurrentLinkedQueue<>();
  private final NodeCounters counters;
  private final NodeReport report;
  private final MemoryAccount memory;
  private final HeapKeeper heap;
  private final NodeLog log;
  private final OutputLimits outputLimits = new OutputLimits();
  private final ClientMemory clientMemory = new ClientMemory(this);
  private final MigrationLines migrations =
      new MigrationLines((host, port, millis) -> door().dial(host, port, millis));
  private long timerMillis;
  private long nextTimerMillis;
  private final Persistence persistence;
  private final Replication replication;
  private final EffectSinks sinks = new EffectSinks(sink -> dispatcher().recordTo(sink));
  private final Ending ending;
  private final NodeDebugging debugging;
  private final ProcessParameters process;
  private final Watchdog watchdog;
  private volatile boolean stopping;
  private volatile boolean failed;
  private final Housekeeping housekeeping;
  private boolean isWorking; // at something that it has put off to serve clients

  /// @param background where work is done beside the node's thread
  NodeLoop(
      Configuration configuration,
      Clock clock,
      Entropy entropy,
      Network network,
      Disk disk,
      Background background,
      NodeLog log) {
    this.configuration = configuration;
    this.clock = clock;
    this.network = network;
    this.log = log;
    this.keyspace =
        new Keyspace(configuration.intValue("databases"), Region.reserve(RESERVED_BYTES), entropy);
    keyspace.slab().region().prepareAhead(background.lane("memory"));
    this.users = new AclStore(disk, configuration.value("dir"), configuration.value("aclfile"));
    var table =
        new CommandTable(
            CommandFamilies.all(
                this::access, users, scripting, this::persistence, this::replication, migrations),
            configuration.renamedCommands());
    this.server = new NodeServer(this, table);
    this.access = new AccessControl(table, clock);
    this.sessions = new Sessions(keyspace, access);
    this.dispatcher = new Dispatcher(server, keyspace, reply, sessionOfNobody(), sessions);
    if (configuration.isOn("lua-enable-deprecated-api")) {
      scripting.showDeprecated();
    }
    this.turn = new Turn(dispatcher, reply, clock, this::beforeReplies);
    this.counters = new NodeCounters(clock);
    this.connections = new Connections(this, counters);
    this.door = new TlsDoor(this, configuration, disk);
    this.process = new ProcessParameters(configuration, log);
    this.watchdog = new Watchdog(configuration, log);
    this.listeners = new Listeners(configuration, network, disk, connections, door, log);
    this.memory = new MemoryAccount(this, disk);
    this.heap = new HeapKeeper(keyspace::largeValueBytes, counters::opsPerSecond);
    this.report = new NodeReport(this, counters, disk, entropy);
    this.persistence = new Persistence(this, configuration, disk, background, log);
    this.replication = new Replication(this, network, disk, background);
    this.ending = new Ending(this, configuration, persistence, disk, log);
    this.debugging = new NodeDebugging(this, configuration);
    this.housekeeping = new Housekeeping(this, counters, memory);
    configuration.logTo(this::log);
    AccessParameters.apply(configuration, access);
    configuration.watch("loglevel", level -> log.level(NodeLog.level(level)));
    SessionParameters.apply(configuration, dispatcher.statistics(), server.packing(), sessions);
    clientMemory.follow(configuration);
    outputLimits.set(configuration.value("client-output-buffer-limit"));
    configuration.watch("client-output-buffer-limit", outputLimits::set);
    MemoryParameters.apply(
        configuration, keyspace, dispatcher.memory(), this::submit, clientMemory::readLimit);
    MemoryParameters.apply(configuration, server.slowLog(), server.latencyMonitor());
    keyspace.setNow(clock.millis());
    setTicksPerSecond(configuration.intValue("hz"));
    configuration.watch("hz", ticks -> setTicksPerSecond(Integer.parseInt(ticks)));
    nextTimerMillis = clock.millis() + timerMillis;
  }

  private ClientState sessionOfNobody() {
    return new ClientState(0, new NoWire(), clock, () -> false, sessions);
  }

  @Override
  public void run() {
    try {
      while (!stopping) {
        long next = Math.min(nextTimerMillis, sessions.nextDeadline());
        long wait = Math.max(next - clock.millis(), 0);
        boolean busy = !submitted.isEmpty() || dispatcher.memory().isUnfinished() || isWorking;
        step(busy ? 0 : Math.min(wait, timerMillis));
      }
    } catch (IOException failure) {
      log.write(NodeLog.Level.WARNING, "The event loop ended: " + failure.getMessage());
    } finally {
      close();
    }
  }

  /// One turn of the loop.
  ///
  /// @param waitMillis for how long it may wait for clients
  void step(long waitMillis) throws IOException {
    network.poll(waitMillis);
    turn.end();
    clientMemory.settle();
    runSubmitted();
    if (dispatcher.memory().isUnfinished()) {
      dispatcher.memory().makeRoom();
    }
    boolean sends = replication.work();
    isWorking = persistence.work() || sends;
    runTimers();
    ending.work();
    turn.end(); // messages that tasks and timers have caused
  }

  private void beforeReplies() {
    persistence.recording().beforeReplies();
    replication.replicas().feed();
  }

  /// Gives back what the node has taken, when [#run] is not to be called (again).
  void close() {
    watchdog.close();
    replication.close();
    persistence.close();
    listeners.close();
    network.close();
    keyspace.close();
  }

  /// Reads the data that the node has kept, before its first turn. Clients that have come already
  /// are told to wait.
  ///
  /// @throws LoadError when it cannot be read; then the node cannot run
  void load() throws LoadError {
    try {
      persistence.load();
      replication.loaded();
    } catch (LoadError failure) {
      if (!stopping) { // else somebody did not wait for the end
        throw failure;
      }
    }
  }

  /// Ends the node at once as one that failed: nobody gets the replies of this turn.
  void fail() {
    failed = true;
    stopping = true;
    turn.abandon();
  }

  /// True once the node has ended because of a failure that the log tells of.
  boolean hasFailed() {
    return failed;
  }

  private void runSubmitted() {
    for (Runnable task = submitted.poll(); task != null; task = submitted.poll()) {
      task.run();
    }
  }

  /// Has the node's thread run `task` soon. From any thread.
  void submit(Runnable task) {
    submitted.add(task);
    network.wakeup();
  }

  /// Ends [#run] soon, saved if that can be had. From any thread.
  void endOrderly() {
    submit(() -> {
      if (!stopping && dispatcher.busy() == null) {
        ending.endNow(ending.wishOf("TERM"));
      }
      stop();
    });
  }

  /// Ends [#run] soon. From any thread.
  void stop() {
    stopping = true;
    network.wakeup();
  }

  boolean isStopping() {
    return stopping;
  }

  /// Runs what is due by now: statistics, expiry, clients idle for too long.
  void runTimers() {
    if (clock.millis() >= sessions.nextDeadline()) {
      dispatcher.wakeClients();
    }
    if (clock.millis() >= nextTimerMillis) {
      tick();
    }
  }

  /// Runs the timers whatever the time, as after a jump of a virtual clock.
  void tick() {
    if (dispatcher.busy() != null) {
      return; // a command is at work, for which time stands still
    }
    nextTimerMillis = clock.millis() + timerMillis;
    watchdog.tick();
    ending.endIfAsked();
    if (debugging.pausesTimers()) {
      return;
    }
    housekeeping.run();
    door.closeSlow();
    persistence.tick();
    replication.tick();
    migrations.closeIdle(clock.millis());
  }

  private void setTicksPerSecond(int ticks) {
    timerMillis = 1000 / Math.max(ticks, 1);
  }

  void forget(Connection connection) {
    connections.remove(connection);
    clientMemory.forget(connection);
    replication.replicas().gone(connection.state());
    connection.state().gone();
  }

  Clock clock() {
    return clock;
  }

  NodeDebugging debugging() {
    return debugging;
  }

  /// The node as its commands see it.
  NodeServer server() {
    return server;
  }

  NodeCounters counters() {
    return counters;
  }

  /// What the node uses memory for.
  MemoryAccount memory() {
    return memory;
  }

  HeapKeeper heap() {
    return heap;
  }

  /// What the log gets when something goes badly wrong.
  CrashReport crashReport() {
    return new CrashReport(this, log);
  }

  /// What its parameters say of the process.
  ProcessParameters process() {
    return process;
  }

  /// What its figures are told by.
  NodeReport report() {
    return report;
  }

  /// See [hitrate.engine.command.Server#serveOthers].
  boolean serveOthers(@Nullable CommandError refusal) {
    if (refusal != null && !stopping) {
      BusyHours hours = busyHours;
      if (hours == null) {
        hours = new BusyHours(server, dispatcher, sessionOfNobody(), this::beforeReplies);
        busyHours = hours;
      }
      serveOthers(hours, refusal, CommandFlag.ALLOW_BUSY);
    }
    if (stopping) {
      turn.abandon();
    }
    return stopping;
  }

  /// Serves clients while data is being read, as far as they need none of it. True when the node is
  /// to end.
  boolean serveWhileLoading() {
    BusyHours hours = loadingHours;
    if (hours == null) {
      hours = new BusyHours(server, dispatcher, sessionOfNobody(), this::beforeReplies);
      loadingHours = hours;
    }
    serveOthers(hours, LOADING, CommandFlag.LOADING);
    return stopping;
  }

  private void serveOthers(BusyHours hours, CommandError refusal, CommandFlag flag) {
    Turn outerTurn = turn;
    Dispatcher outerDispatcher = dispatcher;
    ReplyWriter outerReply = reply;
    long now = keyspace.now();
    outerTurn.sendFinished();
    turn = hours.turn();
    dispatcher = hours.dispatcher();
    reply = hours.reply();
    try {
      hours.takeOver(outerDispatcher, refusal, flag);
      Connection waiting = decoding;
      if (waiting != null && !outerDispatcher.serves(waiting.state())) {
        waiting.serveMeanwhile();
      }
      network.poll(0);
      turn.end();
      runSubmitted();
    } catch (IOException failure) {
      log("The event loop ended: " + failure.getMessage());
      stopping = true;
    } finally {
      turn = outerTurn;
      dispatcher = outerDispatcher;
      reply = outerReply;
      keyspace.setNow(now);
    }
  }

  /// Whose bytes are being decoded, while the requests before them run.
  @Nullable Connection decoding() {
    return decoding;
  }

  void decoding(@Nullable Connection connection) {
    decoding = connection;
  }

  Persistence persistence() {
    return persistence;
  }

  Replication replication() {
    return replication;
  }

  EffectSinks sinks() {
    return sinks;
  }

  Ending ending() {
    return ending;
  }

  /// For what commands do that nobody has sent.
  Execution executionOfNobody() {
    return new Execution(server, keyspace, new ReplyWriter(), sessionOfNobody());
  }

  /// The users and what they may do.
  AccessControl access() {
    return access;
  }

  /// Makes the users that are declared; to be called before clients come.
  ///
  /// @throws IOException when something is wrong with them
  void declareUsers() throws IOException {
    AccessParameters.declareUsers(configuration, access, users, line -> log("notice", line));
  }

  void log(String message) {
    log(NodeLog.Level.WARNING, message);
  }

  /// True when lines of the level that has this name are written.
  boolean logs(String level) {
    return log.shows(NodeLog.level(level));
  }

  /// Marks the lines that follow as those of a replica, or of one that is none.
  void logAs(boolean isReplica) {
    log.role(isReplica);
    process.role(isReplica);
  }

  /// Writes a line of the level that has this name.
  void log(String level, String message) {
    log(NodeLog.level(level), message);
  }

  /// Writes a line of bytes as they are, see [NodeLog#writeBytes].
  void logBytes(String level, byte[] message) {
    log.writeBytes(NodeLog.level(level), message);
  }

  private void log(NodeLog.Level level, String message) {
    log.write(level, message);
  }

  void countInput(int bytes) {
    counters.input.add(bytes);
    counters.reads++;
  }

  /// So many bytes have come from the primary.
  void countFromPrimary(long bytes) {
    counters.replicationInput.add(bytes);
  }

  OutputLimits outputLimits() {
    return outputLimits;
  }

  /// So many bytes have gone out, for a replica or for anybody else.
  void countOutput(long bytes, boolean isForReplica) {
    (isForReplica ? counters.replicationOutput : counters.output).add(bytes);
    counters.writes++;
  }

  Turn turn() {
    return turn;
  }

  Sessions sessions() {
    return sessions;
  }

  Dispatcher dispatcher() {
    return dispatcher;
  }

  ReplyWriter reply() {
    return reply;
  }

  Keyspace keyspace() {
    return keyspace;
  }

  Scripting scripting() {
    return scripting;
  }

  Configuration configuration() {
    return configuration;
  }

  ClientMemory clientMemory() {
    return clientMemory;
  }

  Connections connections() {
    return connections;
  }

  MigrationLines migrations() {
    return migrations;
  }

  TlsDoor door() {
    return door;
  }

  Listeners listeners() {
    return listeners;
  }

  int connectionCount() {
    return connections.size();
  }
}
