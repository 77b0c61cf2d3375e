package hitrate.engine.session;

import hitrate.engine.command.Command;
import hitrate.engine.command.CommandFlag;
import java.util.ArrayDeque;

/// CLIENT PAUSE: for a time the requests of all clients are put off, or of those only that may
/// change something. Each client's requests then run in their order, those of the client that had
/// to wait first before all others.
public final class Pause {
  private final Sessions sessions;
  private final ArrayDeque<ClientState> postponed = new ArrayDeque<>();
  private boolean isOn;
  private boolean stopsReads;
  private long endMillis;

  Pause(Sessions sessions) {
    this.sessions = sessions;
  }

  /// Begins a pause, or extends the one that there is: it never becomes shorter or milder.
  public void begin(long newEndMillis, boolean stopsReadsToo) {
    endMillis = isOn ? Math.max(endMillis, newEndMillis) : newEndMillis;
    stopsReads = stopsReadsToo || isOn && stopsReads;
    isOn = true;
    sessions.pauseExpiry(true);
  }

  /// Ends the pause; harmless when there is none.
  public void end() {
    isOn = false;
    sessions.pauseExpiry(false);
    for (ClientState client = postponed.poll(); client != null; client = postponed.poll()) {
      client.noLongerPostponed();
      sessions.resumeSoon(client);
    }
  }

  public boolean isOn() {
    return isOn;
  }

  /// When the pause ends, or [BlockedClients#NEVER] when there is none.
  public long endMillis() {
    return isOn ? endMillis : BlockedClients.NEVER;
  }

  /// How many clients have a request put off.
  public int count() {
    return postponed.size();
  }

  /// True when a command has to wait until the pause ends. Ends the pause if its time is over.
  boolean holds(Command command, ClientState client, long nowMillis) {
    if (nowMillis >= endMillis) {
      end();
      return false;
    }
    return client.canWait() && (stopsReads || mayChange(command, client));
  }

  private static boolean mayChange(Command command, ClientState client) {
    return command.is(CommandFlag.WRITE)
        || command.is(CommandFlag.MAY_REPLICATE)
        || command.fullName().equals("exec") && client.transaction().mayChange();
  }

  void add(ClientState client) {
    postponed.add(client);
  }

  void remove(ClientState client) {
    postponed.remove(client);
  }
}
