package hitrate.engine.session;

import hitrate.engine.command.Args;
import hitrate.engine.command.Client;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.CommandFlag;
import hitrate.engine.command.CommandTable;
import hitrate.engine.command.Effect;
import hitrate.engine.command.EffectSink;
import hitrate.engine.command.Execution;
import hitrate.engine.command.LatencyHistogram;
import hitrate.engine.command.NestedCalls;
import hitrate.engine.command.Server;
import hitrate.engine.keyspace.Keyspace;
import hitrate.engine.resp.ReplyWriter;
import hitrate.engine.resp.RequestBatch;
import hitrate.engine.world.Clock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Takes decoded requests to their commands: lookup, number of words, authentication, then the
/// command itself, and afterwards its effect and its statistics.
///
/// A batch of requests, of one client or several, goes through in three passes. The first looks up
/// the commands, hashes their keys and reads the keys' slots in the table; the second reads the
/// headers of the entries that the slots point to; the third runs the commands. The first two
/// change nothing: they make the processor wait for the memory of all sixteen keys at once instead
/// of one by one, which gives 1.5 times the throughput at a pipeline of 16 over 5 million keys, and
/// more beyond.
public final class Dispatcher {
  private final CommandTable table;
  private final CommandStatistics statistics;
  private final Keyspace keyspace;
  private final ReplyWriter reply;
  private final Execution execution;
  private final Clock clock;
  private final Args[] args = new Args[RequestBatch.LIMIT];
  private final @Nullable Command[] commands = new Command[RequestBatch.LIMIT];
  private final ClientState[] clients = new ClientState[RequestBatch.LIMIT];
  private final KeyPrefetch prefetch;
  private final Args queuedArgs;
  private final Args heldArgs;
  private final Sessions sessions;
  private final BlockedClients blocked;
  private final Wakeups wakeups;
  private final Pause pause;
  private final Invalidations invalidations;
  private final Onlookers onlookers;
  private final AccessGate access;
  private final EffectLog log;
  private final MemoryGate memory;
  private final CallTimes times;
  private final Mistakes mistakes;
  private final CalledCommands called;
  private int replyStart;
  private @Nullable Args runningWords;
  private int running; // its place in the batch
  private int count; // of requests in the batch
  private @Nullable CommandError busy;
  private CommandFlag meantForBusyTimes = CommandFlag.ALLOW_BUSY;
  private final DiskGate disk;
  private final ReplicaGate following;

  public Dispatcher(
      Server server, Keyspace keyspace, ReplyWriter reply, Client nobody, Sessions sessions) {
    this.table = server.commands();
    this.statistics = new CommandStatistics(table.numbered().size());
    this.keyspace = keyspace;
    this.reply = reply;
    this.execution = new Execution(server, keyspace, reply, nobody);
    this.clock = server.clock();
    this.log = new EffectLog();
    this.prefetch = new KeyPrefetch(keyspace);
    this.queuedArgs = new Args(keyspace.hash());
    this.heldArgs = new Args(keyspace.hash());
    this.sessions = sessions;
    this.blocked = sessions.blocked();
    this.wakeups = new Wakeups(this, keyspace, blocked);
    this.pause = sessions.pause();
    this.memory = new MemoryGate(keyspace.eviction(), clock, server.latencyMonitor());
    this.invalidations = sessions.invalidations();
    this.onlookers = new Onlookers(sessions, clock);
    this.times = new CallTimes(statistics, new SlowCalls(server), keyspace.hash());
    this.disk = new DiskGate();
    this.following = new ReplicaGate(keyspace);
    this.access = new AccessGate(sessions.access());
    this.mistakes = new Mistakes(statistics, reply, server);
    this.called = calledCommands();
    sessions.dispatcher(this);
    for (int i = 0; i < args.length; i++) {
      args[i] = new Args(keyspace.hash());
    }
  }

  private Dispatcher(Dispatcher outer, ReplyWriter reply) {
    this.table = outer.table;
    this.statistics = outer.statistics;
    this.log = outer.log;
    this.keyspace = outer.keyspace;
    this.reply = reply;
    this.execution =
        new Execution(outer.execution.server(), keyspace, reply, outer.execution.client());
    this.clock = outer.clock;
    this.sessions = outer.sessions;
    this.blocked = outer.blocked;
    this.wakeups = outer.wakeups;
    this.pause = outer.pause;
    this.heldArgs = outer.heldArgs;
    this.memory = outer.memory;
    this.invalidations = outer.invalidations;
    this.onlookers = outer.onlookers;
    this.times = outer.times;
    this.disk = outer.disk;
    this.following = outer.following;
    this.prefetch = new KeyPrefetch(keyspace);
    this.access = outer.access;
    this.mistakes = new Mistakes(statistics, reply, execution.server());
    this.called = calledCommands();
    this.queuedArgs = new Args(keyspace.hash());
    for (int i = 0; i < args.length; i++) {
      args[i] = new Args(keyspace.hash());
    }
  }

  private CalledCommands calledCommands() {
    return new CalledCommands(
        access, disk, following, onlookers, log, statistics, times, clock, reply);
  }

  /// What runs the commands that others call.
  public NestedCalls nestedCalls() {
    return called;
  }

  /// A dispatcher for the time in which a command of this one keeps the node busy: it runs nothing
  /// but the commands that are meant for such times.
  ///
  /// @param reply where its replies go
  public Dispatcher forBusyTimes(ReplyWriter reply) {
    return new Dispatcher(this, reply);
  }

  /// What commands are refused with, see [#forBusyTimes]; null at all other times.
  public @Nullable CommandError busy() {
    return busy;
  }

  /// Sets what commands are refused with that have not got the flag.
  public void busy(CommandError refusal, CommandFlag flag) {
    busy = refusal;
    meantForBusyTimes = flag;
  }

  /// Has another dispatcher run the requests of the batch that wait behind the running one, apart
  /// from those of the same client. `served` then stands for their clients here.
  @SuppressWarnings("ReferenceEquality") // that very client
  public void handOver(Dispatcher other, ClientState served) {
    for (int i = running + 1; i < count; i++) {
      ClientState client = clients[i];
      if (client != clients[running] && client != served && !client.isHeld()) {
        clients[i] = served;
        if (!client.isClosing()) {
          other.runOne(args[i], commands[i], client);
          client.wire().answered();
        }
      }
    }
  }

  /// True when the request of the batch that is at work is that client's.
  @SuppressWarnings("ReferenceEquality") // that very client
  public boolean serves(ClientState client) {
    return clients[running] == client;
  }

  public CommandStatistics statistics() {
    return statistics;
  }

  /// What holds the node to its `maxmemory`.
  public MemoryGate memory() {
    return memory;
  }

  /// What refuses changes that could not be kept.
  public DiskGate disk() {
    return disk;
  }

  /// What refuses what may not be done on a replica.
  public ReplicaGate following() {
    return following;
  }

  /// True in the midst of a transaction.
  public boolean isInTransaction() {
    return log.isInUnit();
  }

  /// Changes of the data since the start.
  public long changes() {
    return log.changes();
  }

  /// Where effects are recorded from here on; null for nowhere.
  public void recordTo(@Nullable EffectSink newSink) {
    log.recordTo(newSink);
    execution.recording(newSink != null);
    keyspace.recordRemovals(newSink == null ? null : log::recordRemoval);
  }

  /// Says whose requests `from` to `to` of the next batch are.
  public void assign(ClientState client, int from, int to) {
    for (int i = from; i < to; i++) {
      clients[i] = client;
    }
  }

  /// Runs all requests of the batch, writing the replies in their order. What a client sent behind
  /// a request that closes its connection is left out.
  public void run(RequestBatch batch) {
    count = batch.count();
    lookUp(batch, count);
    keyspace.setNow(clock.millis());
    long mark = clock.nanos();
    int first = 0;
    ClientState client = clients[0];
    for (int i = 0; i < count; i++) {
      client = passOn(client, clients[i]);
      running = i;
      Command command = commands[i];
      boolean quick = command != null && command.isQuick();
      if (!quick && first < i) {
        mark = shareTime(first, i, mark);
      }
      commands[i] = runOrKeep(args[i], command, client);
      if (!quick) {
        mark = shareTime(i, i + 1, mark);
        keyspace.setNow(clock.millis());
        first = i + 1;
      } else if (i + 1 == count) {
        shareTime(first, count, mark);
      }
    }
    client.wire().answered();
  }

  private @Nullable Command runOrKeep(Args words, @Nullable Command found, ClientState client) {
    if (client.isHeld()) {
      client.runLater(words.copy());
      return null;
    }
    Command ran = client.isClosing() ? null : runOne(words, found, client);
    if (busy == null && blocked.isAnyReady()) {
      client.wire().answered();
      wakeups.serve();
    }
    return ran;
  }

  /// Goes on with clients that were held up by a command that waited, as far as that is over. While
  /// a command keeps the node busy they have to wait for its end.
  public void resumeClients() {
    for (ClientState client = busy == null ? sessions.nextToResume() : null;
        client != null;
        client = sessions.nextToResume()) {
      if (!client.isBlocked()) { // else it has gone on before, up to where it waits anew
        client.resume();
      }
    }
  }

  /// Runs the requests of a client that were kept while it was held up.
  public void runHeld(ClientState client) {
    Args.Copy request = client.nextHeld();
    while (request != null) {
      keyspace.setNow(clock.millis());
      Command command = request.command(table);
      heldArgs.point(request, command == null ? 0 : command.firstKey());
      long begin = clock.nanos();
      Command ran = client.isClosing() ? null : runOne(heldArgs, command, client);
      if (ran != null) {
        long spent = clock.nanos() - begin;
        times.ran(ran, heldArgs, client, spent, LatencyHistogram.slotOf(spent));
      }
      client.wire().answered();
      if (busy == null) {
        wakeups.serve();
      }
      request = client.isBlocked() ? null : client.nextHeld();
    }
  }

  /// Serves clients that wait for what has come otherwise than by a command, and ends the waits and
  /// the pause whose time is over.
  public void wakeClients() {
    long now = clock.millis();
    keyspace.setNow(now);
    wakeups.endOverdue(now);
    if (now >= pause.endMillis()) {
      pause.endOverdue(now);
    }
  }

  /// Serves clients that wait for something else than a key, when that may have come.
  public void wakeKeyless() {
    keyspace.setNow(clock.millis());
    wakeups.serveKeyless();
  }

  /// Answers a client whose command waits, unless it has to wait on: then false.
  boolean conclude(BlockedClients.Wait wait, Function<Execution, @Nullable Effect> answer) {
    ClientState client = wait.client;
    int before = reply.length();
    replyStart = before;
    reply.protocol(client.protocol());
    execution.enter(client);
    onlookers.begins(wait.command, queuedArgs, client, before);
    try {
      Effect effect = answer.apply(execution);
      if (effect == null) {
        return false;
      }
      if (effect != Effect.NONE) {
        log.record(effect, queuedArgs, client.database(), execution.changes());
      }
    } catch (CommandError mistake) {
      mistakes.ofWaiting(wait.command, mistake, before);
    } catch (RuntimeException | OutOfMemoryError | StackOverflowError fault) {
      mistakes.fault(client, fault, before);
    }
    client.waited();
    if (client.swallowsReply()) {
      reply.truncate(before);
    }
    client.wire().replied();
    onlookers.requestEnded(wait.command, client, reply.length());
    client.wire().answered();
    return true;
  }

  /// Serves a client what its command waits for, unless it has to wait on: then false.
  boolean serve(BlockedClients.Wait wait, Function<Execution, @Nullable Effect> answer) {
    long start = clock.nanos();
    boolean served = conclude(wait, answer);
    if (served) {
      times.served(wait, clock.nanos() - start);
    }
    return served;
  }

  /// Ends a client's waiting because another one wants it so.
  void unblock(BlockedClients.Wait wait, Function<Execution, @Nullable Effect> answer) {
    long start = clock.nanos();
    conclude(wait, answer);
    times.unblocked(wait, clock.nanos() - start);
  }

  @SuppressWarnings("ReferenceEquality") // that very client
  private static ClientState passOn(ClientState before, ClientState now) {
    if (before != now) {
      before.wire().answered();
    }
    return now;
  }

  private void lookUp(RequestBatch batch, int count) {
    for (int i = 0; i < count; i++) {
      Command command = table.find(batch.array(), batch.start(i, 0), batch.length(i, 0));
      commands[i] = command;
      args[i].point(batch, i, command == null ? 0 : command.firstKey());
    }
    if (count > 1) {
      prefetch.bringNear(args, clients, count);
    }
  }

  private long shareTime(int from, int to, long mark) {
    long now = clock.nanos();
    long share = (now - mark) / (to - from);
    int slot = LatencyHistogram.slotOf(share);
    for (int i = from; i < to; i++) {
      Command command = commands[i];
      if (command != null) {
        times.ran(command, args[i], clients[i], share, slot);
      }
    }
    times.noteServed();
    return now;
  }

  /// Answers the command that ran, a subcommand in place of its container; null when none did.
  private @Nullable Command runOne(Args words, @Nullable Command found, ClientState client) {
    int before = reply.length();
    replyStart = before;
    reply.protocol(client.protocol());
    Command command = null;
    boolean started = false;
    boolean spares = false;
    try {
      if (found == null && CommandLookup.isHttp(words)) {
        client.hangUp();
        return null;
      }
      command = found == null || found.isContainer() ? CommandLookup.resolve(words, found) : found;
      CommandLookup.check(command, words, client, execution.server());
      command = command.as(words);
      access.pass(command, words, client);
      if (busy == null) {
        memory.pass(command, client);
      }
      disk.pass(command, client);
      following.pass(command, client);
      if ((client.marks() != 0 || pause.isOn()) && isHeldBack(words, command, client)) {
        return null;
      }
      refuseWhileBusy(command);
      if (invalidations.isActive()) {
        invalidations.keepWithinLimit();
      }
      started = true;
      client.lastCommand(command);
      client.running(true);
      spares = (client.marks() & ClientState.SPARING) != 0 && !command.name().equals("touch");
      if (spares) {
        keyspace.marks().paused(true);
      }
      perform(words, command, client);
    } catch (CommandError mistake) {
      mistakes.of(client, command, started, mistake, before);
    } catch (RuntimeException | OutOfMemoryError | StackOverflowError fault) {
      mistakes.fault(client, fault, before);
    } finally {
      client.running(false);
      if (spares) {
        keyspace.marks().paused(false);
      }
      if (started && command != null) {
        client.position(log.position());
        onlookers.hasRun(command, words, client, client.isSilent() ? before : reply.length());
      }
      if (!client.isBlocked() && client.swallowsReply()) {
        reply.truncate(before);
      }
    }
    if (client.isReplica() && reply.length() > before) {
      reply.truncate(before);
      ReplicaGate.answered(command, client, execution.server());
    }
    client.wire().replied();
    onlookers.requestEnded(command, client, reply.length());
    return started ? command : null;
  }

  /// Who makes the changes of this moment, see [Onlookers].
  @Nullable ClientState author() {
    return onlookers.author();
  }

  /// All requests of a turn are done with.
  public void endTurn() {
    onlookers.turnEnds(reply.length());
  }

  private void perform(Args words, Command command, ClientState client) {
    execution.enter(client);
    runningWords = words;
    onlookers.begins(command, words, client, reply.length());
    Effect effect = command.run(words, execution);
    if (effect != Effect.NONE) {
      log.record(effect, words, execution.database().index(), execution.changes());
    }
    statistics.call(command.number());
  }

  /// Queues a request of a client that has begun a transaction, or puts it off while there is a
  /// pause; false when it is to run now.
  ///
  /// @throws CommandError for a command that the client cannot use in its state
  private boolean isHeldBack(Args words, Command command, ClientState client) {
    client.subscriptions().check(command);
    access.keepMonitorOut(command, client);
    refuseWhileBusy(command);
    if (busy == null && pause.isOn() && pause.holds(command, client, clock.millis())) {
      client.lastCommand(command);
      client.postpone(words.copy());
      return true;
    }
    if (!client.transaction().takes(command, words)) {
      return false;
    }
    client.lastCommand(command);
    reply.simple("QUEUED");
    return true;
  }

  private void refuseWhileBusy(Command command) {
    CommandError refusal = busy;
    if (refusal != null && !command.is(meantForBusyTimes)) {
      throw refusal;
    }
  }

  /// Runs one command of a transaction. A mistake of the client is its reply, and the others go on.
  void runQueued(Command command, Args.Copy words, ClientState client) {
    int before = reply.length();
    replyStart = before;
    reply.protocol(client.protocol());
    boolean wasClosing = client.isClosing();
    boolean started = false;
    long begin = clock.nanos();
    try {
      queuedArgs.point(words, command.firstKey());
      access.passQueued(command, queuedArgs, client);
      started = true;
      perform(queuedArgs, command, client);
    } catch (CommandError mistake) {
      mistakes.of(client, command, started, mistake, before);
    }
    if (client.isSilent() || wasClosing) {
      reply.truncate(before);
    }
    client.wire().replied();
    if (!started) {
      return;
    }
    onlookers.hasRun(command, queuedArgs, client, reply.length());
    long spent = clock.nanos() - begin;
    times.ran(command, queuedArgs, client, spent, LatencyHistogram.slotOf(spent));
  }

  /// Takes back what was written behind `before` if the client is to get no replies now.
  void silence(ClientState client, int before) {
    if (client.isSilent() || client.isClosing()) {
      reply.truncate(before);
    }
  }

  /// Where the reply of the running command begins: its messages to the client itself go there.
  int replyStart() {
    return replyStart;
  }

  /// Bytes of the replies written in this turn.
  int repliesLength() {
    return reply.length();
  }

  /// The words of the command that runs.
  @Nullable Args runningWords() {
    return runningWords;
  }

  EffectLog effects() {
    return log;
  }
}
