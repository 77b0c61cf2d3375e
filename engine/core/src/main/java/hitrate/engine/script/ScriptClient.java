package hitrate.engine.script;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Client;
import hitrate.engine.command.Subscriptions;
import hitrate.engine.command.Tracking;
import hitrate.engine.command.Transaction;

/// Whom commands called by a script see as their client: the script's caller, but with a database
/// and protocol version of its own, so that a script cannot change the caller's.
final class ScriptClient implements Client {
  private final Client caller;
  private int database;
  private int protocol = 2;

  ScriptClient(Client caller) {
    this.caller = caller;
    this.database = caller.database();
  }

  @Override
  public boolean isScript() {
    return true;
  }

  @Override
  public long id() {
    return caller.id();
  }

  @Override
  public Bytes name() {
    return caller.name();
  }

  @Override
  public void name(Bytes newName) {}

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
    return true;
  }

  @Override
  public boolean logIn(Bytes user, Bytes password, String command) {
    return false;
  }

  @Override
  public String address() {
    return caller.address();
  }

  @Override
  public String localAddress() {
    return caller.localAddress();
  }

  @Override
  public String type() {
    return "normal";
  }

  @Override
  public String user() {
    return caller.user();
  }

  @Override
  public String describe() {
    return caller.describe();
  }

  @Override
  public void replies(Replies which) {}

  @Override
  public void protectedFromEviction(boolean yes) {}

  @Override
  public void closeAfterReply() {}

  @Override
  public void kill() {}

  @Override
  public boolean monitor() {
    return false;
  }

  @Override
  public Transaction transaction() {
    return caller.transaction();
  }

  @Override
  public Tracking tracking() {
    return caller.tracking();
  }

  @Override
  public Subscriptions subscriptions() {
    return caller.subscriptions();
  }

  @Override
  public void reset() {}
}
