package hitrate.engine.session;

import hitrate.engine.command.Command;
import hitrate.engine.command.CommandFlag;
import hitrate.engine.command.PauseReason;
import java.util.ArrayDeque;
import java.util.Arrays;

/// Puts the requests of all clients off for a time, or those only that may change something (CLIENT
/// PAUSE, the end of the node, FAILOVER). There may be several reasons at once: the strictest
/// counts. Each client's requests then run in their order, those of the client that had to wait
/// first before all others.
public final class Pause {
  private static final long OFF = -1;

  private final Sessions sessions;
  private final ArrayDeque<ClientState> postponed = new ArrayDeque<>();
  private final long[] ends = new long[PauseReason.values().length]; // OFF where there is none
  private final boolean[] stopReads = new boolean[ends.length];
  private boolean isOn;
  private boolean stopsReads;
  private long endMillis = BlockedClients.NEVER; // of the first that ends

  Pause(Sessions sessions) {
    this.sessions = sessions;
    Arrays.fill(ends, OFF);
  }

  /// Begins a pause, or extends the one that there is for that reason: it never becomes shorter or
  /// milder.
  public void begin(PauseReason reason, long newEndMillis, boolean stopsReadsToo) {
    int i = reason.ordinal();
    ends[i] = Math.max(ends[i], newEndMillis);
    stopReads[i] |= stopsReadsToo;
    settle();
  }

  /// Ends the pause for that reason; harmless when there is none.
  public void end(PauseReason reason) {
    end(reason.ordinal());
    settle();
  }

  private void end(int reason) {
    ends[reason] = OFF;
    stopReads[reason] = false;
  }

  /// Ends those whose time is over.
  void endOverdue(long nowMillis) {
    for (int i = 0; i < ends.length; i++) {
      if (ends[i] <= nowMillis) {
        end(i);
      }
    }
    settle();
  }

  private void settle() {
    boolean wasOn = isOn;
    boolean stoppedReads = stopsReads;
    isOn = false;
    stopsReads = false;
    endMillis = BlockedClients.NEVER;
    for (int i = 0; i < ends.length; i++) {
      if (ends[i] != OFF) {
        isOn = true;
        stopsReads |= stopReads[i];
        endMillis = Math.min(endMillis, ends[i]);
      }
    }
    sessions.pauseExpiry(isOn);
    if (wasOn && !isOn || stoppedReads && !stopsReads) {
      release();
    }
  }

  private void release() {
    for (ClientState client = postponed.poll(); client != null; client = postponed.poll()) {
      client.noLongerPostponed();
      sessions.resumeSoon(client);
    }
  }

  public boolean isOn() {
    return isOn;
  }

  /// When the next of the reasons ends, or [BlockedClients#NEVER] when there is none.
  public long endMillis() {
    return endMillis;
  }

  /// How many clients have a request put off.
  public int count() {
    return postponed.size();
  }

  /// True when a command has to wait until the pause ends. Ends the pause if its time is over.
  boolean holds(Command command, ClientState client, long nowMillis) {
    if (nowMillis >= endMillis) {
      endOverdue(nowMillis);
    }
    return isOn && client.canWait() && (stopsReads || mayChange(command, client));
  }

  private static boolean mayChange(Command command, ClientState client) {
    return client.transaction().does(command, CommandFlag.WRITE)
        || client.transaction().does(command, CommandFlag.MAY_REPLICATE);
  }

  void add(ClientState client) {
    postponed.add(client);
  }

  void remove(ClientState client) {
    postponed.remove(client);
  }
}
