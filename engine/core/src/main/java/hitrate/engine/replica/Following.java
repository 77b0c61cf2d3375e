package hitrate.engine.replica;

import hitrate.engine.command.CommandError;
import hitrate.engine.command.Server;
import hitrate.engine.persist.LoadError;
import hitrate.engine.session.ClientState;
import hitrate.engine.world.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The primary that this node follows, if it does: finds it, gets an image of its keyspace where
/// that is needed and from there on every change, and tries again when the link ([PrimaryLink])
/// breaks.
///
/// A node knows its place in the history even when it has no link: by the [ReplicationLog], which a
/// replica keeps as its primary does. A link that comes back goes on from there if the primary
/// still has what comes next, and so does a node that has itself been the primary. Belongs to the
/// node's thread.
public final class Following {
  /// What the place in the history is worth: nothing after an image that could not be loaded.
  private boolean hasPlace;

  private final Server server;
  private final FollowingHost host;
  private final Replicas replicas;
  private final Failover failover;
  private final SafeHistory safe = new SafeHistory();
  private String address = ""; // of the primary; empty while this node is one itself
  private int port;
  private @Nullable PrimaryLink link;
  private @Nullable ClientState primary; // while the stream flows
  private int database; // that the stream is for
  private String newName = ReplicationLog.NO_NAME; // of the history that comes with an image
  private long newOffset;
  private long downSince; // in seconds; 0 while the link has never been lost
  private long lastCron;
  private long wordOwed; // once everything up to this byte is on the disk; 0 for none

  public Following(Server server, FollowingHost host, Replicas replicas) {
    this.server = server;
    this.host = host;
    this.replicas = replicas;
    this.failover = new Failover(server, replicas, this);
  }

  Failover failover() {
    return failover;
  }

  /// True while one replica is to get all in a certain time.
  public boolean failsOverInTime() {
    return failover.isQuiet();
  }

  /// True for a node that follows another one.
  public boolean isOn() {
    return !address.isEmpty();
  }

  /// True while the primary's changes come as they happen.
  public boolean isLinked() {
    return primary != null;
  }

  /// How CONFIG shows whom the node follows.
  public String shown() {
    return isOn() ? address + " " + port : "";
  }

  String address() {
    return address;
  }

  int port() {
    return port;
  }

  @Nullable PrimaryLink link() {
    return link;
  }

  /// How far the link is, in the words of ROLE.
  String stage() {
    PrimaryLink open = link;
    return open == null ? PrimaryLink.Stage.CLOSED.word : open.stage().word;
  }

  /// Which database the stream is for that this node passes on.
  public int database() {
    ClientState client = primary;
    return client == null ? database : client.database();
  }

  boolean hasPlace() {
    return hasPlace;
  }

  /// For how many seconds there has been no link; -1 when there never was one.
  long downSeconds() {
    return downSince == 0 ? -1 : second() - downSince;
  }

  /// Takes over where a file says that the data in it is in the history.
  ///
  /// @param facts what the file says about itself
  public void restore(Map<String, String> facts) {
    String name = facts.get("repl-id");
    String offset = facts.get("repl-offset");
    if (name == null || offset == null || facts.get("repl-stream-db") == null) {
      return;
    }
    if (isOn()) {
      replicas.log().begin(name, Long.parseLong(offset));
      replicas.keepHistory();
      database = Integer.parseInt(facts.get("repl-stream-db"));
      hasPlace = true;
    } else {
      replicas.resume(name, Long.parseLong(offset));
    }
  }

  /// Says whom to follow, before the node's first turn; the link is made by [#tick].
  public void declare(String newAddress, int newPort) {
    address = newAddress;
    port = newPort;
    host.changed();
  }

  /// Follows that primary from here on.
  void follow(String newAddress, int newPort, String who) {
    boolean wasPrimary = !isOn();
    address = newAddress;
    port = newPort;
    drop();
    host.releaseWaiting();
    if (wasPrimary) {
      note(
          "notice",
          "Before turning into a replica, using my own master parameters to synthesize a cached"
              + " master: I may be able to synchronize with the new master with just a partial"
              + " transfer.");
      replicas.feed();
      replicas.keepHistory();
      hasPlace = true;
      database = 0;
    }
    host.changed();
    connect("Connecting to");
    if (!who.isEmpty()) {
      note(
          "notice",
          "REPLICAOF %s:%d enabled (user request from '%s')".formatted(address, port, who));
    }
  }

  /// Follows nobody any more: the node goes on as a primary with the data that it has.
  void lead(String who) {
    if (!isOn()) {
      return;
    }
    address = "";
    drop();
    forgetPlace();
    replicas.lead();
    downSince = 0;
    host.changed();
    if (!who.isEmpty()) {
      note("notice", "MASTER MODE enabled (user request from '%s')".formatted(who));
    }
  }

  /// The primary wants this node to take its place.
  ///
  /// @param history that it knows
  /// @throws CommandError when that is not the one of this node
  void takeOver(String history, String who) {
    note("warning", "Failover request received for replid %s.".formatted(history));
    if (!isOn()) {
      throw CommandError.of("ERR PSYNC FAILOVER can't be sent to a master.");
    }
    if (!history.equalsIgnoreCase(replicas.log().name())) {
      throw CommandError.of("ERR PSYNC FAILOVER replid must match my replid.");
    }
    lead(who);
  }

  /// Ends the link.
  private void drop() {
    PrimaryLink open = link;
    if (open != null) {
      boolean wasStream = open.stage() == PrimaryLink.Stage.STREAM;
      link = null;
      open.close();
      ended(open, wasStream);
    }
  }

  /// A link has broken by itself. One that had worked is made again at once.
  void lost(PrimaryLink broken, boolean wasStream) {
    link = null;
    ended(broken, wasStream);
    if (wasStream && isOn()) {
      connect("Reconnecting to");
    }
  }

  private void ended(PrimaryLink closed, boolean wasStream) {
    PrimaryStream stream = closed.stream();
    if (stream != null) {
      database = stream.client().database();
      stream.end();
      primary = null;
    }
    if (wasStream) {
      note("warning", "Connection with master lost.");
      if (hasPlace) {
        note("notice", "Caching the disconnected master state.");
      }
      downSince = second();
    }
    host.changed();
  }

  /// The node ends.
  public void close() {
    PrimaryLink open = link;
    if (open != null) {
      link = null;
      open.close();
    }
  }

  void notConnected() {
    link = null;
  }

  /// The next link gets an image, whatever this node has.
  void forgetPlace() {
    if (hasPlace) {
      note("notice", "Discarding previously cached master state.");
    }
    hasPlace = false;
  }

  private void connect(String verb) {
    note("notice", "%s MASTER %s:%d".formatted(verb, address, port));
    var opening = new PrimaryLink(this, host);
    link = opening;
    try {
      opening.open(address, port, setting("bind-source-addr"));
      note("notice", "MASTER <-> REPLICA sync started");
    } catch (IOException failure) {
      link = null;
      note("warning", "Unable to connect to MASTER: " + failure.getMessage());
    }
  }

  /// Does what is due by now.
  public void tick() {
    if (second() == lastCron && !failover.isInProgress()) {
      return;
    }
    lastCron = second();
    if (!isOn()) {
      return;
    }
    PrimaryLink open = link;
    if (open != null && open.silentSeconds() > replicas.number("repl-timeout")) {
      note("warning", timeout(open.stage()));
      open.lost();
    }
    if (link == null) {
      connect("Connecting to");
    }
    acknowledge();
    if (open != null && open.isLoading()) {
      open.send(new byte[] {'\n'}); // still here, and at work
    }
  }

  private static String timeout(PrimaryLink.Stage stage) {
    return switch (stage) {
      case IMAGE, LOADING ->
          "Timeout receiving bulk data from MASTER... If the problem persists try to set the"
              + " 'repl-timeout' parameter in redis.conf to a larger value.";
      case STREAM -> "MASTER timeout: no data nor PING received...";
      default -> "Timeout connecting to the MASTER...";
    };
  }

  /// Tells the primary how far this node is, and how far what it keeps on its disk.
  void acknowledge() {
    PrimaryLink open = link;
    if (open != null && isLinked() && !open.isStuck()) {
      long offset = replicas.log().offset();
      if (host.file().forced() < 0) {
        open.send("REPLCONF", "ACK", Long.toString(offset));
      } else {
        long onDisk = safe.upTo(offset, host.file());
        open.send("REPLCONF", "ACK", Long.toString(offset), "FACK", Long.toString(onDisk));
      }
    }
  }

  /// The same because the primary wants to know, and again when all of that is on the disk.
  void answer() {
    acknowledge();
    long offset = replicas.log().offset();
    boolean isOnItsWay = host.file().forced() >= 0 && safe.upTo(offset, host.file()) < offset;
    wordOwed = isOnItsWay ? offset : 0;
  }

  private void tellWhenSafe() {
    if (wordOwed > 0 && safe.upTo(replicas.log().offset(), host.file()) >= wordOwed) {
      wordOwed = 0;
      acknowledge();
    }
  }

  /// Asks for the history from where this node is.
  void ask(PrimaryLink asking) {
    ReplicationLog log = replicas.log();
    if (hasPlace) {
      String next = Long.toString(log.offset() + 1);
      note(
          "notice",
          "Trying a partial resynchronization (request %s:%s).".formatted(log.name(), next));
      if (failover.isInProgress()) {
        asking.send("PSYNC", log.name(), next, "FAILOVER");
      } else {
        asking.send("PSYNC", log.name(), next);
      }
    } else {
      note("notice", "Partial resynchronization not possible (no cached master)");
      asking.send("PSYNC", "?", "-1");
    }
  }

  /// The primary has answered to that.
  void answered(PrimaryLink asking, String line) {
    String[] words = line.split(" ", -1);
    if (failover.isInProgress()) {
      boolean takesOver = words[0].equals("+CONTINUE") || words[0].equals("+FULLRESYNC");
      if (!takesOver) {
        noteRefusal(line);
      }
      failover.answered(takesOver);
      if (!takesOver) {
        return; // it was called off
      }
    }
    if (words[0].equals("+FULLRESYNC") && words.length == 3 && words[2].matches("\\d{1,18}")) {
      newName = words[1];
      newOffset = Long.parseLong(words[2]);
      note("notice", "Full resync from master: %s:%d".formatted(newName, newOffset));
      asking.awaitImage();
    } else if (words[0].equals("+CONTINUE") && hasPlace) {
      goOn(asking, words.length > 1 ? words[1] : "");
    } else if (isForNow(line)) {
      noteRefusal(line);
      asking.lost();
    } else {
      noteRefusal(line);
      note("notice", "Retrying with SYNC...");
      newName = ReplicationLog.NO_NAME;
      newOffset = 0;
      asking.awaitImage();
      asking.send("SYNC");
    }
  }

  private void noteRefusal(String line) {
    if (isForNow(line)) {
      note("notice", "Master is currently unable to PSYNC but should be in the future: " + line);
    } else if (line.startsWith("-ERR")) {
      note(
          "warning",
          "Master does not support PSYNC or is in error state (reply: %s)".formatted(line));
    } else {
      note("warning", "Unexpected reply to PSYNC from master: " + line);
    }
  }

  private static boolean isForNow(String line) {
    return line.startsWith("-NOMASTERLINK") || line.startsWith("-LOADING");
  }

  private void goOn(PrimaryLink asking, String name) {
    note("notice", "Successful partial resynchronization with master.");
    ReplicationLog log = replicas.log();
    if (!name.isEmpty() && !name.equals(log.name())) {
      note("warning", "Master replication ID changed to " + name);
      log.renameFromHere(name);
      replicas.sendAway();
    }
    replicas.keepHistory();
    begin(asking, database);
    note("notice", "MASTER <-> REPLICA sync: Master accepted a Partial Resynchronization.");
  }

  private void begin(PrimaryLink opened, int streamDatabase) {
    var stream = new PrimaryStream(host, replicas, opened, streamDatabase);
    primary = stream.client();
    hasPlace = true;
    downSince = 0;
    opened.begin(stream);
    host.changed();
  }

  /// Goes on with what needs no further word of the primary; true when there is more to do.
  public boolean work() {
    failover.work();
    tellWhenSafe();
    PrimaryLink open = link;
    boolean goesOn = open != null && open.work();
    Arrival image = open == null ? null : open.arrived();
    if (open != null && image != null && !host.isBusy()) {
      load(open, image);
    }
    return goesOn;
  }

  /// An image is about to come.
  ///
  /// @throws IOException when it cannot be taken
  Arrival receive(ImageHeader header) throws IOException {
    String mode = setting("repl-diskless-load");
    boolean isAside = mode.equals("swapdb");
    boolean isLive = isAside || mode.equals("on-empty-db") && !host.hasKeys();
    String target = isLive ? "to parser" : "to disk";
    note(
        "notice",
        header.isMarked()
            ? "MASTER <-> REPLICA sync: receiving streamed RDB from master with EOF " + target
            : "MASTER <-> REPLICA sync: receiving %d bytes from master %s"
                .formatted(header.length(), target));
    if (!isLive) {
      return new Arrival(header, new FileSink(host.disk(), imagePath(), header.mark()));
    }
    if (!isAside) {
      leaveHistory();
    }
    boolean isSameHistory = newName.equals(replicas.log().name());
    var image = host.receive(header.length(), header.mark(), isAside, isAside && isSameHistory);
    return new Arrival(header, new LiveSink(this, image));
  }

  /// What the replicas of this node have is of no use any more.
  private void leaveHistory() {
    forgetPlace();
    replicas.sendAway();
    replicas.log().forget();
    safe.forget();
  }

  private void load(PrimaryLink open, Arrival image) {
    leaveHistory();
    Map<String, String> facts;
    try {
      facts =
          switch (image.sink()) {
            case FileSink file -> host.load(file.path(), () -> open.send(new byte[] {'\n'}));
            case LiveSink live -> live.complete();
          };
    } catch (LoadError failure) {
      failure.lines().forEach(line -> note("warning", line));
      couldNotLoad(open);
      return;
    } catch (IOException failure) {
      note("warning", Disk.reason(failure));
      couldNotLoad(open);
      return;
    }
    replicas.log().begin(newName, newOffset);
    replicas.keepHistory();
    database = Integer.parseInt(facts.getOrDefault("repl-stream-db", "0"));
    hasPlace = true;
    if (open.stage() == PrimaryLink.Stage.LOADING) {
      begin(open, database);
      note("notice", "MASTER <-> REPLICA sync: Finished with success");
      acknowledge();
      open.goOn();
    }
  }

  private void couldNotLoad(PrimaryLink open) {
    note(
        "warning",
        "Failed trying to load the MASTER synchronization DB from disk, check server logs.");
    open.lost();
  }

  /// Where an image is put while it comes.
  Path imagePath() {
    return Path.of(setting("dir"), "temp-%d.%s.rdb".formatted(second(), ownPort()));
  }

  /// The port that replicas are told to the primary by.
  String ownPort() {
    String announced = setting("replica-announce-port");
    boolean isByTls = setting("tls-replication").equals("yes") && !setting("tls-port").equals("0");
    return announced.equals("0") ? setting(isByTls ? "tls-port" : "port") : announced;
  }

  String setting(String name) {
    return String.valueOf(server.settings().get(name));
  }

  /// @throws CommandError when it is not linked and so has nothing to give on
  public void requireLink() {
    if (isOn() && !isLinked()) {
      throw CommandError.of("NOMASTERLINK Can't SYNC while not connected with my master");
    }
  }

  long second() {
    return replicas.second();
  }

  void note(String level, String message) {
    server.log(level, message);
  }
}
