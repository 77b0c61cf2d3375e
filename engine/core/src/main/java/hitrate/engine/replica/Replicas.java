package hitrate.engine.replica;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.Server;
import hitrate.engine.command.Waiting;
import hitrate.engine.session.ClientState;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/// The replicas of a primary: lets them have an image of the keyspace ([ImageTransfers]) and from
/// there on every change, in the form of the [ReplicationLog]. Belongs to the node's thread.
public final class Replicas {
  private static final CommandError PENDING_OUTPUT =
      CommandError.of("ERR SYNC and PSYNC are invalid with pending output");
  private static final CommandError NO_MARK =
      CommandError.of("ERR Filtered replica requires EOF capability");
  private static final CommandError TOO_FEW =
      CommandError.of("NOREPLICAS Not enough good replicas to write.");
  private static final int MILLIS = 1000;
  private static final int NAME_DIGITS = 40;

  private final Server server;
  private final ReplicationHost host;
  private final ReplicationLog log;
  private final ImageTransfers transfers;
  private final Map<Long, Replica> known = new LinkedHashMap<>();
  private int attached;
  private long lastCron;
  private long crons; // seconds in which the replicas were looked after
  private long aloneSince;
  private long fullSyncs;
  private long continued;
  private long notContinued;
  private long good; // replicas that are not far behind
  private boolean asksForWord;
  private boolean hasWord;

  public Replicas(Server server, ReplicationHost host, ImageTransfers transfers) {
    this.server = server;
    this.host = host;
    this.log = new ReplicationLog(server.secret(NAME_DIGITS));
    this.transfers = transfers;
    transfers.serve(this);
  }

  ReplicationLog log() {
    return log;
  }

  /// What is known about a client as a replica.
  Replica of(ClientState client) {
    return known.computeIfAbsent(client.id(), _ -> new Replica(client));
  }

  Collection<Replica> all() {
    return known.values();
  }

  List<Replica> online() {
    return known.values().stream().filter(Replica::isOnline).toList();
  }

  /// How many clients get or want the history.
  public int count() {
    return attached;
  }

  /// A client asks for the history from its beginning, in the old way.
  void sync(ClientState client) {
    Replica replica = of(client);
    if (!replica.isAttached()) {
      asks(replica);
      replica.isOld = true;
      beginAnew(replica);
    }
  }

  /// A client asks for the history with that name from that byte on.
  ///
  /// @param from that byte; read only when it is of use
  void sync(ClientState client, String history, LongSupplier from) {
    Replica replica = of(client);
    if (replica.isAttached()) {
      return;
    }
    asks(replica);
    long next = from.getAsLong();
    feed();
    if (log.has(history, next)) {
      goOn(replica, next);
      return;
    }
    if (history.equals("?")) {
      note("notice", "Full resync requested by replica %s".formatted(replica.name()));
    } else {
      notContinued++;
      note(
          "notice",
          log.has(history, log.offset() + 1)
              ? "Unable to partial resync with replica %s for lack of backlog (Replica request was: %d)."
                  .formatted(replica.name(), next)
              : "Partial resynchronization not accepted: Replication ID mismatch (Replica asked for"
                  + " '%s', my replication IDs are '%s' and '%s')"
                      .formatted(history, log.name(), log.earlierName()));
    }
    beginAnew(replica);
  }

  private void asks(Replica replica) {
    host.requireSource();
    if (replica.client.buffers().isOwing()) {
      throw PENDING_OUTPUT;
    }
    if (replica.content != Replica.Content.ALL && !replica.knowsMark) {
      throw NO_MARK;
    }
    note("notice", "Replica %s asks for synchronization".formatted(replica.name()));
  }

  private void goOn(Replica replica, long next) {
    String name = replica.knowsNewNames ? " " + log.name() : "";
    attach(replica);
    replica.client.send(("+CONTINUE" + name + "\r\n").getBytes(StandardCharsets.US_ASCII));
    replica.stage = Replica.Stage.ONLINE;
    byte[] missed = log.from(next);
    replica.stream(missed);
    continued++;
    note(
        "notice",
        "Partial resynchronization request from %s accepted. Sending %d bytes of backlog starting"
                .formatted(replica.name(), missed.length)
            + " from offset %d.".formatted(next));
    countGoodOnes();
  }

  private void beginAnew(Replica replica) {
    attach(replica);
    replica.stage = Replica.Stage.WAITS;
    replica.waitsSince = second();
    fullSyncs++;
    if (!log.isKept()) {
      log.rename(server.secret(NAME_DIGITS));
      log.keep(backlogBytes());
      updateRecording();
      note(
          "notice",
          "Replication backlog created, my new replication IDs are '%s' and '%s'"
              .formatted(log.name(), log.earlierName()));
    }
    transfers.asked(replica);
  }

  private void attach(Replica replica) {
    replica.client.becomeReplica();
    replica.lastSecond = second();
    attached++;
  }

  /// A replica says up to which byte it has the stream, and up to which on its disk.
  void acknowledge(ClientState client, long offset, long onDisk) {
    Replica replica = known.get(client.id());
    if (replica == null || !replica.isAttached()) {
      return;
    }
    replica.acknowledged = Math.max(replica.acknowledged, offset);
    replica.onDisk = Math.max(replica.onDisk, onDisk);
    hasWord = true;
    replica.lastSecond = second();
    if (replica.isOnline() && replica.acknowledgesStart) {
      replica.catchUp();
      synchronised(replica);
    }
  }

  /// How many replicas are known to have the stream up to that byte.
  long having(long offset) {
    return known.values().stream()
        .filter(replica -> replica.isOnline() && replica.acknowledged >= offset)
        .count();
  }

  /// How many replicas are known to have it on their disks up to that byte.
  long keeping(long offset) {
    return known.values().stream()
        .filter(replica -> replica.isOnline() && replica.onDisk >= offset)
        .count();
  }

  /// True when all replicas are known to have everything; also when there are none.
  public boolean haveAll() {
    return known.values().stream().allMatch(replica -> !replica.isAttached() || hasAll(replica));
  }

  boolean hasAll(Replica replica) {
    return replica.acknowledged == log.offset();
  }

  /// Has the log tell which replicas have not got everything, before the node ends.
  public void noteLagging() {
    int inSync = 0;
    for (Replica replica : known.values()) {
      if (replica.isAttached() && hasAll(replica)) {
        inSync++;
      } else if (replica.isAttached()) {
        note(
            "warning",
            "Lagging replica %s reported offset %d behind master, lag=%d, state=%s."
                .formatted(
                    replica.name(),
                    log.offset() - replica.acknowledged,
                    lag(replica),
                    replica.stage.word));
      }
    }
    if (attached > 0) {
      note(
          "notice",
          "%d of %d replicas are in sync when shutting down.".formatted(inSync, attached));
    }
  }

  /// @throws CommandError that one, when the node is no primary
  void requirePrimary(CommandError otherwise) {
    if (host.isFollowing()) {
      throw otherwise;
    }
  }

  /// Has a client wait for what the replicas have to say. They are asked at the end of this turn
  /// how far they are, or, while clients pause, after that.
  Effect awaitWord(Waiting waiting, long timeoutMillis, Execution x) {
    Effect effect = x.waitFor(waiting, List.of(), timeoutMillis);
    boolean waits = x.client() instanceof ClientState client && client.isBlocked();
    asksForWord |= waits && attached > 0;
    return effect;
  }

  /// Has them say so even while clients pause.
  public void askForLastWord() {
    if (log.isKept()) {
      log.say("REPLCONF", "GETACK", "*");
    }
  }

  void synchronised(Replica replica) {
    note("notice", "Synchronization with replica %s succeeded".formatted(replica.name()));
    countGoodOnes();
  }

  /// Sends a command to the replicas that changed nothing here.
  public void say(List<Bytes> words) {
    if (log.isKept()) {
      log.say(words);
    }
  }

  /// Sends what has happened since the last call.
  public void feed() {
    if (!log.isKept()) {
      return;
    }
    if (asksForWord && !host.isPaused()) {
      asksForWord = false;
      askForLastWord();
    }
    byte[] news = log.take();
    if (news.length > 0) {
      hand(news);
    }
  }

  /// Gives on what has come from the primary that this node follows.
  void pass(byte[] bytes, int from, int to) {
    if (to > from) {
      byte[] news = Arrays.copyOfRange(bytes, from, to);
      log.append(news);
      hand(news);
    }
  }

  private void hand(byte[] news) {
    boolean isTooMuch = false;
    for (Replica replica : known.values()) {
      if (replica.isAttached()) {
        replica.stream(news);
        isTooMuch |= host.isTooMuch(replica.client, replica.laterBytes());
      }
    }
    if (isTooMuch) {
      dropSlow();
    }
  }

  /// Sends all replicas away: what they know of this node's history is true no longer.
  void sendAway() {
    for (Replica replica : List.copyOf(known.values())) {
      if (replica.isAttached()) {
        replica.client.kill();
      }
    }
  }

  /// Keeps the end of the history from here on.
  void keepHistory() {
    log.keep(backlogBytes());
  }

  /// Goes on as a primary with the history that was another one's.
  void lead() {
    String newName = server.secret(NAME_DIGITS);
    String before = log.name();
    log.renameFromHere(newName);
    log.nameDatabase();
    aloneSince = second();
    note(
        "warning",
        "Setting secondary replication ID to %s, valid up to offset: %d. New replication ID is %s"
            .formatted(before, log.earlierEnd(), newName));
    sendAway();
  }

  /// Goes on as a primary behind the history that a file's data is from.
  void resume(String history, long offset) {
    log.goOn(history, offset);
    log.nameDatabase();
    keepHistory();
    aloneSince = second();
    updateRecording();
  }

  /// What a file that is written now says about where its data is in the history; nothing when no
  /// history is kept.
  public Map<String, String> facts() {
    var facts = new LinkedHashMap<String, String>();
    if (log.isKept()) {
      int database = host.isFollowing() ? host.streamDatabase() : log.database();
      facts.put("repl-stream-db", Integer.toString(database));
      facts.put("repl-id", log.name());
      facts.put("repl-offset", Long.toString(log.offset()));
    }
    return facts;
  }

  /// Has effects recorded if this node makes a history: a replica's is its primary's.
  public void updateRecording() {
    host.replicateTo(log.isKept() && !host.isFollowing() ? log : null);
  }

  /// Sends away those for whom too much waits until they have their image.
  private void dropSlow() {
    for (Replica replica : List.copyOf(known.values())) {
      if (host.isTooMuch(replica.client, replica.laterBytes())) {
        note(
            "warning",
            "Client %s scheduled to be closed ASAP for overcoming of output buffer limits."
                .formatted(replica.client.describe()));
        replica.client.kill();
      }
    }
  }

  /// Goes on with images that are on their way; true when it can go on at once.
  public boolean work() {
    if (hasWord) {
      hasWord = false;
      host.replicasCaughtUp();
    }
    return attached > 0 && transfers.work();
  }

  /// A client has gone.
  public void gone(ClientState client) {
    Replica replica = known.remove(client.id());
    if (replica != null && replica.isAttached()) {
      attached--;
      aloneSince = second();
      note("warning", "Connection with replica %s lost.".formatted(replica.name()));
      transfers.gone(replica);
      countGoodOnes();
    }
  }

  /// Does what is due by now.
  public void tick() {
    if (second() == lastCron) {
      return;
    }
    lastCron = second();
    if (log.isKept()) {
      log.keep(backlogBytes());
    }
    boolean isTimeToPing = ++crons % number("repl-ping-replica-period") == 0;
    if (attached > 0) {
      if (!host.isFollowing() && isTimeToPing && !host.mustBeQuiet()) {
        log.say("ping");
      }
      transfers.keepAwake();
      dropSilent();
    } else if (log.isKept() && !host.isFollowing()) {
      forgetHistory();
    }
    transfers.tidy();
    countGoodOnes();
    feed();
  }

  private void dropSilent() {
    long patience = number("repl-timeout");
    for (Replica replica : List.copyOf(known.values())) {
      boolean isDue = replica.isAttached() && replica.stage != Replica.Stage.WAITS;
      if (isDue && !replica.isOld && lastCron - replica.lastSecond > patience) {
        note(
            "warning",
            "Disconnecting timedout replica (streaming sync): %s".formatted(replica.name()));
        replica.client.kill();
      }
    }
  }

  private void forgetHistory() {
    long keeps = number("repl-backlog-ttl");
    if (keeps > 0 && lastCron - aloneSince > keeps) {
      log.rename(server.secret(NAME_DIGITS));
      log.forget();
      updateRecording();
      note(
          "notice",
          "Replication backlog freed after %d seconds without connected replicas."
              .formatted(keeps));
    }
  }

  /// Has changes refused while fewer replicas than wanted would get them soon.
  public void countGoodOnes() {
    long wanted = number("min-replicas-to-write");
    long mostLag = number("min-replicas-max-lag");
    good = online().stream().filter(replica -> lag(replica) <= mostLag).count();
    boolean isEnough = host.isFollowing() || wanted == 0 || mostLag == 0 || good >= wanted;
    host.refuseChanges(isEnough ? null : TOO_FEW);
  }

  long good() {
    return good;
  }

  long lag(Replica replica) {
    return replica.isOnline() ? second() - replica.lastSecond : 0;
  }

  /// Begins a history with another name, see DEBUG CHANGE-REPL-ID.
  public void changeName() {
    log.rename(server.secret(NAME_DIGITS));
  }

  /// How many replicas were given everything.
  public long fullSyncs() {
    return fullSyncs;
  }

  /// How many could go on where they had stopped.
  public long continued() {
    return continued;
  }

  /// How many could not, though they wanted.
  public long notContinued() {
    return notContinued;
  }

  public void resetCounts() {
    fullSyncs = 0;
    continued = 0;
    notContinued = 0;
  }

  /// True while an image is being taken for a replica.
  public boolean isTakingImage() {
    return transfers.isTakingImage();
  }

  /// What the part of the history that is kept takes in memory.
  public long historyBytes() {
    return log.memory();
  }

  /// What replicas are to get when they have their image takes so much of memory. They share it:
  /// each waits for the end of the same stream.
  public long laterBytes() {
    return known.values().stream().mapToLong(Replica::laterBytes).max().orElse(0);
  }

  private int backlogBytes() {
    return (int) Math.min(number("repl-backlog-size"), Integer.MAX_VALUE - 8);
  }

  long number(String setting) {
    return Long.parseLong(String.valueOf(server.settings().get(setting)));
  }

  long second() {
    return server.clock().millis() / MILLIS;
  }

  void note(String level, String message) {
    server.log(level, message);
  }
}
