package hitrate.engine.replica;

import hitrate.engine.command.Server;
import hitrate.engine.persist.BackgroundSave;
import hitrate.engine.persist.ImageStream;
import hitrate.engine.persist.ReplicaImages;
import hitrate.engine.replica.Replica.Content;
import hitrate.engine.replica.Replica.Stage;
import hitrate.engine.world.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Brings images of the keyspace to replicas, one image for all that wait for one.
///
/// Usually it goes straight from memory to the sockets, and since nobody knows its length then, an
/// end mark of chance stands before and behind it. A replica that does not know that form gets the
/// node's snapshot file, which is saved for it, with its length before it, at once and with it all
/// that wait; and so do all with `repl-diskless-sync no`.
public final class ImageTransfers {
  /// The walk over the keys rests while a replica has left so many bytes untaken.
  private static final long MOST_UNTAKEN = 1 << 20;

  /// Of a file so much is read in one turn.
  private static final int PIECES_PER_TURN = 4;

  private static final int MARK_DIGITS = 40;

  private final Server server;
  private final Disk disk;
  private final ReplicaImages images;
  private final BackgroundSave saving;
  private final BooleanSupplier mustWait;
  private final List<Replica> takers = new ArrayList<>(); // of the image being taken
  private @Nullable Replicas replicas;
  private @Nullable ImageStream stream;
  private int waiting;
  private int sending;
  private boolean leftFile; // that nobody but replicas wanted
  private long savesThen;

  /// @param mustWait whether an image is being taken for something else
  public ImageTransfers(
      Server server,
      Disk disk,
      ReplicaImages images,
      BackgroundSave saving,
      BooleanSupplier mustWait) {
    this.server = server;
    this.disk = disk;
    this.images = images;
    this.saving = saving;
    this.mustWait = mustWait;
  }

  void serve(Replicas theReplicas) {
    replicas = theReplicas;
  }

  private Replicas replicas() {
    if (replicas == null) {
      throw new IllegalStateException("nobody to serve yet");
    }
    return replicas;
  }

  /// A replica waits for an image.
  void asked(Replica replica) {
    waiting++;
    if (isStreamed(replica) && delay() > 0) {
      replicas().note("notice", "Delay next BGSAVE for diskless SYNC");
    }
  }

  boolean isTakingImage() {
    return stream != null;
  }

  private boolean isOn(String setting) {
    return "yes".equals(server.settings().get(setting));
  }

  private boolean isStreamed(Replica replica) {
    return isOn("repl-diskless-sync") && replica.knowsMark;
  }

  private long delay() {
    return replicas().number("repl-diskless-sync-delay");
  }

  /// See [Replicas#work].
  boolean work() {
    if (waiting > 0) {
      begin();
    }
    return sending > 0 && sendFiles();
  }

  /// Has those know that the node is there who wait without getting anything.
  void keepAwake() {
    for (Replica replica : replicas().all()) {
      boolean isIdle =
          replica.stage == Stage.WAITS || replica.stage == Stage.IMAGE_BEGUN && stream == null;
      if (isIdle) {
        replica.client.send(bytes("\n"));
        replica.lastSecond = replicas().second();
      }
    }
  }

  private void begin() {
    List<Replica> all =
        replicas().all().stream().filter(replica -> replica.stage == Stage.WAITS).toList();
    all.stream().filter(replica -> replica.content != Content.ALL).forEach(this::sendWithoutKeys);
    if (isTakingImage() || mustWait.getAsBoolean()) {
      return;
    }
    List<Replica> keyed = all.stream().filter(replica -> replica.content == Content.ALL).toList();
    if (keyed.isEmpty()) {
      return;
    }
    if (!keyed.stream().allMatch(this::isStreamed)) {
      beginFile(keyed);
    } else if (isTimeFor(keyed)) {
      beginStream(keyed);
    }
  }

  private boolean isTimeFor(List<Replica> group) {
    long enough = replicas().number("repl-diskless-sync-max-replicas");
    long since = group.stream().mapToLong(replica -> replica.waitsSince).min().orElseThrow();
    return replicas().second() - since >= delay() || enough > 0 && group.size() >= enough;
  }

  private void beginStream(List<Replica> group) {
    replicas().note("notice", "Starting BGSAVE for SYNC with target: replicas sockets");
    var facts = announce(group);
    String mark = server.secret(MARK_DIGITS);
    send(group, bytes("$EOF:" + mark + "\r\n"));
    var receiver =
        new ImageStream.Receiver() {
          @Override
          public boolean hasRoom() {
            boolean hasRoom = true;
            for (Replica replica : takers) {
              if (replica.client.buffers().blockBytes() < MOST_UNTAKEN) {
                replica.lastSecond = replicas().second();
              } else {
                hasRoom = false;
              }
            }
            return hasRoom;
          }

          @Override
          public void take(byte[] bytes) {
            send(takers, bytes);
          }

          @Override
          public void complete() {
            send(takers, bytes(mark));
            takers.forEach(replica -> arrived(replica, true));
            stream = null;
            takers.clear();
            saving.transferEnds(true);
          }
        };
    stream = images.begin(facts, receiver);
    saving.transferBegins();
  }

  /// Tells the replicas where the history goes on behind the image; answers what the image is to
  /// say about itself.
  private Map<String, String> announce(List<Replica> group) {
    replicas().feed(); // so that nothing from before the image comes behind it
    ReplicationLog log = replicas().log();
    log.nameDatabase();
    takers.addAll(group);
    waiting -= group.size();
    for (Replica replica : group) {
      replica.stage = Stage.IMAGE_BEGUN;
      if (!replica.isOld) {
        replica.client.send(bytes("+FULLRESYNC %s %d\r\n".formatted(log.name(), log.offset())));
      }
    }
    return replicas().facts();
  }

  private void sendWithoutKeys(Replica replica) {
    var facts = announce(List.of(replica));
    takers.remove(replica);
    String mark = server.secret(MARK_DIGITS);
    replica.client.send(bytes("$EOF:" + mark + "\r\n"));
    replica.client.send(images.withoutKeys(facts, replica.content == Content.LIBRARIES));
    replica.client.send(bytes(mark));
    arrived(replica, true);
  }

  private void beginFile(List<Replica> group) {
    replicas().note("notice", "Starting BGSAVE for SYNC with target: disk");
    announce(group);
    saving.begin(this::written);
    leftFile = isOn("rdb-del-sync-files");
    savesThen = saving.count();
  }

  private void written(@Nullable IOException failure) {
    List<Replica> group = List.copyOf(takers);
    takers.clear();
    try {
      if (failure != null) {
        throw failure;
      }
      for (Replica replica : group) {
        var file = new ImageFile(disk, saving.file());
        replica.file = file;
        replica.stage = Stage.GETS_FILE;
        replica.client.send(file.header());
        sending++;
      }
    } catch (IOException problem) {
      replicas().note("warning", "SYNC failed. " + Disk.reason(problem));
      group.forEach(replica -> replica.client.kill());
    }
  }

  private boolean sendFiles() {
    boolean goesOn = false;
    for (Replica replica : List.copyOf(replicas().all())) {
      ImageFile file = replica.file;
      if (file != null && replica.client.buffers().blockBytes() < MOST_UNTAKEN) {
        goesOn |= sendPieces(replica, file);
      }
    }
    return goesOn;
  }

  private boolean sendPieces(Replica replica, ImageFile file) {
    replica.lastSecond = replicas().second();
    try {
      for (int i = 0; i < PIECES_PER_TURN; i++) {
        byte[] piece = file.next();
        if (piece.length == 0) {
          close(replica);
          arrived(replica, false);
          return false;
        }
        replica.client.send(piece);
      }
      return true;
    } catch (IOException problem) {
      replicas().note("warning", "Read error sending DB to replica: " + Disk.reason(problem));
      replica.client.kill();
      return false;
    }
  }

  private void arrived(Replica replica, boolean awaitsWord) {
    replica.stage = Stage.ONLINE;
    replica.lastSecond = replicas().second();
    replica.acknowledgesStart = awaitsWord;
    replicas().countGoodOnes();
    if (!awaitsWord) {
      replica.catchUp();
      replicas().synchronised(replica);
    }
  }

  private void close(Replica replica) {
    ImageFile file = replica.file;
    if (file != null) {
      replica.file = null;
      sending--;
      try {
        file.close();
      } catch (IOException harmless) {
        // it was only read
      }
    }
  }

  /// A replica has gone: what was only for it ends.
  void gone(Replica replica) {
    waiting -= replica.stage == Stage.WAITS ? 1 : 0;
    close(replica);
    if (takers.remove(replica) && takers.isEmpty()) {
      if (stream != null) {
        stream.cancel();
        stream = null;
        saving.transferEnds(false);
      }
    }
  }

  /// Removes a file that was saved for replicas when all have it, if nothing else is to be kept on
  /// the disk and nobody has saved since.
  void tidy() {
    leftFile = leftFile && isOn("rdb-del-sync-files") && saving.count() == savesThen;
    boolean isUnwanted =
        !isOn("appendonly") && String.valueOf(server.settings().get("save")).isEmpty();
    if (!leftFile || !isUnwanted || waiting + sending + takers.size() > 0) {
      return;
    }
    leftFile = false;
    replicas()
        .note(
            "notice", "Removing the RDB file used to feed replicas in a persistence-less instance");
    try {
      disk.delete(saving.file());
    } catch (IOException problem) {
      replicas().note("warning", "Cannot remove it: " + Disk.reason(problem));
    }
  }

  private static void send(List<Replica> group, byte[] bytes) {
    group.forEach(replica -> replica.client.send(bytes));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
