package hitrate.engine.session;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.bytes.Glob;
import hitrate.engine.command.Subscriptions.Kind;
import hitrate.engine.resp.ReplyWriter;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who listens to which channels and patterns, and the sending of messages to them: first to those
/// who named the channel, in the order in which they came, then to those whose patterns match.
public final class Channels {
  /// What a name takes in the tables and for the set of those who listen to it, as measured; what
  /// each of them takes counts as theirs, see [ClientSubscriptions#bytes].
  private static final int NAME_BYTES = 150;

  private static final int FEW = 2; // most names have one listener

  private final Map<Kind, Map<Bytes, Set<ClientState>>> listeners = new EnumMap<>(Kind.class);
  private final Map<Bytes, Glob> globs = new LinkedHashMap<>();
  private final ReplyWriter writer = new ReplyWriter();

  Channels() {
    for (Kind kind : Kind.values()) {
      listeners.put(kind, new LinkedHashMap<>());
    }
  }

  private Map<Bytes, Set<ClientState>> of(Kind kind) {
    return listeners.getOrDefault(kind, Map.of());
  }

  /// How many names of that kind anybody listens to.
  public int size(Kind kind) {
    return of(kind).size();
  }

  /// About what keeping the names takes.
  public long usedBytes() {
    long names = globs.size() / 2; // the form in which patterns are matched
    for (Map<Bytes, Set<ClientState>> all : listeners.values()) {
      names += all.size();
    }
    return names * NAME_BYTES;
  }

  List<Bytes> names(Kind kind) {
    return List.copyOf(of(kind).keySet());
  }

  int listeners(Kind kind, Bytes name) {
    return of(kind).getOrDefault(name, Set.of()).size();
  }

  void add(Kind kind, Bytes name, ClientState client) {
    of(kind).computeIfAbsent(name, _ -> new LinkedHashSet<>(FEW)).add(client);
    if (kind == Kind.PATTERN) {
      globs.computeIfAbsent(name, pattern -> new Glob(pattern, false));
    }
  }

  void remove(Kind kind, Bytes name, ClientState client) {
    Set<ClientState> all = of(kind).get(name);
    if (all != null && all.remove(client) && all.isEmpty()) {
      of(kind).remove(name);
      if (kind == Kind.PATTERN) {
        globs.remove(name);
      }
    }
  }

  /// True when a message to a channel of that kind could reach anybody.
  boolean hasListeners(Kind kind) {
    return !of(kind).isEmpty() || kind == Kind.CHANNEL && !globs.isEmpty();
  }

  /// Sends a message to all who listen; answers how often it was sent.
  int publish(Kind kind, Bytes channel, Bytes message, int behind) {
    int sent = 0;
    Set<ClientState> direct = of(kind).get(channel);
    if (direct != null) {
      String word = kind == Kind.SHARD ? "smessage" : "message";
      sent += new Message(word, null, channel, message).sendTo(direct, behind);
    }
    if (kind == Kind.CHANNEL) {
      for (Map.Entry<Bytes, Glob> pattern : globs.entrySet()) {
        if (pattern.getValue().matches(channel)) {
          Set<ClientState> matching = of(Kind.PATTERN).getOrDefault(pattern.getKey(), Set.of());
          sent +=
              new Message("pmessage", pattern.getKey(), channel, message).sendTo(matching, behind);
        }
      }
    }
    return sent;
  }

  /// One message, encoded once for each version of the protocol that somebody wants.
  private final class Message {
    private final String word;
    private final @Nullable Bytes pattern;
    private final Bytes channel;
    private final Bytes text;
    private final byte[][] encoded = new byte[4][];

    Message(String word, @Nullable Bytes pattern, Bytes channel, Bytes text) {
      this.word = word;
      this.pattern = pattern;
      this.channel = channel;
      this.text = text;
    }

    int sendTo(Set<ClientState> clients, int behind) {
      for (ClientState client : clients) {
        client.deliver(encoded(client.protocol()), behind);
      }
      return clients.size();
    }

    private byte[] encoded(int protocol) {
      byte[] bytes = encoded[protocol];
      if (bytes == null) {
        writer.truncate(0);
        writer.protocol(protocol);
        writer.push(pattern == null ? 3 : 4);
        writer.bulk(word);
        if (pattern != null) {
          writer.bulk(pattern);
        }
        writer.bulk(channel);
        writer.bulk(text);
        bytes = Arrays.copyOf(writer.buffer(), writer.length());
        encoded[protocol] = bytes;
      }
      return bytes;
    }
  }
}
