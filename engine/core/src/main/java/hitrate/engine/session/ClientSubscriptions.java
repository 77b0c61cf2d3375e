package hitrate.engine.session;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Subscriptions;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// See [Subscriptions].
final class ClientSubscriptions implements Subscriptions {
  /// What a client of RESP2 may ask for while it listens: to it a message and a reply look alike.
  private static final Set<String> ALLOWED =
      Set.of(
          "subscribe",
          "unsubscribe",
          "psubscribe",
          "punsubscribe",
          "ssubscribe",
          "sunsubscribe",
          "ping",
          "quit",
          "reset");

  private final ClientState client;
  private final Sessions sessions;
  private final Map<Kind, Set<Bytes>> mine = new EnumMap<>(Kind.class);
  private long bytes;

  ClientSubscriptions(ClientState client, Sessions sessions) {
    this.client = client;
    this.sessions = sessions;
  }

  private Set<Bytes> of(Kind kind) {
    return mine.computeIfAbsent(kind, _ -> new LinkedHashSet<>());
  }

  @Override
  public void subscribe(Kind kind, Bytes name) {
    if (of(kind).add(name)) {
      bytes += ClientFootprint.NAME_OVERHEAD + name.length();
      sessions.channels().add(kind, name, client);
    }
    client.mark(ClientState.LISTENING, true);
    client.repliesDecided(); // a confirmation is a message: it reaches a silent client too
  }

  @Override
  public void unsubscribe(Kind kind, Bytes name) {
    if (of(kind).remove(name)) {
      bytes -= ClientFootprint.NAME_OVERHEAD + name.length();
      sessions.channels().remove(kind, name, client);
    }
    client.mark(ClientState.LISTENING, isActive());
    client.repliesDecided();
  }

  /// About what keeping the names takes.
  long bytes() {
    return bytes;
  }

  /// Ends all of it without a word.
  void end() {
    mine.forEach(
        (kind, names) -> names.forEach(name -> sessions.channels().remove(kind, name, client)));
    mine.clear();
    bytes = 0;
    client.mark(ClientState.LISTENING, false);
  }

  /// @throws CommandError for a command that a listening client may not use
  void check(Command command) {
    if (isActive() && client.protocol() == 2 && !ALLOWED.contains(command.fullName())) {
      throw CommandError.of(
          "ERR Can't execute '%s': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context"
              .formatted(command.fullName()));
    }
  }

  @Override
  public List<Bytes> names(Kind kind) {
    return List.copyOf(of(kind));
  }

  int size(Kind kind) {
    Set<Bytes> names = mine.get(kind);
    return names == null ? 0 : names.size();
  }

  @Override
  public int count(Kind kind) {
    return kind == Kind.SHARD ? size(kind) : size(Kind.CHANNEL) + size(Kind.PATTERN);
  }

  @Override
  public boolean isActive() {
    return size(Kind.CHANNEL) + size(Kind.PATTERN) + size(Kind.SHARD) > 0;
  }

  @Override
  public int publish(Kind kind, Bytes channel, Bytes message) {
    return sessions.publish(kind, channel, message);
  }

  @Override
  public List<Bytes> everybodysNames(Kind kind) {
    return sessions.channels().names(kind);
  }

  @Override
  public int listeners(Kind kind, Bytes name) {
    return sessions.channels().listeners(kind, name);
  }
}
